"""Customers through HTTP: changed, moved to another phone, erased; and what the till makes of it."""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.api_client import Shop, open_shop
from tests.fakes.echo_process import wait_for

RAHUL, ASHA = "+919876543210", "+919812345678"
ADDRESS = {"line1": "12 MG Road", "city": "Bengaluru", "state": "29", "pin": "560001"}


@pytest.fixture
def shop() -> Shop:
    shop = open_shop()
    shop.product("MAGGI-70G", rate=14, stock=1000)
    return shop


@pytest.fixture
def rahul(shop) -> str:
    body = {"phone": RAHUL, "name": "Rahul K.", "email": "rahul@example.in", "address": ADDRESS, "metadata": {"a": "1"}}
    return f"/v1/customers/{shop.api.post('/v1/customers', body).json()['id']}"


def sell(shop, **buyer):
    return shop.api.post("/v1/invoices", {"items": [{"sku": "MAGGI-70G", "qty": 1}], **buyer}).json()


def buyer_of(shop, phone):
    return sell(shop, customer={"phone": phone})["customer"]["id"]


def codes(answer):
    return sorted((fault["pointer"], fault["code"]) for fault in answer.json()["errors"])


def test_a_patch_changes_what_it_names_clears_by_null_and_leaves_the_rest(shop, rahul):
    before = shop.api.get(rahul).json()

    answer = shop.api.patch(rahul, {"email": None, "address": {"city": "Mysuru"}, "metadata": {"a": None, "b": "2"}})

    assert answer.status_code == 200
    expected = {**before, "email": None, "address": {**ADDRESS, "city": "Mysuru"}, "metadata": {"b": "2"}}
    assert {**answer.json(), "updated_at": before["updated_at"]} == expected
    assert shop.api.get(rahul).json() == answer.json()
    assert shop.api.patch(rahul, {}).content == answer.content


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"phone": "12345", "email": "x"}, [("/email", "invalid_type"), ("/phone", "invalid_phone")]),
        ({"phone": None, "id": "cus_1"}, [("/id", "field_immutable"), ("/phone", "required")]),
        ({"gstin": "29AAGCB7383J1Z5"}, [("/gstin", "invalid_gstin")]),
        ({"address": {"state": "28", "street": "x"}}, [("/address/state", "out_of_range"), ("/address/street", "unknown_field")]),
    ],
)  # fmt: skip
def test_faults_are_named_and_nothing_changes(shop, rahul, changes, faults):
    before = shop.api.get(rahul).content

    answer = shop.api.patch(rahul, changes)

    assert (answer.status_code, codes(answer)) == (422, faults)
    assert shop.api.get(rahul).content == before


def test_with_another_phone_the_customer_keeps_the_id_and_the_history(shop, rahul):
    mine = rahul.rpartition("/")[2]
    assert buyer_of(shop, RAHUL) == mine
    wait_for(lambda: shop.api.get(rahul).json()["invoices_count"] == 1, seconds=10)

    moved = shop.api.patch(rahul, {"phone": "98123 45678"}).json()

    assert (moved["id"], moved["phone"], moved["invoices_count"]) == (mine, ASHA, 1)
    assert [found["id"] for found in shop.api.get("/v1/customers", phone=ASHA).json()["data"]] == [mine]
    wait_for(lambda: buyer_of(shop, ASHA) == mine, seconds=10)
    stranger = sell(shop, customer={"phone": RAHUL, "name": "Somebody Else"})["customer"]
    assert stranger["id"] != mine
    wait_for(lambda: shop.api.get(f"/v1/customers/{stranger['id']}").status_code == 200, seconds=10)
    assert shop.api.get(f"/v1/customers/{stranger['id']}").json()["name"] == "Somebody Else"
    assert shop.api.get(rahul).json()["name"] == "Rahul K."


def test_a_phone_of_another_customer_is_refused(shop, rahul):
    asha = shop.api.post("/v1/customers", {"phone": ASHA}).json()["id"]

    refused = shop.api.patch(rahul, {"phone": ASHA})

    assert (refused.status_code, refused.json()["code"], refused.json()["customer_id"]) == (409, "phone_taken", asha)


def test_who_is_erased_is_forgotten_and_the_invoices_stay(shop, rahul):
    mine = rahul.rpartition("/")[2]
    invoice = sell(shop, customer={"phone": RAHUL})
    wait_for(lambda: shop.api.get(rahul).json()["invoices_count"] == 1, seconds=10)

    erased = shop.api.delete(rahul)

    assert erased.status_code == 200
    body = erased.json()
    assert {body[name] for name in ("phone", "name", "email", "gstin", "address")} == {None}
    assert (body["id"], body["total_spent"], body["metadata"]) == (mine, 14, {})
    assert body["erased_at"]
    assert shop.api.delete(rahul).content == shop.api.get(rahul).content == erased.content
    assert shop.api.get("/v1/customers").json()["data"] == []
    assert shop.api.get(f"/v1/invoices/{invoice['id']}").json() == invoice
    refused = shop.api.patch(rahul, {"name": "Rahul K."})
    assert (refused.status_code, refused.json()["code"]) == (409, "customer_erased")


def test_the_id_of_who_was_erased_is_never_given_again(shop, rahul):
    mine = rahul.rpartition("/")[2]
    assert shop.api.delete(rahul).status_code == 200

    again = shop.api.post("/v1/customers", {"phone": RAHUL, "name": "Rahul again"})
    assert (again.status_code, again.json()["id"] != mine) == (201, True)
    wait_for(lambda: buyer_of(shop, RAHUL) == again.json()["id"], seconds=10)
    unknown = shop.api.post("/v1/invoices", {"items": [{"sku": "MAGGI-70G", "qty": 1}], "customer_id": mine})
    assert (unknown.status_code, codes(unknown)) == (422, [("/customer_id", "unknown_customer")])
    assert shop.api.get(rahul).json()["name"] is None


def test_of_two_changes_of_one_state_at_once_one_is_412(shop, rahul):
    for turn in range(5):
        tag = shop.api.get(rahul).headers["ETag"]

        with ThreadPoolExecutor(2) as threads:
            patch = lambda name, tag=tag: shop.api.patch(rahul, {"name": name}, **{"If-Match": tag})  # noqa: E731
            answers = list(threads.map(patch, [f"Name {turn}.1", f"Name {turn}.2"]))

        assert sorted(answer.status_code for answer in answers) == [200, 412]
        [won] = [answer.json()["name"] for answer in answers if answer.status_code == 200]
        assert shop.api.get(rahul).json()["name"] == won
    assert shop.api.delete(rahul, **{"If-Match": tag}).status_code == 412


def test_what_is_not_there_can_be_neither_changed_nor_erased(shop, rahul):
    stranger = open_shop()

    for path in ("/v1/customers/cus_nobody", rahul):
        assert stranger.api.patch(path, {"name": "Mine"}).status_code == 404
        assert stranger.api.delete(path).status_code == 404
    assert shop.publishable.delete(rahul).json()["code"] == "key_is_read_only"


def test_lists_are_narrowed_by_phone_words_and_time(shop, rahul):
    time.sleep(1.1)  # times are shown in whole seconds
    shop.api.post("/v1/customers", {"phone": ASHA, "name": "Asha R."})
    since = shop.api.get("/v1/customers", phone=ASHA).json()["data"][0]["updated_at"]

    def names(**query):
        return [found["name"] for found in shop.api.get("/v1/customers", **query).json()["data"]]

    assert names(phone="98765 43210") == names(q="rahul") == names(q="43210") == ["Rahul K."]
    assert names(**{"updated_at[gte]": since}) == ["Asha R."]
    shop.api.patch(rahul, {"name": "R."})
    assert sorted(names(**{"updated_at[gte]": since})) == ["Asha R.", "R."]


def test_a_walk_through_the_list_meets_everybody_once_while_others_come_and_go(shop):
    made = [shop.api.post("/v1/customers", {"phone": f"98765432{n}"}).json()["id"] for n in range(10, 22)]
    seen, query = [], {"limit": 3}
    while True:
        page = shop.api.get("/v1/customers", **query).json()
        seen += [found["id"] for found in page["data"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
        shop.api.post("/v1/customers", {"phone": f"91234{secrets.randbelow(10**5):05}"})
        shop.api.delete(f"/v1/customers/{seen[-1]}")
        shop.api.patch(f"/v1/customers/{seen[0]}", {"name": f"Changed {len(seen)}"})

    assert seen == made[::-1]
