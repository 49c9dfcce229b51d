"""A product is added whole or not at all, and billing knows it before the client does."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from contracts.events.catalog import ProductDocument
from contracts.rpc.catalog import ProductBody
from kit.errors import DeadlineExceeded, Refusal, Unavailable, WireError
from services.catalog.errors import SkuTaken, ValidationFailed
from tests.factories.catalog import BENGALURU, MUMBAI

TABLES = ("products", "product_prices", "product_stores", "outbox", "idempotency_records")


def sizes(shop):
    return {table: len(shop.rows(table)) for table in TABLES}


NOTHING = dict.fromkeys(TABLES, 0)


def test_product_price_stores_event_and_record_are_written_together(shop):
    answer = shop.create("key-1", stock={"qty_milli": 500_000})

    assert answer["created"]
    assert not answer["replayed"]
    body = json.loads(answer["body"])
    assert ProductBody().validate(body) == {}
    assert body["id"] == answer["resource_id"]
    assert (body["rate"], body["gst_rate"], body["reorder_level"]) == (14, 5, 10)
    assert sizes(shop) == {
        "products": 1,
        "product_prices": 1,
        "product_stores": 2,
        "outbox": 1,
        "idempotency_records": 1,
    }
    opening = {row["store_id"]: row["opening_qty_milli"] for row in shop.rows("product_stores")}
    assert opening == {BENGALURU: 500_000, MUMBAI: 0}


def test_the_event_carries_the_document_that_billing_was_given(shop):
    shop.create()

    [row] = shop.rows("outbox")
    event = json.loads(row["envelope"])
    assert (event["type"], event["account_id"]) == ("product.created", shop.caller.account_id)
    assert ProductDocument().validate(event["data"]) == {}
    assert shop.billing.applied == [[event["data"]]]


def test_billing_is_told_after_the_commit(shop):
    seen = []
    shop.billing.on_apply = lambda: seen.append(sizes(shop))

    shop.create("key-1")

    assert [(size["products"], size["outbox"], size["idempotency_records"]) for size in seen] == [(1, 1, 1)]


def test_the_same_key_returns_the_same_bytes_and_tells_billing_again(shop):
    first = shop.create("key-1")
    before = sizes(shop)

    second = shop.create("key-1")

    assert second == {**first, "replayed": True}
    assert sizes(shop) == before
    assert len(shop.billing.applied) == 2
    assert shop.billing.applied[0] == shop.billing.applied[1]


@pytest.mark.parametrize("loss", [Unavailable("gone"), DeadlineExceeded("late")])
def test_a_lost_call_is_a_503_and_the_same_key_finishes_it(shop, loss):
    shop.billing.on_apply = lambda: setattr(shop.billing, "lost", loss)

    with pytest.raises(WireError) as refusal:
        shop.create("key-1")

    assert refusal.value.code == "service_unavailable"
    assert (sizes(shop)["products"], shop.billing.applied) == (1, [])
    shop.billing.on_apply = shop.billing.lost = None
    assert shop.create("key-1")["replayed"]
    assert len(shop.billing.applied) == 1


def test_without_billing_nothing_is_begun(shop):
    shop.billing.lost = Unavailable("no such service")

    with pytest.raises(Unavailable):
        shop.create("key-1")

    assert sizes(shop) == NOTHING


def test_a_taken_sku_names_its_product_and_changes_nothing(shop):
    product_id = shop.create()["resource_id"]
    before = sizes(shop)

    with pytest.raises(SkuTaken) as refusal:
        shop.create("key-1", rate_paise=9900)

    assert refusal.value.facts == {"sku": "MAGGI-70G", "product_id": product_id}
    assert sizes(shop) == before
    assert json.loads(shop.get(product_id)["body"])["rate"] == 14


def test_all_faults_are_named_and_nothing_is_written(shop):
    stock = [{"store_id": "store_X", "qty_milli": 1_000}]

    with pytest.raises(ValidationFailed) as refusal:
        shop.create("key-1", gst_rate_bp=1200, hsn="19", cess_rate_bp=100, stock=stock)

    assert [(fault["pointer"], fault["code"]) for fault in refusal.value.errors] == [
        ("/hsn", "invalid_hsn"),
        ("/gst_rate", "rate_not_in_force"),
        ("/cess_rate", "rate_not_in_force"),
        ("/stock/0/store", "unknown_store"),
    ]
    assert sizes(shop) == NOTHING


def test_a_refusal_is_not_remembered(shop):
    with pytest.raises(ValidationFailed):
        shop.create("key-1", gst_rate_bp=1200)

    assert not shop.create("key-1")["replayed"]


def test_the_rate_is_judged_by_the_day_in_india(shop):
    shop.clock = shop.clock.__class__(datetime(2026, 1, 31, 18, 29, 59, tzinfo=UTC))
    shop.create(sku="BEFORE", hsn="2402", gst_rate_bp=2800)

    shop.clock = shop.clock.__class__(datetime(2026, 1, 31, 18, 30, tzinfo=UTC))
    with pytest.raises(ValidationFailed):
        shop.create(sku="AFTER", hsn="2402", gst_rate_bp=2800)


def test_the_stock_of_a_key_bound_to_a_store_goes_there(shop):
    shop.caller = replace(shop.caller, store_id=MUMBAI)

    shop.create(stock={"qty_milli": 7_000})

    opening = {row["store_id"]: row["opening_qty_milli"] for row in shop.rows("product_stores")}
    assert opening == {BENGALURU: 0, MUMBAI: 7_000}


def test_an_account_without_stores_may_have_products_but_no_stock(shop):
    shop.billing.stores = ()

    assert shop.create(sku="A")["created"]
    with pytest.raises(ValidationFailed):
        shop.create(sku="B", stock={"qty_milli": 1_000})


def test_every_account_has_its_own_skus(open_shop):
    one, other = open_shop(), open_shop()

    assert one.create()["resource_id"] != other.create()["resource_id"]


def test_eight_at_once_with_one_sku_make_one_product(shop):
    def create(_):
        try:
            return shop.create()["resource_id"]
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(create, range(8)))

    [product_id] = [answer for answer in answers if isinstance(answer, str)]
    refusals = [answer for answer in answers if isinstance(answer, SkuTaken)]
    assert len(refusals) == 7
    assert {refusal.facts["product_id"] for refusal in refusals} == {product_id}
    assert (len(shop.rows("products")), len(shop.rows("outbox"))) == (1, 1)
