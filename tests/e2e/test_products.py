"""Products through HTTP: changed, archived, brought back; the till bills what the last answer said."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.api_client import Shop, open_shop

NOODLES = {"name": "Maggi Noodles 70 g", "rate": 14, "gst_rate": 5, "hsn": "1902"}


@pytest.fixture
def shop() -> Shop:
    return open_shop(stores=2)


@pytest.fixture
def noodles(shop) -> str:
    return f"/v1/products/{shop.product('MAGGI-70G', rate=14, metadata={'aisle': 'B'}, barcode='8901058851429')}"


def sell(shop, sku="MAGGI-70G", qty=1):
    return shop.api.post("/v1/invoices", {"items": [{"sku": sku, "qty": qty}]})


def faults_of(answer):
    return sorted((fault["pointer"], fault["code"]) for fault in answer.json()["errors"])


def test_a_patch_changes_what_it_names_clears_by_null_and_leaves_the_rest(shop, noodles):
    before = shop.api.get(noodles).json()

    answer = shop.api.patch(noodles, {"name": "Maggi", "barcode": None, "metadata": {"aisle": None, "shelf": "3"}})

    assert answer.status_code == 200
    expected = {**before, "name": "Maggi", "barcode": None, "metadata": {"shelf": "3"}}
    assert {**answer.json(), "updated_at": before["updated_at"]} == expected
    assert shop.api.get(noodles).json() == answer.json()


def test_the_till_bills_the_new_price_right_after_the_answer(shop, noodles):
    assert sell(shop).json()["grand_total"] == 14

    for rate in (15, 16.5, 17, 18):
        assert shop.api.patch(noodles, {"rate": rate}).json()["rate"] == rate
        assert sell(shop).json()["items"][0]["rate"] == rate


def test_a_patch_can_be_repeated_and_an_empty_one_changes_nothing(shop, noodles):
    first = shop.api.patch(noodles, {"rate": 15})
    again = shop.api.patch(noodles, {"rate": 15})
    empty = shop.api.patch(noodles, {})

    assert first.content == again.content == empty.content


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"sku": "OTHER", "stock": 5}, [("/sku", "field_immutable"), ("/stock", "field_immutable")]),
        ({"name": None, "rate": -1, "colour": "red"}, [("/colour", "unknown_field"), ("/name", "required"), ("/rate", "out_of_range")]),
        ({"gst_rate": 12}, [("/gst_rate", "rate_not_in_force")]),
        ({"gst_rate": 0}, [("/zero_rate_reason", "required")]),
        ({"metadata": {"k": 5}}, [("/metadata/k", "invalid_type")]),
        ([], [("", "invalid_type")]),
    ],
)  # fmt: skip
def test_faults_are_named_and_nothing_changes(shop, noodles, changes, faults):
    before = shop.api.get(noodles).content

    answer = shop.api.patch(noodles, changes)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert faults_of(answer) == faults
    assert shop.api.get(noodles).content == before


def test_an_archived_product_is_not_sold_keeps_its_sku_and_comes_back(shop, noodles):
    archived = shop.api.delete(noodles)
    again = shop.api.delete(noodles)

    assert (archived.status_code, archived.json()["status"]) == (200, "archived")
    assert again.content == archived.content
    refused = sell(shop)
    assert (refused.status_code, refused.json()["code"]) == (422, "product_archived")
    assert faults_of(refused) == [("/items/0/sku", "product_archived")]
    taken = shop.api.post("/v1/products", {"sku": "MAGGI-70G", **NOODLES})
    assert (taken.status_code, taken.json()["code"]) == (409, "sku_taken")
    changed = shop.api.patch(noodles, {"name": "Maggi"})
    assert (changed.status_code, changed.json()["code"]) == (409, "product_archived")
    assert shop.api.get(noodles).json()["status"] == "archived"
    assert [item["status"] for item in shop.api.get("/v1/products", status="archived").json()["data"]] == ["archived"]

    assert shop.api.patch(noodles, {"status": "active", "rate": 20}).json()["status"] == "active"
    assert sell(shop).json()["grand_total"] == 20


def test_of_two_changes_of_one_state_at_once_one_is_412(shop, noodles):
    for turn in range(5):
        tag = shop.api.get(noodles).headers["ETag"]

        with ThreadPoolExecutor(2) as threads:
            names = [f"Name {turn}.1", f"Name {turn}.2"]
            patch = lambda name, tag=tag: shop.api.patch(noodles, {"name": name}, **{"If-Match": tag})  # noqa: E731
            answers = list(threads.map(patch, names))

        assert sorted(answer.status_code for answer in answers) == [200, 412]
        [won] = [answer.json()["name"] for answer in answers if answer.status_code == 200]
        [lost] = [answer.json()["code"] for answer in answers if answer.status_code == 412]
        assert (shop.api.get(noodles).json()["name"], lost) == (won, "precondition_failed")


def test_an_old_etag_archives_nothing(shop, noodles):
    tag = shop.api.get(noodles).headers["ETag"]
    shop.api.patch(noodles, {"name": "Maggi"})

    assert shop.api.delete(noodles, **{"If-Match": tag}).status_code == 412
    assert shop.api.get(noodles).json()["status"] == "active"
    assert shop.api.delete(noodles, **{"If-Match": shop.api.get(noodles).headers["ETag"]}).status_code == 200


def test_what_is_not_there_can_be_neither_changed_nor_archived(shop, noodles):
    stranger = open_shop()

    for path in ("/v1/products/prod_nothing", noodles):
        assert stranger.api.patch(path, {"name": "Mine"}).status_code == 404
        assert stranger.api.delete(path).status_code == 404
    assert shop.publishable.patch(noodles, {"name": "Mine"}).json()["code"] == "key_is_read_only"
    assert shop.publishable.delete(noodles).json()["code"] == "key_is_read_only"


def test_a_page_shows_the_stock_of_each_product_when_asked(shop, noodles):
    shop.product("RICE-5KG", rate=400, stock=7)
    sell(shop, qty=4)

    page = shop.api.get("/v1/products", **{"expand[]": "stock"})
    single = shop.api.get(noodles, **{"expand[]": "stock"})

    stock = {item["sku"]: item["stock"] for item in page.json()["data"]}
    assert {sku: shown["total_on_hand"] for sku, shown in stock.items()} == {"RICE-5KG": 7, "MAGGI-70G": 96}
    inventory = shop.api.get(f"/v1/inventory/{single.json()['id']}").json()
    assert single.json()["stock"] == stock["MAGGI-70G"]
    assert stock["MAGGI-70G"] == {name: inventory[name] for name in ("total_on_hand", "stores")}
    assert all("stock" not in item for item in shop.api.get("/v1/products").json()["data"])
    assert shop.api.get("/v1/products", **{"expand[]": "price"}).json()["code"] == "invalid_query"


def test_pages_with_stock_follow_each_other(shop):
    for number in range(5):
        shop.product(f"SKU-{number}", stock=number)

    first = shop.api.get("/v1/products", limit=3, **{"expand[]": "stock"})
    rest = shop.api.get(first.links["next"]["url"].partition("/v1")[1] + first.links["next"]["url"].partition("/v1")[2])

    shown = [(item["sku"], item["stock"]["total_on_hand"]) for item in first.json()["data"] + rest.json()["data"]]
    assert shown == [(f"SKU-{number}", number) for number in (4, 3, 2, 1, 0)]


def test_lists_are_narrowed_by_store_sku_status_words_and_time(shop, noodles):
    bengaluru, mumbai = shop.stores
    stock = [{"store": mumbai, "qty": 5}]
    shop.api.post("/v1/products", {"sku": "VADA-PAV", **NOODLES, "name": "Vada pav", "stock": stock})
    since = shop.api.get("/v1/products", sku="VADA-PAV").json()["data"][0]["created_at"]

    def skus(**query):
        return [item["sku"] for item in shop.api.get("/v1/products", **query).json()["data"]]

    assert skus(store=bengaluru) == ["MAGGI-70G"]
    assert skus(store=mumbai) == ["VADA-PAV", "MAGGI-70G"]
    assert skus(sku="VADA-PAV") == skus(q="vada") == ["VADA-PAV"]
    assert skus(q="58851") == ["MAGGI-70G"]
    assert skus(status="archived") == []
    assert "VADA-PAV" in skus(**{"updated_at[gte]": since})
    assert skus(**{"updated_at[gte]": "2100-01-01T00:00:00Z"}) == []


def test_a_walk_through_the_list_meets_every_product_once_while_others_come_and_go(shop):
    made = [shop.product(f"SKU-{number:02}") for number in range(12)]
    seen, query = [], {"limit": 3}
    while True:
        page = shop.api.get("/v1/products", **query).json()
        seen += [item["id"] for item in page["data"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
        shop.product(f"NEW-{secrets.token_hex(4)}")
        shop.api.delete(f"/v1/products/{seen[-1]}")
        shop.api.patch(f"/v1/products/{seen[0]}", {"name": f"Changed {len(seen)}"})

    assert seen == made[::-1]


BATCH = [
    {"sku": "MAGGI-70G", **NOODLES, "rate": 15},
    {"sku": "RICE-5KG", **NOODLES, "stock": 8},
    {"sku": "WRONG", **NOODLES, "rate": -1, "colour": "red"},
    {"sku": "OLD-RATE", **NOODLES, "gst_rate": 12},
    "no product",
    {"sku": "RICE-5KG", **NOODLES},
]


def test_a_batch_answers_each_item_by_itself(shop, noodles):
    shop.api.delete(f"/v1/products/{shop.product('GONE')}")

    answer = shop.api.post("/v1/products/batch", {"products": [*BATCH, {"sku": "GONE", **NOODLES}]})

    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert [(entry["index"], entry["status"]) for entry in data] == list(enumerate([200, 201, 422, 422, 422, 422, 409]))
    assert [fault["pointer"] for entry in data[2:6] for fault in entry["error"]["errors"]] == [
        "/rate",
        "/colour",
        "/gst_rate",
        "",
        "/sku",
    ]
    assert [entry["error"]["code"] for entry in data[2:]] == ["validation_failed"] * 4 + ["product_archived"]
    assert data[2]["error"]["type"].endswith("/docs/errors/validation_failed")
    assert data[0]["resource"] == shop.api.get(noodles).json()
    assert data[1]["resource"]["sku"] == "RICE-5KG"
    assert shop.stock_of(data[1]["resource"]["id"]) == 8
    assert sell(shop).json()["grand_total"] == 15


def test_a_batch_of_500_is_written_once_however_often_its_key_comes(shop):
    products = [{"sku": f"SKU-{number:03}", **NOODLES, "stock": 2} for number in range(500)]

    first = shop.api.post("/v1/products/batch", {"products": products}, key="sync-1")
    again = shop.api.post("/v1/products/batch", {"products": products}, key="sync-1")
    newer = shop.api.post("/v1/products/batch", {"products": products}, key="sync-2")

    assert {entry["status"] for entry in first.json()["data"]} == {201}
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert {entry["status"] for entry in newer.json()["data"]} == {200}
    assert [entry["resource"] for entry in newer.json()["data"]] == [e["resource"] for e in first.json()["data"]]
    assert shop.stock_of(first.json()["data"][499]["resource"]["id"]) == 2


def test_a_replayed_batch_with_faults_has_the_same_bytes(shop, noodles):
    first = shop.api.post("/v1/products/batch", {"products": BATCH}, key="sync-1")

    assert shop.api.post("/v1/products/batch", {"products": BATCH}, key="sync-1").content == first.content


@pytest.mark.parametrize("products", [[], [BATCH[0]] * 501, None])
def test_a_batch_of_none_or_over_500_is_refused_whole(shop, products):
    answer = shop.api.post("/v1/products/batch", {"products": products})

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/products"]
    assert shop.api.get("/v1/products").json()["data"] == []
