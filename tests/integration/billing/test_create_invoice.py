"""A sale on a real database: exact amounts, stock, numbers, idempotency, and refusals that change nothing."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.errors import Refusal
from services.billing.errors import InsufficientStock, ProductArchived, ValidationFailed

PAGE = [("AMUL-MILK-1L", 2, 6800), ("MAGGI-70G", 6, 1400)]
RAHUL = {"phone": "+919876543210", "name": "Rahul K."}


def test_the_first_call_of_the_product_page(shop):
    invoice = shop.invoice(*PAGE, customer=RAHUL, payments=[{"mode": "upi", "amount_paise": 22000}])

    assert invoice["invoice_no"].endswith("-00001")
    assert (invoice["status"], invoice["grand_total"], invoice["amount_paid"], invoice["amount_due"]) == (
        "paid",
        220,
        220,
        0,
    )
    assert invoice["tax"] == {"cgst": 2, "sgst": 2, "igst": 0, "cess": 0, "total": 4}
    assert invoice["taxable_value"] == 216
    assert [(i["line"], i["qty"], i["rate"], i["taxable_value"], i["cgst"], i["total"]) for i in invoice["items"]] == [
        (1, 2, 68, 136, 0, 136),
        (2, 6, 14, 80, 2, 84),
    ]
    assert invoice["customer"]["phone"] == "+919876543210"
    assert invoice["place_of_supply"] == "29"
    assert (shop.stock_of("AMUL-MILK-1L"), shop.stock_of("MAGGI-70G")) == (98, 94)


def test_a_sale_writes_its_ledger_payment_and_events_in_one_transaction(shop):
    shop.sell(*PAGE, payments=[{"mode": "cash", "amount_paise": 50000}])

    sold = [row for row in shop.rows("stock_movements") if row["reason"] == "sale"]
    assert sorted((row["delta_milli"], row["on_hand_milli"]) for row in sold) == [(-6000, 94000), (-2000, 98000)]
    [payment] = shop.rows("payments")
    assert (payment["amount_paise"], payment["tendered_paise"]) == (22000, 50000)
    assert sorted(row["event_type"] for row in shop.rows("outbox")) == ["invoice.created", "stock.changed"]
    assert len({row["xmin"] for row in _with_xmin(shop, ("invoices", "invoice_lines", "payments", "outbox"))}) == 1


def _with_xmin(shop, tables):
    with shop.owner.transaction() as tx:
        return [
            row
            for table in tables
            for row in tx.all(f"SELECT xmin::text FROM {table} WHERE account_id = %(a)s", {"a": shop.caller.account_id})
        ]


def test_the_same_key_returns_the_same_bytes_and_sells_once(shop):
    first = shop.sell(*PAGE, key="k-1")
    again = shop.sell(*PAGE, key="k-1")

    assert again == {**first, "replayed": True}
    assert len(shop.rows("invoices")) == 1
    with pytest.raises(Refusal) as refused:
        shop.sell(*PAGE, key="k-1", fingerprint="another request")
    assert refused.value.code == "idempotency_key_reused"


def test_every_unknown_sku_is_named_and_nothing_happens(shop):
    with pytest.raises(ValidationFailed) as refused:
        shop.sell(("NOPE", 1), ("MAGGI-70G", 1), ("NADA", 1), key="k-unknown")

    assert [(e["pointer"], e["code"]) for e in refused.value.errors] == [
        ("/items/0/sku", "unknown_sku"),
        ("/items/2/sku", "unknown_sku"),
    ]
    assert shop.rows("invoices") == []
    assert shop.rows("idempotency_records") == []


def test_a_sale_short_of_stock_names_each_line_and_changes_nothing(shop):
    with pytest.raises(InsufficientStock) as refused:
        shop.sell(("AMUL-MILK-1L", 101), ("MAGGI-70G", 1), ("AMUL-MILK-1L", 1))

    assert [(e["pointer"], e["wanted"], e["available"]) for e in refused.value.errors] == [
        ("/items/0/qty", 102, 100),
        ("/items/2/qty", 102, 100),
    ]
    assert (shop.stock_of("AMUL-MILK-1L"), shop.stock_of("MAGGI-70G")) == (100, 100)
    assert shop.rows("number_series") == []


def test_an_archived_product_is_not_sold(shop):
    shop.product("MAGGI-70G", rate=1400, version=2, status="archived")

    with pytest.raises(ProductArchived):
        shop.sell(("MAGGI-70G", 1))


def test_an_older_document_changes_nothing_and_opening_stock_is_booked_once(shop):
    shop.product("MAGGI-70G", rate=1500, version=3)
    shop.product("MAGGI-70G", rate=1200, version=2)

    assert shop.invoice(("MAGGI-70G", 1))["grand_total"] == 15
    assert shop.stock_of("MAGGI-70G") == 99


def test_a_hundred_in_stock_and_many_buyers_make_exactly_a_hundred_invoices(shop):
    shop.product("LAST", rate=1000, stock=100)

    with ThreadPoolExecutor(16) as buyers:
        outcomes = list(buyers.map(lambda n: _try(shop, ("LAST", 1), key=f"buyer-{n}"), range(250)))

    assert outcomes.count("sold") == 100
    assert outcomes.count("insufficient_stock") == 150
    assert shop.stock_of("LAST") == 0
    numbers = sorted(row["invoice_no"] for row in shop.rows("invoices"))
    assert [number[-5:] for number in numbers] == [f"{n:05d}" for n in range(1, 101)]


def test_one_key_sent_fifty_times_at_once_sells_once(shop):
    ready = threading.Barrier(50)

    def send(_):
        ready.wait()
        return shop.sell(("MAGGI-70G", 1), key="the same")

    with ThreadPoolExecutor(50) as clients:
        answers = list(clients.map(send, range(50)))

    assert len({answer["body"] for answer in answers}) == 1
    assert [answer["replayed"] for answer in answers].count(False) == 1
    assert shop.stock_of("MAGGI-70G") == 99


def test_two_tills_on_crossed_baskets_never_deadlock(shop, billing_database):
    def sell(n):
        items = [("AMUL-MILK-1L", 1), ("MAGGI-70G", 1)]
        return _try(shop, *(items if n % 2 else reversed(items)), key=f"crossed-{n}")

    with ThreadPoolExecutor(12) as tills:
        assert set(tills.map(sell, range(90))) == {"sold"}
    assert (shop.stock_of("AMUL-MILK-1L"), shop.stock_of("MAGGI-70G")) == (10, 10)


def test_an_inter_state_sale_bears_igst(shop):
    address = {"line1": "1 Marine Drive", "city": "Mumbai", "state": "27", "pin": "400001"}
    invoice = shop.invoice(("MAGGI-70G", 7, 1400), customer={**RAHUL, "address": address})

    assert invoice["place_of_supply"] == "27"
    assert invoice["tax"] == {"cgst": 0, "sgst": 0, "igst": 4.67, "cess": 0, "total": 4.67}


def test_stock_that_reaches_its_reorder_level_is_told_once(shop):
    shop.product("TEA", rate=1000, stock=12, reorder_level_milli=10_000)

    for _ in range(4):
        shop.sell(("TEA", 1))

    assert [row["event_type"] for row in shop.rows("outbox")].count("stock.low") == 1


def _try(shop, *items, key):
    try:
        shop.sell(*items, key=key)
    except Refusal as refusal:
        return refusal.code
    return "sold"
