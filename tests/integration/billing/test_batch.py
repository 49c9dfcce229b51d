"""Sales of a till that was offline: each by itself under its own key, in their order, and a repeated batch sells nothing twice."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kit.clock import financial_year, ist_date, rfc3339
from kit.db import Database
from kit.errors import WireError
from kit.idempotency import WAIT_SECONDS
from services.billing import operations
from services.billing.errors import ValidationFailed


def item(sku, qty=1, *, key=None, fingerprint="f", **request):
    sale = {"items": [{"sku": sku, "qty_milli": qty * 1000}], **request}
    return {"sale": sale, "idempotency": {"key": key, "fingerprint": fingerprint} if key else None}


def send(shop, *items):
    answer = operations.create_invoice_batch(shop.sales, shop.clock, shop.caller, request={"invoices": list(items)})
    return json.loads(answer["body"])["results"], answer["replayed"]


def codes(results):
    return [result["error"]["code"] if "error" in result else result["status"] for result in results]


def numbers(results):
    return [int(result["resource"]["invoice_no"][-5:]) for result in results if "resource" in result]


def test_each_sale_is_judged_by_itself_and_numbered_in_order(shop):
    results, replayed = send(
        shop,
        item("MAGGI-70G", 2, key="a"),
        item("NOPE", key="b"),
        item("AMUL-MILK-1L", 101, key="c"),
        None,
        item("AMUL-MILK-1L", 1, key="d", payments=[{"mode": "upi", "amount_paise": 999_00}]),
        item("AMUL-MILK-1L", 3, key="e"),
    )

    assert codes(results) == [
        "created",
        "validation_failed",
        "insufficient_stock",
        "validation_failed",
        "validation_failed",
        "created",
    ]
    assert [result["index"] for result in results] == list(range(6))
    assert [results[place]["error"]["errors"][0]["pointer"] for place in (1, 2, 4)] == [
        "/items/0/sku",
        "/items/0/qty",
        "/payment/amount",
    ]
    assert (numbers(results), replayed) == ([1, 2], False)
    assert (shop.stock_of("MAGGI-70G"), shop.stock_of("AMUL-MILK-1L")) == (98, 97)
    assert sorted(row["key"] for row in shop.rows("idempotency_records")) == ["a", "e"]


def test_a_repeated_batch_is_the_same_text_and_sells_nothing(shop):
    batch = [item("MAGGI-70G", n, key=f"k{n}") for n in (1, 2, 3)] + [item("NOPE", key="k-nope")]
    first, again = send(shop, *batch), send(shop, *batch)

    assert again == (first[0], True)
    assert shop.stock_of("MAGGI-70G") == 94


def test_a_batch_sent_again_with_more_in_it_bills_what_is_new(shop):
    first, _ = send(shop, item("MAGGI-70G", 1, key="a"))
    shop.sell(("MAGGI-70G", 1))
    again, replayed = send(shop, item("MAGGI-70G", 1, key="a"), item("MAGGI-70G", 1, key="b"))

    assert (again[0], numbers(again), replayed) == (first[0], [1, 3], False)


def test_a_sale_sent_alone_before_is_found_by_its_key(shop):
    alone = json.loads(shop.sell(("MAGGI-70G", 1), key="till-7")["body"])

    results, _ = send(
        shop, item("MAGGI-70G", 1, key="till-7"), item("MAGGI-70G", 2, key="till-7", fingerprint="another")
    )

    assert results[0]["resource"] == alone
    assert codes(results) == ["created", "idempotency_key_reused"]
    assert shop.stock_of("MAGGI-70G") == 99


def test_two_of_one_batch_under_one_key_sell_once(shop):
    results, _ = send(shop, item("MAGGI-70G", 1, key="same"), item("MAGGI-70G", 1, key="same"))

    assert results[0]["resource"] == results[1]["resource"]
    assert shop.stock_of("MAGGI-70G") == 99


def test_a_key_that_another_request_holds_is_in_use_and_the_others_are_billed(shop):
    with shop.owner.transaction() as tx:
        tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%(a)s || ' held', 0))", {"a": shop.caller.account_id})
        before = shop.clock.monotonic()
        results, _ = send(shop, item("MAGGI-70G", 1, key="held"), item("MAGGI-70G", 1, key="free"))

    assert codes(results) == ["idempotency_key_in_use", "created"]
    assert shop.clock.monotonic() - before < WAIT_SECONDS + 1


def test_the_same_batch_from_eight_tills_at_once_sells_once(shop):
    batch = [item("MAGGI-70G", 1, key=f"k{n}") for n in range(70)]

    with ThreadPoolExecutor(8) as tills:
        answers = list(tills.map(lambda _: send(shop, *batch)[0], range(8)))

    assert all(answer == answers[0] for answer in answers)
    assert shop.stock_of("MAGGI-70G") == 30
    assert numbers(answers[0]) == list(range(1, 71))


def test_offline_bills_keep_their_date_and_the_series_of_its_financial_year(shop):
    now = shop.clock.now()
    dates = [now - timedelta(days=30) + timedelta(minutes=1), now - timedelta(days=31), now + timedelta(minutes=4)]

    results, _ = send(
        shop, *(item("MAGGI-70G", 1, key=f"d{n}", issued_at=rfc3339(date)) for n, date in enumerate(dates))
    )

    assert codes(results) == ["created", "validation_failed", "created"]
    assert results[1]["error"]["errors"][0]["pointer"] == "/issued_at"
    for place in (0, 2):
        invoice = results[place]["resource"]
        assert invoice["issued_at"] == rfc3339(dates[place])
        assert invoice["invoice_no"].startswith(f"INV-{financial_year(ist_date(dates[place]))}-")


@pytest.mark.parametrize(
    "batch", [{}, {"invoices": []}, {"invoices": [None] * 101}, {"invoices": [{"sale": 1, "x": 2}]}]
)
def test_what_is_no_batch_is_refused_whole(shop, batch):
    with pytest.raises(ValidationFailed):
        operations.create_invoice_batch(shop.sales, shop.clock, shop.caller, request=batch)


def test_a_sale_that_is_no_object_refuses_itself(shop):
    results, _ = send(shop, {"sale": 7, "idempotency": None}, item("MAGGI-70G", 1))

    assert codes(results) == ["validation_failed", "created"]


def test_with_the_database_away_the_whole_batch_fails_and_may_be_sent_again(shop):
    away = Database("postgresql://nobody@127.0.0.1:1/nowhere", size=1)
    sales = shop.sales.__class__(lambda group: operations.create_invoices(away, shop.clock, b"s", group))
    batch = {"invoices": [item("MAGGI-70G", 1, key="a"), item("MAGGI-70G", 1, key="b")]}

    with pytest.raises(WireError) as failed:
        operations.create_invoice_batch(sales, shop.clock, shop.caller, request=batch)
    assert failed.value.code == "service_unavailable"
