"""What the document is called, and what must be known of the buyer."""

from dataclasses import replace
from datetime import date

import pytest

from services.billing.domain.buyer import NAMED_BUYER, Buyer, buyer_faults, document_kind, trade_kind
from services.billing.domain.invoice import Line, LineInput, Terms, compute

ITEM = LineInput("prod_1", "TV-55", "Television", "8528", "NOS", 1000, 59_000_00, 18_00)
RICE = LineInput("prod_2", "RICE-25KG", "Rice", "1006", "NOS", 1000, 59_000_00, 0, zero_rate_reason="exempt")
DAY = date(2026, 6, 28)


def lines_of(*items: LineInput) -> tuple[Line, ...]:
    return compute(items, Terms(inter=False))[0].lines


@pytest.mark.parametrize(
    ("buyer", "pointers"),
    [
        (Buyer(), ["/customer/name", "/customer/address", "/customer/address/state"]),
        (Buyer(name="Asha"), ["/customer/address", "/customer/address/state"]),
        (Buyer(has_address=True), ["/customer/name", "/customer/address/line1", "/customer/address/state"]),
        (Buyer(name="Asha", has_address=True, address_line1="4 MG Road"), ["/customer/address/state"]),
        (Buyer(name="Asha", has_address=True, address_line1="4 MG Road", address_state="29"), []),
        (Buyer(gstin="29ABCDE1234F1Z5"), []),
    ],
)
def test_an_unregistered_buyer_of_50000_rupees_is_named_with_address_and_state(
    buyer: Buyer, pointers: list[str]
) -> None:
    faults = buyer_faults(buyer, lines_of(ITEM), DAY)

    assert [found["pointer"] for found in faults] == pointers
    assert {found["code"] for found in faults} <= {"buyer_address_required"}


def test_the_threshold_is_taxable_value_and_counts_from_exactly_50000_rupees() -> None:
    at_it = replace(ITEM, rate_paise=50_000_00, tax_inclusive=False)
    below = replace(at_it, rate_paise=49_999_99)

    assert len(buyer_faults(Buyer(), lines_of(at_it), DAY)) == 3
    assert buyer_faults(Buyer(), lines_of(below), DAY) == []


def test_the_threshold_holds_since_gst_began() -> None:
    assert NAMED_BUYER[0].since == date(2017, 7, 1)
    assert buyer_faults(Buyer(), lines_of(ITEM), date(2017, 6, 30)) == []
    assert len(buyer_faults(Buyer(), lines_of(ITEM), date(2017, 7, 1))) == 3


def test_goods_without_tax_do_not_count_towards_the_threshold() -> None:
    assert buyer_faults(Buyer(), lines_of(RICE), DAY) == []


def test_a_buyer_in_a_special_economic_zone_is_registered() -> None:
    [found] = buyer_faults(Buyer(sez=True), lines_of(RICE), DAY)

    assert (found["pointer"], found["code"]) == ("/customer/gstin", "required")
    assert buyer_faults(Buyer(sez=True, gstin="29ABCDE1234F1Z5"), lines_of(ITEM), DAY) == []


@pytest.mark.parametrize(
    ("items", "composition", "kind"),
    [
        ([ITEM], False, "tax_invoice"),
        ([RICE], False, "bill_of_supply"),
        ([RICE, ITEM], False, "tax_invoice"),
        ([ITEM], True, "bill_of_supply"),
        ([replace(RICE, zero_rate_reason="nil"), replace(RICE, zero_rate_reason="non_gst")], False, "bill_of_supply"),
        ([replace(RICE, zero_rate_reason="zero_rated")], False, "tax_invoice"),
    ],
)
def test_a_sale_without_tax_is_a_bill_of_supply(items: list[LineInput], composition: bool, kind: str) -> None:
    assert document_kind(lines_of(*items), composition=composition) == kind


def test_a_buyer_with_a_gstin_is_a_business() -> None:
    assert trade_kind("29ABCDE1234F1Z5") == "b2b"
    assert trade_kind(None) == "b2c"
