"""A sale as asked for meets the facts it is billed with: prices, dates, places, and faults with their pointers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.billing.domain.payment import PaymentInput
from services.billing.domain.sale import (
    Customer,
    Item,
    SaleRequest,
    Sellable,
    Store,
    archived_products,
    draft,
    issue_time_faults,
    unknown_products,
)

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
STORE = Store(
    store_id="store_1",
    name="Bengaluru",
    gstin="29AAAAA0000A1Z5",
    state="29",
    invoice_template="INV-{YYYY}-{00000}",
    round_off="off",
    tax_inclusive=True,
    negative_stock=False,
    composition=False,
    status="open",
    is_default=True,
)
MAGGI = Sellable("prod_1", "MAGGI-70G", "active", "Maggi", 14_00, None, 5_00, 0, None, "1902", "NOS", 10_000)
TV = replace(MAGGI, product_id="prod_2", sku="TV-55", rate_paise=59_000_00, gst_rate_bp=18_00)
SIX = Item("MAGGI-70G", None, 6000)


def a_request(*items: Item, **facts: Any) -> SaleRequest:
    return replace(SaleRequest(None, None, None, items or (SIX,)), **facts)


def a_customer(**facts: Any) -> Customer:
    return replace(Customer("cus_1", "+919876543210", "Asha"), **facts)


def test_a_line_without_a_rate_is_billed_at_the_products() -> None:
    made, faults = draft(a_request(), STORE, [MAGGI], None, NOW)

    assert faults == []
    assert (made.invoice.grand_total_paise, made.invoice.taxable_paise) == (84_00, 80_00)
    assert (made.place.state, made.place.inter, made.document_type) == ("29", False, "tax_invoice")
    assert (made.series.key, made.year, made.issued_at) == ("INV-2026-", 2026, NOW)
    assert made.reorder_levels == {"prod_1": 10_000}


@pytest.mark.parametrize(
    ("of_line", "of_product", "of_store", "total"),
    [
        (None, None, True, 84_00),
        (None, None, False, 88_20),
        (None, False, True, 88_20),
        (None, True, False, 84_00),
        (True, False, False, 84_00),
        (False, True, True, 88_20),
    ],
)
def test_a_price_is_inclusive_as_the_line_says_else_the_product_else_the_store(
    of_line: bool | None, of_product: bool | None, of_store: bool, total: int
) -> None:
    item, product = replace(SIX, tax_inclusive=of_line), replace(MAGGI, tax_inclusive=of_product)

    made, _ = draft(a_request(item), replace(STORE, tax_inclusive=of_store), [product], None, NOW)

    assert made.invoice.grand_total_paise == total


def test_the_rate_of_a_line_stands_before_the_products() -> None:
    made, _ = draft(a_request(replace(SIX, rate_paise=10_00)), STORE, [MAGGI], None, NOW)

    assert made.invoice.grand_total_paise == 60_00


@pytest.mark.parametrize(
    ("facts", "fulfilment", "state", "rule"),
    [
        ({}, "counter", "29", "shop"),
        ({"address": {"state": "27"}}, "counter", "27", "unregistered_address"),
        ({"gstin": "27AAAAA0000A1Z5", "address": {"state": "27"}}, "counter", "29", "registered_at_counter"),
        ({"gstin": "27AAAAA0000A1Z5", "address": {"state": "27"}}, "delivery", "27", "registered_delivery"),
        ({"sez": True}, "counter", "29", "sez"),
    ],
)
def test_the_place_of_supply_comes_from_what_the_sale_says(
    facts: dict[str, Any], fulfilment: str, state: str, rule: str
) -> None:
    made, _ = draft(a_request(fulfilment=fulfilment), STORE, [MAGGI], a_customer(**facts), NOW)

    assert (made.place.state, made.place.rule) == (state, rule)
    assert made.place.inter == (state != "29" or rule == "sez")


def test_a_bill_belongs_to_the_financial_year_of_its_day_in_india() -> None:
    last_of_march = datetime(2027, 3, 31, 18, 29, tzinfo=UTC)  # 23:59 in India

    before, _ = draft(a_request(), STORE, [MAGGI], None, last_of_march)
    after, _ = draft(a_request(), STORE, [MAGGI], None, last_of_march + timedelta(minutes=1))

    assert (before.year, before.series.key) == (2026, "INV-2026-")
    assert (after.year, after.series.key) == (2027, "INV-2027-")


@pytest.mark.parametrize(
    ("issued_at", "faults"),
    [
        (None, 0),
        (NOW + timedelta(minutes=5), 0),
        (NOW + timedelta(minutes=5, seconds=1), 1),
        (NOW - timedelta(days=30), 0),
        (NOW - timedelta(days=30, seconds=1), 1),
    ],
)
def test_a_bill_is_dated_at_most_30_days_back_and_5_minutes_ahead(issued_at: datetime | None, faults: int) -> None:
    found = issue_time_faults(issued_at, NOW)

    assert [(fault["pointer"], fault["code"]) for fault in found] == [("/issued_at", "out_of_range")] * faults


def test_unknown_and_archived_products_are_named_by_what_the_line_called_them() -> None:
    items = [SIX, Item(None, "prod_9", 1000), Item("OLD", None, 1000), Item(None, "prod_old", 1000)]
    old = replace(MAGGI, status="archived")

    unknown = unknown_products(items, [MAGGI, None, old, None])
    archived = archived_products(items, [MAGGI, None, old, old])

    assert [(fault["pointer"], fault["code"]) for fault in unknown] == [
        ("/items/1/product_id", "unknown_sku"),
        ("/items/3/product_id", "unknown_sku"),
    ]
    assert unknown[0]["detail"] == "There is no product prod_9."
    assert [(fault["pointer"], fault["code"]) for fault in archived] == [
        ("/items/2/sku", "product_archived"),
        ("/items/3/product_id", "product_archived"),
    ]


def test_every_fault_of_a_sale_is_named_at_once() -> None:
    request = a_request(
        SIX,
        replace(SIX, discount_paise=84_01),
        Item(None, "prod_1", 1000),
        issued_at=NOW + timedelta(hours=1),
        discount_paise=10_000_00,
    )
    expired = replace(MAGGI, gst_rate_bp=12_00, cess_rate_bp=1_00)

    _, faults = draft(request, STORE, [MAGGI, MAGGI, expired], None, NOW)

    assert [(fault["pointer"], fault["code"]) for fault in faults] == [
        ("/issued_at", "out_of_range"),
        ("/items/2/product_id", "rate_not_in_force"),
        ("/items/2/product_id", "rate_not_in_force"),
        ("/items/1/discount", "out_of_range"),
        ("/discount", "out_of_range"),
    ]


def test_a_payment_above_the_bill_is_named_as_it_was_sent() -> None:
    listed = a_request(payments=(PaymentInput("upi", 85_00),), payment_listed=True)

    _, faults = draft(listed, STORE, [MAGGI], None, NOW)

    assert [fault["pointer"] for fault in faults] == ["/payment/0/amount"]


def test_a_large_sale_names_its_unregistered_buyer() -> None:
    request = a_request(Item("TV-55", None, 1000))
    known = a_customer(address={"line1": "4 MG Road", "city": "Bengaluru", "state": "29", "pin": "560001"})

    _, of_nobody = draft(request, STORE, [TV], None, NOW)
    _, of_a_name = draft(request, STORE, [TV], a_customer(), NOW)
    _, of_an_address = draft(request, STORE, [TV], known, NOW)

    assert [fault["pointer"] for fault in of_nobody] == [
        "/customer/name",
        "/customer/address",
        "/customer/address/state",
    ]
    assert [fault["pointer"] for fault in of_a_name] == ["/customer/address", "/customer/address/state"]
    assert of_an_address == []


def test_a_store_under_composition_issues_a_bill_of_supply() -> None:
    made, faults = draft(a_request(), replace(STORE, composition=True), [MAGGI], None, NOW)

    assert (made.document_type, made.invoice.cgst_paise, faults) == ("bill_of_supply", 0, [])


@pytest.mark.parametrize(
    ("turnover", "gstin", "faults"),
    [
        (None, "29AAAAA0000A1Z5", []),
        ("up_to_5_crore", None, []),
        ("up_to_5_crore", "29AAAAA0000A1Z5", []),
        ("above_5_crore", None, [("/items/0/sku", "invalid_hsn")]),
        ("above_5_crore", "29AAAAA0000A1Z5", [("/items/0/sku", "invalid_hsn")]),
    ],
)
def test_the_store_s_turnover_settles_the_digits_of_hsn(turnover: str, gstin: str, faults: list[Any]) -> None:
    buyer = a_customer(gstin=gstin)
    _, found = draft(a_request(), replace(STORE, turnover=turnover), [MAGGI], buyer, NOW)
    _, composition = draft(a_request(), replace(STORE, turnover=turnover, composition=True), [MAGGI], buyer, NOW)

    assert [(fault["pointer"], fault["code"]) for fault in found] == faults
    assert composition == [], "a bill of supply is no tax invoice"
