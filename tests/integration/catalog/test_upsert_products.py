"""Many products at once: each judged by itself, all written by a few statements."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg2
import pytest

from contracts.rpc.catalog import BatchBody
from kit.db import Tx
from services.catalog.errors import ValidationFailed
from tests.factories.catalog import BENGALURU, MUMBAI, a_product_request


def results_of(answer):
    body = json.loads(answer["body"])
    assert BatchBody().validate(body) == {}
    return body["results"]


def statuses(answer):
    return [result["status"] for result in results_of(answer)]


def numbered(count, **changes):
    return [a_product_request(sku=f"SKU-{number:03}", **changes) for number in range(count)]


def test_new_ones_are_created_and_known_ones_updated(shop):
    known = shop.create(sku="SKU-001")["resource_id"]
    shop.clock.move(timedelta(hours=1))

    answer = shop.upsert(*numbered(3, rate_paise=1500))

    assert statuses(answer) == ["created", "updated", "created"]
    assert results_of(answer)[1]["resource"]["id"] == known
    body = json.loads(shop.get(known)["body"])
    assert results_of(answer)[1]["resource"] == body
    assert (body["rate"], body["created_at"], body["updated_at"]) == (
        15,
        "2026-06-28T10:14:22Z",
        "2026-06-28T11:14:22Z",
    )


def test_a_preview_says_what_would_become_of_each_and_writes_nothing(shop):
    shop.create(sku="KNOWN")
    shop.archive(shop.create(sku="GONE")["resource_id"])
    wanted = [
        a_product_request(sku="KNOWN", rate_paise=1),
        a_product_request(sku="NEW"),
        a_product_request(sku="GONE"),
        a_product_request(sku="OLD-RATE", gst_rate_bp=1200),
        a_product_request(sku="NEW"),
        None,
    ]
    before = [shop.rows(table) for table in ("products", "product_prices", "outbox", "idempotency_records")]

    previewed = results_of(shop.preview(*wanted))

    assert before == [shop.rows(table) for table in ("products", "product_prices", "outbox", "idempotency_records")]
    written = results_of(shop.upsert(*wanted))
    assert previewed == [{name: told for name, told in result.items() if name != "resource"} for result in written]
    assert [result["status"] for result in previewed] == ["updated", "created", "error", "error", "error", "error"]


def test_each_item_is_judged_by_itself(shop):
    answer = shop.upsert(
        a_product_request(sku="GOOD"),
        a_product_request(sku="OLD-RATE", gst_rate_bp=1200),
        a_product_request(sku="NOWHERE", stock=[{"store_id": "store_X", "qty_milli": 1}]),
        {"sku": "HALF"},
        None,
        a_product_request(sku="GOOD", rate_paise=1),
    )

    assert statuses(answer) == ["created", "error", "error", "error", "error", "error"]
    pointers = [[fault["pointer"] for fault in result["error"]["errors"]] for result in results_of(answer)[1:]]
    assert pointers == [
        ["/gst_rate"],
        ["/stock/0/store"],
        ["/name", "/rate", "/gst_rate"],
        [""],
        ["/sku"],
    ]
    assert [row["sku"] for row in shop.rows("products")] == ["GOOD"]


def test_a_batch_in_which_nothing_is_right_writes_nothing_and_calls_nobody(shop):
    assert statuses(shop.upsert({}, a_product_request(hsn="19"))) == ["error", "error"]
    assert (shop.rows("products"), shop.rows("outbox"), shop.billing.applied) == ([], [], [])


def test_billing_gets_all_documents_in_one_call(shop):
    shop.upsert(*numbered(5))

    [documents] = shop.billing.applied
    assert sorted(document["sku"] for document in documents) == [f"SKU-{number:03}" for number in range(5)]


def test_the_same_key_answers_the_same_and_tells_billing_again(shop):
    first = shop.upsert(*numbered(2), key="key-1")

    assert shop.upsert(*numbered(2), key="key-1") == {**first, "replayed": True}
    assert len(shop.billing.applied) == 2
    assert len(shop.rows("outbox")) == 2


def test_what_does_not_change_makes_no_version_and_no_event(shop):
    shop.upsert(*numbered(2))
    shop.clock.move(timedelta(hours=1))

    answer = shop.upsert(*numbered(2))

    assert statuses(answer) == ["updated", "updated"]
    assert {row["version"] for row in shop.rows("products")} == {1}
    assert len(shop.rows("outbox")) == 2


def test_a_price_is_replaced_and_the_old_one_kept(shop):
    shop.upsert(*numbered(1, rate_paise=1400))
    shop.clock.move(timedelta(days=1))
    shop.upsert(*numbered(1, rate_paise=1500))
    shop.clock.move(timedelta(days=1))
    shop.upsert(*numbered(1, rate_paise=1500, name="Another name"))

    prices = sorted(
        (row["version"], row["rate_paise"], row["effective_from"].day) for row in shop.rows("product_prices")
    )
    assert prices == [(1, 1400, 28), (2, 1500, 29)]
    [product] = shop.rows("products")
    assert (product["version"], json.loads(product["body"])["rate"]) == (3, 15)
    types = Counter(row["event_type"] for row in shop.rows("outbox"))
    assert types == {"product.created": 1, "product.updated": 2}


@pytest.mark.parametrize("statement", ["UPDATE product_prices SET rate_paise = 1", "DELETE FROM product_prices"])
def test_the_service_may_not_edit_a_price(shop, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        with shop.db.transaction(shop.caller.account_id) as tx:
            tx.run(statement)


def test_the_stock_of_a_known_product_is_left_alone_and_a_new_store_added(shop):
    shop.upsert(a_product_request(stock=[{"store_id": BENGALURU, "qty_milli": 5_000}]))

    shop.upsert(
        a_product_request(stock=[{"store_id": BENGALURU, "qty_milli": 9_000}, {"store_id": MUMBAI, "qty_milli": 2_000}])
    )
    shop.upsert(a_product_request(rate_paise=1500))

    opening = [{"store_id": MUMBAI, "qty_milli": 2_000}, {"store_id": BENGALURU, "qty_milli": 5_000}]
    assert sorted(shop.billing.applied[-1][0]["opening_stock"], key=str) == sorted(opening, key=str)


def test_an_archived_product_is_not_changed_and_keeps_its_sku(shop):
    product_id = shop.create()["resource_id"]
    with shop.owner.transaction() as tx:
        tx.run("UPDATE products SET status = 'archived' WHERE product_id = %(id)s", {"id": product_id})

    [result] = results_of(shop.upsert(a_product_request(rate_paise=1)))

    assert (result["status"], result["error"]["code"]) == ("error", "product_archived")
    assert result["error"]["facts"]["product_id"] == product_id
    assert {row["rate_paise"] for row in shop.rows("product_prices")} == {1400}


@pytest.mark.parametrize("products", [[], [a_product_request()] * 501])
def test_a_batch_of_none_or_too_many_is_refused(shop, products):
    with pytest.raises(ValidationFailed):
        shop.upsert(*products)


def test_500_products_take_as_many_statements_as_one(shop, monkeypatch):
    statements = []
    execute = Tx._execute
    monkeypatch.setattr(
        Tx, "_execute", lambda tx, sql, *rest, **kept: (statements.append(sql), execute(tx, sql, *rest, **kept))[1]
    )

    def counted(*products):
        statements.clear()
        shop.upsert(*products)
        return len(statements)

    assert counted(*numbered(1)) == counted(*numbered(500, rate_paise=1500)[1:])
    assert counted(*numbered(1, rate_paise=1600)) == counted(*numbered(500, rate_paise=1700)) <= 12
    writes = Counter(sql.split()[2] for sql in statements if sql.split()[0] == "INSERT")
    assert max(writes.values()) <= 2


def test_batches_in_opposite_order_do_not_lock_each_other_out(shop):
    forwards = numbered(50)

    def upsert(turn):
        batch = [{**item, "rate_paise": 1000 + turn} for item in forwards]
        return statuses(shop.upsert(*(batch if turn % 2 else reversed(batch))))

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(upsert, range(24)))

    assert Counter(status for answer in answers for status in answer) == {"created": 50, "updated": 23 * 50}
    latest = {row["product_id"]: (row["version"], json.loads(row["body"])["rate"]) for row in shop.rows("products")}
    for product_id, (version, rate) in latest.items():
        prices = {
            row["version"]: row["rate_paise"] for row in shop.rows("product_prices") if row["product_id"] == product_id
        }
        assert max(prices) <= version
        assert prices[max(prices)] == round(rate * 100)


def test_new_products_in_opposite_order_do_not_lock_each_other_out(shop):
    def upsert(turn):
        batch = [a_product_request(sku=f"SKU-{turn // 2}-{number:03}") for number in range(200)]
        return Counter(statuses(shop.upsert(*(batch if turn % 2 else reversed(batch)))))

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(upsert, range(12)))

    assert sum(answers, Counter()) == {"created": 1200, "updated": 1200}
