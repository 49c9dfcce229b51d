"""What a document is called, what the law wants said on it, how its taxes add up, and when it asks to be paid."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from services.billing.domain.receipt import CREDIT_NOTE, Receipt, declarations, place_name
from services.billing.domain.tax_summary import tax_rows
from tests.factories.receipts import SHOP, TRADERS, a_line, a_receipt, milk, unpaid

BILL = {"document_type": "bill_of_supply"}
COMPOSITION = "Composition taxable person, not eligible to collect tax on supplies."


@pytest.mark.parametrize(
    ("receipt", "title"),
    [
        (a_receipt(a_line()), "Tax Invoice"),
        (a_receipt(milk(1), a_line(2)), "Invoice-cum-Bill of Supply"),
        (a_receipt(milk(1), a_line(2), buyer=None), "Invoice-cum-Bill of Supply"),
        (a_receipt(milk(1), a_line(2), buyer=TRADERS), "Tax Invoice"),  # Rule 46A is for unregistered buyers
        (a_receipt(milk(1, zero_rate_reason="zero_rated"), a_line(2)), "Tax Invoice"),
        (a_receipt(milk(), **BILL), "Bill of Supply"),
        (a_receipt(a_line(), supplier=replace(SHOP, gstin=None)), "Invoice"),
        (a_receipt(a_line(), kind=CREDIT_NOTE), "Credit Note"),
        (a_receipt(milk(), kind=CREDIT_NOTE, **BILL), "Credit Note"),
    ],
)
def test_a_document_is_called_by_what_is_on_it(receipt: Receipt, title: str) -> None:
    assert receipt.title == title


@pytest.mark.parametrize(
    ("receipt", "said"),
    [
        (a_receipt(), []),
        (a_receipt(milk(), **BILL), []),
        (a_receipt(milk(), composition=True, **BILL), [COMPOSITION]),
        (a_receipt(milk(zero_rate_reason=None), **BILL), [COMPOSITION]),  # rate 0 without a reason: only composition
        (
            a_receipt(a_line(inter=True), sez=True, inter_state=True),
            [
                "Supply to SEZ unit or SEZ developer for authorised operations on payment of integrated tax.",
            ],
        ),
        (
            a_receipt(milk(zero_rate_reason="zero_rated"), sez=True, inter_state=True),
            [
                (
                    "Supply to SEZ unit or SEZ developer for authorised operations under bond or letter of undertaking "
                    "without payment of integrated tax."
                ),
            ],
        ),
        (
            a_receipt(a_line(inter=True), place_of_supply="96", inter_state=True),
            ["Supply meant for export on payment of integrated tax."],
        ),
        (
            a_receipt(kind=CREDIT_NOTE, gst_effective=False),
            ["Commercial credit note: issued after the time of s.34(2), it does not lower the tax."],
        ),
    ],
)
def test_the_words_of_the_law_stand_where_it_wants_them(receipt: Receipt, said: list[str]) -> None:
    assert declarations(receipt) == said


def test_taxes_are_added_up_by_hsn_and_rate_in_their_order() -> None:
    lines = (a_line(1), milk(2), a_line(3), a_line(4, gst_rate_bp=1800), a_line(5, hsn=None))

    rows = tax_rows(lines)

    assert [(row.hsn, row.gst_rate_bp, row.taxable_paise) for row in rows] == [
        ("1902", 500, 160_00),
        ("0401", 0, 136_00),
        ("1902", 1800, lines[3].taxable_paise),
        (None, 500, 80_00),
    ]
    assert sum(row.tax_paise for row in rows) == sum(line.total_paise - line.taxable_paise for line in lines)


def test_a_roll_has_a_row_a_rate() -> None:
    lines = (a_line(1), milk(2), a_line(3, hsn="2106"), a_line(4, gst_rate_bp=1800))

    assert [(row.hsn, row.gst_rate_bp, row.taxable_paise) for row in tax_rows(lines, by_hsn=False)] == [
        (None, 0, 136_00),
        (None, 500, 160_00),
        (None, 1800, lines[3].taxable_paise),
    ]


@pytest.mark.parametrize(
    ("receipt", "copy"),
    [
        (a_receipt(), "Original for recipient"),
        (a_receipt(masked=True), "Copy without the buyer's particulars"),
        (a_receipt(livemode=False), ""),
        (a_receipt(milk(), **BILL), ""),
        (a_receipt(kind=CREDIT_NOTE), ""),
        (a_receipt(supplier=replace(SHOP, gstin=None)), ""),
    ],
)
def test_only_a_whole_tax_invoice_is_the_recipients_original(receipt: Receipt, copy: str) -> None:
    assert receipt.copy_of == copy


def test_the_code_asks_for_what_is_due() -> None:
    link = unpaid(a_line(), due_paise=40_50, paid_paise=43_50).upi_link

    assert link is not None
    fields = parse_qs(urlsplit(link).query)
    assert fields == {
        "pa": ["demokirana@okbank"],
        "pn": ["Demo Kirana, Indiranagar"],
        "tr": ["inv01J000000000000000000PAGE1"],
        "tn": ["INV-2026-04217"],
        "am": ["40.50"],
        "cu": ["INR"],
    }


@pytest.mark.parametrize(
    "receipt",
    [
        a_receipt(),
        unpaid(upi_id=None),
        unpaid(livemode=False),
        unpaid(kind=CREDIT_NOTE, original=("INV-2026-04217", datetime(2026, 6, 1, tzinfo=UTC))),
    ],
    ids=["paid", "no UPI id", "test mode", "credit note"],
)
def test_nothing_else_asks_to_be_paid(receipt: Receipt) -> None:
    assert receipt.upi_link is None


def test_what_credit_notes_took_off_is_what_neither_was_paid_nor_is_due() -> None:
    assert a_receipt().credited_paise == 0
    assert unpaid(due_paise=60_00).credited_paise == 24_00
    assert unpaid(due_paise=0, kind=CREDIT_NOTE).credited_paise == 0


@pytest.mark.parametrize(("state", "label"), [("29", "SGST"), ("34", "SGST"), ("04", "UTGST"), ("38", "UTGST")])
def test_territories_without_a_legislature_take_utgst(state: str, label: str) -> None:
    assert a_receipt(place_of_supply=state).state_tax == label


def test_a_place_has_its_name_and_code() -> None:
    assert place_name("29") == "29 – Karnataka"
