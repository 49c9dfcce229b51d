"""A store's GSTIN changed while its first bill is made: the database puts the two in an order, and the books agree with it."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.db import Tx
from kit.errors import Refusal
from services.billing import operations

GSTIN, OTHER = "29AAGCB7383J1Z4", "29AAFCD5862R1ZR"
ROUNDS = 40


@pytest.fixture
def new_store(shop):
    """Open stores that have noodles and have sold nothing."""
    opened = []

    def open_one():
        opened.append(shop.open_store(name=f"Store {len(opened)}", gstin=GSTIN))
        opening = [{"store_id": store, "qty_milli": 1_000_000} for store in opened]
        shop.product("MAGGI-70G", rate=1400, version=2 + len(opened), opening_stock=opening)
        return opened[-1]

    return open_one


def move(shop, store_id):
    """Change the GSTIN; the pointers and codes that refused it, or "moved"."""
    request = {"store_id": store_id, "changes": {"gstin": OTHER}, "expected_body": None}
    try:
        operations.change_store(shop.db, shop.clock, shop.caller, request=request, idempotency=None)
    except Refusal as refusal:
        return [(fault["pointer"], fault["code"]) for fault in refusal.errors]
    return "moved"


def until_somebody_waits(shop, waiting):
    """Wait until so many wait for a lock."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with shop.owner.transaction() as tx:
            if tx.one("SELECT count(DISTINCT pid) AS waiting FROM pg_locks WHERE NOT granted")["waiting"] >= waiting:
                return
        time.sleep(0.02)
    raise AssertionError(f"never {waiting} at once waited for a lock")


def gstins(shop, store_id):
    """The store's GSTIN, and those of its invoices."""
    [store] = [row for row in shop.rows("stores") if row["store_id"] == store_id]
    return store["gstin"], {row["gstin"] for row in shop.rows("invoices") if row["store_id"] == store_id}


def test_a_first_sale_that_meets_a_change_waits_and_is_billed_under_the_new_gstin(shop, new_store):
    store = new_store()
    with ThreadPoolExecutor(1) as threads, shop.owner.transaction() as change:
        change.run("UPDATE stores SET gstin = %(to)s WHERE store_id = %(store)s", {"to": OTHER, "store": store})
        sale = threads.submit(shop.invoice, ("MAGGI-70G", 2), store_id=store)
        until_somebody_waits(shop, 1)
        change.commit()
        assert sale.result(timeout=10)["invoice_no"].endswith("-00001")

    assert gstins(shop, store) == (OTHER, {OTHER})
    assert shop.stock_of("MAGGI-70G", store) == 998


def test_a_change_that_meets_a_first_sale_waits_and_is_refused(shop, new_store):
    first, store = new_store(), new_store()
    shop.sell(("MAGGI-70G", 1), store_id=first)  # makes the counter, which both share
    with ThreadPoolExecutor(2) as threads, shop.owner.transaction() as other_till:
        other_till.run("SELECT FROM number_series WHERE account_id = %(a)s FOR UPDATE", {"a": shop.caller.account_id})
        sale = threads.submit(shop.invoice, ("MAGGI-70G", 1), store_id=store)
        until_somebody_waits(shop, 1)
        change = threads.submit(move, shop, store)
        until_somebody_waits(shop, 2)
        other_till.commit()
        assert sale.result(timeout=10)["invoice_no"].endswith("-00002")
        assert change.result(timeout=10) == [("/gstin", "field_immutable")]

    assert gstins(shop, store) == (GSTIN, {GSTIN})


def test_whoever_is_first_the_invoices_bear_the_store_s_gstin(shop, new_store):
    with ThreadPoolExecutor(3) as threads:
        for _ in range(ROUNDS):
            store, together = new_store(), threading.Barrier(3)

            def both(task, *args, together=together, **kwargs):
                together.wait()
                return task(*args, **kwargs)

            sales = [threads.submit(both, shop.sell, ("MAGGI-70G", 1), store_id=store, key=f"{store}{n}") for n in "ab"]
            end = threads.submit(both, move, shop, store).result(timeout=20)
            assert len({json.loads(sale.result(timeout=20)["body"])["invoice_no"] for sale in sales}) == 2
            assert gstins(shop, store) == ((OTHER, {OTHER}) if end == "moved" else (GSTIN, {GSTIN}))
            assert move(shop, store) == ("moved" if end == "moved" else [("/gstin", "field_immutable")])


def test_a_store_s_first_sale_makes_one_statement_more_and_no_other_does(shop, new_store, monkeypatch):
    store, statements, execute = new_store(), [], Tx._execute
    monkeypatch.setattr(
        Tx, "_execute", lambda tx, sql, *rest, **kept: (statements.append(sql), execute(tx, sql, *rest, **kept))[1]
    )

    def counted():
        statements.clear()
        shop.sell(("MAGGI-70G", 1), store_id=store)
        return len(statements)

    first, second, third = counted(), counted(), counted()
    assert (second, third) == (first - 1, first - 1)


def test_a_first_sale_that_falls_short_fixes_nothing(shop, new_store):
    store = new_store()
    with pytest.raises(Refusal):
        shop.sell(("MAGGI-70G", 5_000), store_id=store)

    assert move(shop, store) == "moved"
