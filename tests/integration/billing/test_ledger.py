"""Whatever is sold, in whatever groups: the ledger adds up to the stock, and invoices to their lines and payments."""

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.db import Database
from services.billing import operations
from services.billing.wire import sale_from_wire
from tests.factories.billing import RAHUL
from tests.integration.billing.conftest import SECRET, Shop

SKUS = ("MILK", "MAGGI", "PEN")

items = st.builds(
    lambda sku, qty, rate, inclusive, discount: {
        "sku": sku,
        "qty_milli": qty,
        "rate_paise": rate,
        "tax_inclusive": inclusive,
        "discount_paise": discount,
    },
    st.sampled_from(SKUS),
    st.integers(1, 6000),
    st.none() | st.integers(1000, 99_999),
    st.none() | st.booleans(),
    st.sampled_from([0, 0, 0, 1]),
)
payments = st.sampled_from(
    [
        None,
        [{"mode": "upi"}],
        [{"mode": "cash", "amount_paise": 10_000_000}],
        [{"mode": "card", "amount_paise": 1}, {"mode": "credit"}],
    ]
)
sales = st.builds(
    lambda lines, discount, payment, state, at_home: {
        "items": lines,
        "discount_paise": discount,
        "payments": payment,
        "customer": {"phone": RAHUL, "address": {"state": state}} if state else None,
        "at_home": at_home,
    },
    st.lists(items, min_size=1, max_size=4),
    st.sampled_from([0, 0, 1, 37]),
    payments,
    st.sampled_from([None, "29", "27"]),
    st.booleans(),
)


@pytest.fixture(scope="module")
def new_shop(billing_database):
    """Open shops, each an account of its own: three products, ten of each, in a store that rounds and one that may sell below zero."""
    db, owner = Database(billing_database["service"], size=4), Database(billing_database["owner"], size=2)

    def open_shop():
        shop = Shop(db, owner)
        shop.free = shop.open_store(
            name="Free", gstin="29AAFCD5862R1ZR", negative_stock=True, round_off="always", tax_inclusive=False
        )
        for sku, rate, gst in zip(SKUS, (6800, 1400, 999), (0, 500, 1800), strict=True):
            shop.product(sku, rate=rate, gst=gst, stock=10, tax_inclusive=None)
        return shop

    yield open_shop
    db.close()
    owner.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=st.lists(st.lists(sales, min_size=1, max_size=4), min_size=1, max_size=3))
def test_ledger_stock_and_invoices_add_up(new_shop, groups):
    shop = new_shop()

    outcomes = [outcome for group in groups for outcome in bill(shop, group)]

    sold = sum(isinstance(outcome, dict) for outcome in outcomes)
    codes = {getattr(outcome, "code", None) for outcome in outcomes if not isinstance(outcome, dict)}
    assert codes <= {"insufficient_stock", "validation_failed"}
    assert len(shop.rows("invoices")) == sold
    assert_the_ledger_is_the_stock(shop)
    assert_invoices_are_their_lines(shop)
    assert_payments_are_what_was_paid(shop)
    assert_numbers_are_consecutive(shop)


def bill(shop: Shop, group: list[dict[str, Any]]) -> list[Any]:
    requests = [{**sale, "store_id": shop.bengaluru if sale["at_home"] else shop.free} for sale in group]
    for request in requests:
        del request["at_home"]
    calls = [operations.Sale(shop.caller, sale_from_wire(request), None) for request in requests]
    return operations.create_invoices(shop.db, shop.clock, SECRET, calls)


def assert_the_ledger_is_the_stock(shop: Shop) -> None:
    balance: dict[tuple[str, str], int] = defaultdict(int)
    for row in sorted(shop.rows("stock_movements"), key=lambda row: row["position"]):
        place = (row["store_id"], row["product_id"])
        balance[place] += row["delta_milli"]
        assert row["on_hand_milli"] == balance[place], "each movement has the balance after it"
    levels = {(row["store_id"], row["product_id"]): row["on_hand_milli"] for row in shop.rows("stock_levels")}
    assert levels == balance
    assert all(milli >= 0 for (store, _), milli in levels.items() if store != shop.free)


def assert_invoices_are_their_lines(shop: Shop) -> None:
    lines = defaultdict(list)
    for line in shop.rows("invoice_lines"):
        lines[line["invoice_id"]].append(line)
    for invoice in shop.rows("invoices"):
        own = lines.pop(invoice["invoice_id"])
        taxes = sum(line[f"{head}_paise"] for line in own for head in ("cgst", "sgst", "igst", "cess"))
        assert (invoice["taxable_paise"], invoice["tax_paise"]) == (sum(line["taxable_paise"] for line in own), taxes)
        total = sum(line["total_paise"] for line in own)
        assert invoice["grand_total_paise"] == total + invoice["round_off_paise"]
        assert -49 <= invoice["round_off_paise"] <= 50
        assert sorted(line["line"] for line in own) == list(range(1, len(own) + 1))
    assert not lines, "no line without its invoice"


def assert_payments_are_what_was_paid(shop: Shop) -> None:
    paid: dict[str, int] = defaultdict(int)
    for payment in shop.rows("payments"):
        paid[payment["invoice_id"]] += 0 if payment["mode"] == "credit" else payment["amount_paise"]
    for invoice in shop.rows("invoices"):
        assert invoice["amount_paid_paise"] == paid[invoice["invoice_id"]]


def assert_numbers_are_consecutive(shop: Shop) -> None:
    by_gstin = defaultdict(list)
    for invoice in shop.rows("invoices"):
        by_gstin[invoice["gstin"]].append(int(invoice["invoice_no"][-5:]))
    for numbers in by_gstin.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
