"""A product is changed by what a patch names: versions, dated prices, events, and billing told after the commit."""

import hashlib
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from contracts.rpc.catalog import ProductBody
from kit.errors import DeadlineExceeded, Unavailable
from kit.preconditions import PreconditionFailed
from services.catalog.errors import ProductArchived, ProductNotFound, ValidationFailed
from tests.factories.catalog import a_product_request


@pytest.fixture
def product_id(shop):
    made = shop.create(metadata={"aisle": "B"}, stock={"qty_milli": 5_000})["resource_id"]
    shop.clock.move(timedelta(hours=1))
    return made


def body_of(answer):
    body = json.loads(answer["body"])
    assert ProductBody().validate(body) == {}
    return body


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def events(shop):
    rows = sorted(shop.rows("outbox"), key=lambda row: row["position"])
    return [(row["event_type"], json.loads(row["envelope"])["data"]["version"]) for row in rows]


def test_what_is_named_changes_and_the_rest_stays(shop, product_id):
    answer = shop.change(product_id, rate_paise=1500, hsn=None, metadata={"shelf": "3", "aisle": None})

    body = body_of(answer)
    assert (answer["created"], answer["resource_id"]) == (False, product_id)
    assert (body["rate"], body["hsn"], body["metadata"], body["name"]) == (
        15,
        None,
        {"shelf": "3"},
        "Maggi Noodles 70 g",
    )
    assert (body["created_at"], body["updated_at"]) == ("2026-06-28T10:14:22Z", "2026-06-28T11:14:22Z")
    assert shop.get(product_id)["body"] == answer["body"]
    assert events(shop) == [("product.created", 1), ("product.updated", 2)]


def test_a_price_is_replaced_from_now_on_and_never_edited(shop, product_id):
    shop.change(product_id, rate_paise=1500)
    shop.clock.move(timedelta(hours=1))
    shop.change(product_id, name="Maggi")

    prices = sorted((r["version"], r["rate_paise"], r["effective_from"].hour) for r in shop.rows("product_prices"))
    assert prices == [(1, 1400, 10), (2, 1500, 11)]


def test_billing_has_the_new_price_and_the_same_opening_stock(shop, product_id):
    shop.change(product_id, rate_paise=1500)

    [document] = shop.billing.applied[-1]
    assert (document["version"], document["rate_paise"]) == (2, 1500)
    assert sorted(line["qty_milli"] for line in document["opening_stock"]) == [0, 5_000]


def test_billing_is_told_after_the_commit(shop, product_id):
    seen = []
    shop.billing.on_apply = lambda: seen.append(json.loads(shop.get(product_id)["body"])["rate"])

    shop.change(product_id, rate_paise=1500)

    assert seen == [15]


@pytest.mark.parametrize("lost", [Unavailable("away"), DeadlineExceeded("late")])
@pytest.mark.parametrize("act", ["change", "archive"])
def test_a_lost_call_is_finished_by_the_same_request(shop, product_id, lost, act):
    def send():
        return shop.archive(product_id) if act == "archive" else shop.change(product_id, rate_paise=1500)

    shop.billing.lost = lost
    told = len(shop.billing.applied)
    with pytest.raises(Unavailable):
        send()
    shop.billing.lost = None

    answer = send()

    assert [document["version"] for [document] in shop.billing.applied[told:]] == [2]
    assert body_of(answer) == json.loads(shop.get(product_id)["body"])
    assert len(events(shop)) == 2


def test_a_replay_by_key_answers_the_same_and_tells_billing_the_present_state(shop, product_id):
    first = shop.change(product_id, key="key-1", rate_paise=1500)
    shop.change(product_id, rate_paise=1600)

    assert shop.change(product_id, key="key-1", rate_paise=1500) == {**first, "replayed": True}
    assert [document["rate_paise"] for [document] in shop.billing.applied[-2:]] == [1600, 1600]
    assert json.loads(shop.get(product_id)["body"])["rate"] == 16


def test_a_patch_that_changes_nothing_makes_no_version_and_no_event(shop, product_id):
    before = shop.get(product_id)["body"]

    assert shop.change(product_id)["body"] == shop.change(product_id, name="Maggi Noodles 70 g")["body"] == before
    assert events(shop) == [("product.created", 1)]


def test_faults_of_the_changed_product_are_named_and_nothing_is_written(shop, product_id):
    with pytest.raises(ValidationFailed) as refusal:
        shop.change(product_id, gst_rate_bp=1200, hsn="19", name="Maggi")

    assert [fault["pointer"] for fault in refusal.value.errors] == ["/hsn", "/gst_rate"]
    assert events(shop) == [("product.created", 1)]
    assert len(shop.billing.applied) == 1


def test_archived_is_answered_with_the_object_and_again_the_same(shop, product_id):
    first = shop.archive(product_id)
    shop.clock.move(timedelta(hours=1))

    assert body_of(first)["status"] == "archived"
    assert shop.archive(product_id) == first
    assert events(shop) == [("product.created", 1), ("product.archived", 2)]
    assert [document["status"] for [document] in shop.billing.applied[1:]] == ["archived", "archived"]


def test_an_archived_product_keeps_its_sku_and_comes_back(shop, product_id):
    shop.archive(product_id)

    [result] = json.loads(shop.upsert(a_product_request(rate_paise=1))["body"])["results"]
    assert result["error"]["code"] == "product_archived"
    with pytest.raises(ProductArchived):
        shop.change(product_id, name="Maggi")

    assert body_of(shop.change(product_id, status="active", name="Maggi"))["status"] == "active"
    assert events(shop)[1:] == [("product.archived", 2), ("product.updated", 3)]


def test_an_unknown_product_and_another_account_s_are_the_same(open_shop):
    product_id = open_shop().create()["resource_id"]
    other = open_shop()

    for unknown in (product_id, "prod_x", "x" * 300, "\x00"):
        with pytest.raises(ProductNotFound):
            other.change(unknown, name="Maggi")
        with pytest.raises(ProductNotFound):
            other.archive(unknown)


def test_a_change_meant_for_another_state_is_refused(shop, product_id):
    read = shop.get(product_id)["body"]
    shop.change(product_id, name="Somebody was faster")

    for late in (shop.change, shop.archive):
        with pytest.raises(PreconditionFailed):
            late(product_id, expected_body=sha256(read))
    assert len(events(shop)) == 2
    assert shop.archive(product_id, expected_body=sha256(shop.get(product_id)["body"]))["body"]


def test_of_eight_at_once_meant_for_one_state_one_wins(shop, product_id):
    read = sha256(shop.get(product_id)["body"])

    def change(turn):
        try:
            return body_of(shop.change(product_id, expected_body=read, name=f"Name {turn}"))["name"]
        except PreconditionFailed:
            return None

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(change, range(8)))

    assert Counter(name is None for name in answers) == {True: 7, False: 1}
    assert json.loads(shop.get(product_id)["body"])["name"] in answers


def test_changes_at_once_lose_nothing(shop, product_id):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: shop.change(product_id, metadata={f"key-{n}": "x"}), range(40)))

    [product] = shop.rows("products")
    assert product["version"] == 41
    assert set(json.loads(product["body"])["metadata"]) == {"aisle", *(f"key-{n}" for n in range(40))}
    assert sorted(version for _, version in events(shop)) == list(range(1, 42))


def test_a_list_goes_on_where_it_was_while_products_come_change_and_go(shop):
    made = [shop.create(sku=f"SKU-{n:02}")["resource_id"] for n in range(30)]
    seen, after = [], None
    while True:
        page = shop.page(limit=4, after=after)
        seen += [item["id"] for item in json.loads(page["body_items"])]
        after = page["next"]
        if after is None:
            break
        shop.clock.move(timedelta(seconds=1))
        shop.create(sku=f"NEW-{len(seen)}")
        shop.archive(seen[-1])
        shop.change(seen[0], name=f"Changed {len(seen)}")

    assert len(seen) == len(set(seen))
    assert sorted(seen) == sorted(made)


def test_a_list_of_active_products_skips_none_while_others_are_archived(shop):
    made = [shop.create(sku=f"SKU-{n:02}")["resource_id"] for n in range(20)]
    first = shop.page(limit=5, filters={"status": "active"})
    shown = [item["id"] for item in json.loads(first["body_items"])]
    shop.archive(shown[-1])
    gone = next(product_id for product_id in made if product_id not in shown)
    shop.archive(gone)

    rest = shop.page(limit=100, after=first["next"], filters={"status": "active"})

    assert sorted(shown + [item["id"] for item in json.loads(rest["body_items"])]) == sorted(set(made) - {gone})
