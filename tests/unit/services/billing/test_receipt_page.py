"""The page of a receipt: escaped, whole, loading nothing, and the same each time."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from gateway.privacy import mask_phone
from services.billing.adapters.receipt_page import receipt_page
from services.billing.domain.masking import masked_phone
from services.billing.domain.receipt import CREDIT_NOTE, Money, Party
from tests.factories.receipts import TRADERS, a_line, a_receipt, milk, unpaid

PAPERS = ("a4", "80mm")
HOSTILE = '<script>alert("1")</script> & \'"><img src=//x>'


def words_of(page: str) -> str:
    """What a person reads: the text, in one line."""
    body = re.sub(r"<(style|title)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("paper", PAPERS)
def test_whatever_is_written_shows_as_text(paper: str) -> None:
    buyer = Party(HOSTILE, "27AAPFU0939F1ZV", (HOSTILE,), "27", "+919820012345")
    page = receipt_page(
        unpaid(a_line(name=HOSTILE, description=HOSTILE, hsn=HOSTILE, unit=HOSTILE), buyer=buyer, notes=HOSTILE),
        paper,
    )

    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") >= 5
    assert HOSTILE in unescape(page)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_loads_nothing_and_runs_nothing(paper: str) -> None:
    page = receipt_page(unpaid(livemode=True), paper)

    assert not re.search(r"\b(src|href|action|on\w+)=", page)
    assert "url(" not in page
    assert "@import" not in page
    assert set(re.findall(r"https?://[^\s\"<]+", page)) <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("paper", PAPERS)
def test_the_same_receipt_is_the_same_page(paper: str) -> None:
    assert receipt_page(unpaid(), paper) == receipt_page(unpaid(), paper)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_day_is_indias(paper: str) -> None:
    assert "29 Jun 2026" in words_of(receipt_page(a_receipt(), paper))


@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_made_in_test_mode_says_so_and_asks_for_no_money(paper: str) -> None:
    words = words_of(receipt_page(unpaid(livemode=False), paper))

    assert "TEST Made in test mode. Not a tax document" in words
    assert "Pay" not in words.replace("Payment", "")
    assert "TEST" not in words_of(receipt_page(unpaid(), paper))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_bill_of_supply_shows_no_tax(paper: str) -> None:
    words = words_of(receipt_page(a_receipt(milk(), document_type="bill_of_supply"), paper))

    assert "Bill of Supply" in words
    assert not re.search(r"GST %|CGST|SGST|IGST|Taxable", words.replace("GSTIN", ""))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_credit_note_names_its_invoice_and_the_money_given_back(paper: str) -> None:
    note = a_receipt(
        kind=CREDIT_NOTE,
        number="CN-2026-00001",
        original=("INV-2026-04217", datetime(2026, 6, 1, tzinfo=UTC)),
        payments=(Money("upi", 50_00),),
        paid_paise=50_00,
        reason="damaged",
    )

    words = words_of(receipt_page(note, paper))

    for said in (
        "Credit Note",
        "CN-2026-00001",
        "Against invoice INV-2026-04217",
        "Invoice date 1 Jun 2026",
        "Reason damaged",
        "Total credited ₹84.00",
        "Given back · UPI 50.00",
        "Set off against what was due 34.00",
    ):
        assert said in words
    assert "Amount due" not in words


@pytest.mark.parametrize("paper", PAPERS)
def test_cash_shows_what_was_given_and_the_change(paper: str) -> None:
    words = words_of(
        receipt_page(a_receipt(payments=(Money("cash", 84_00, 100_00), Money("credit", 0)), change_paise=16_00), paper)
    )

    assert "Paid · Cash 84.00 Cash given 100.00 Change 16.00 Amount due ₹0.00" in words
    assert "redit" not in words


@pytest.mark.parametrize("paper", PAPERS)
def test_what_credit_notes_took_off_is_between_the_total_and_what_is_due(paper: str) -> None:
    words = words_of(receipt_page(unpaid(due_paise=60_00), paper))

    assert "Total ₹84.00 Credit notes −24.00 Amount due ₹60.00" in words


@pytest.mark.parametrize("paper", PAPERS)
def test_cess_has_its_rate_and_amount(paper: str) -> None:
    words = words_of(receipt_page(a_receipt(a_line(cess_rate_bp=1200, cess_paise=9_60), cess_paise=9_60), paper))

    assert "Compensation cess 9.60" in words
    assert "12 %" in words


@pytest.mark.parametrize("paper", PAPERS)
def test_rates_without_gst_are_marked(paper: str) -> None:
    page = receipt_page(a_receipt(a_line(1), a_line(2, tax_inclusive=False)), paper)

    assert words_of(page).count("14.00*") == 1


def test_tax_is_added_up_by_hsn_for_a_registered_buyer_and_by_rate_for_a_consumer() -> None:
    lines = (a_line(1), a_line(2, hsn="2106"))

    consumer = words_of(receipt_page(a_receipt(*lines), "a4"))
    registered = words_of(receipt_page(a_receipt(*lines, buyer=TRADERS), "a4"))

    assert "5 % 160.00 2.5 % 4.00 2.5 % 4.00 8.00 Total" in consumer
    assert "1902 80.00 2.5 % 2.00 2.5 % 2.00 4.00 2106 80.00" in registered


def test_a_delivery_names_the_buyers_address_twice() -> None:
    words = words_of(receipt_page(a_receipt(a_line(inter=True), buyer=TRADERS, delivered=True), "a4"))

    assert words.count("Shop 14, Crawford Market Mumbai 400001 27 – Maharashtra") == 2
    assert "Delivered to Shree Ganesh Traders" in words


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+919876543210", "+91••••43210"),
        ("+14155550123", "+1••••50123"),
        ("+971501234567", "+971••••34567"),
        ("12345", "••••12345"),
        (None, None),
    ],
)
def test_a_phone_is_masked_as_in_the_json(phone: str | None, masked: str | None) -> None:
    assert masked_phone(phone) == mask_phone(phone) == masked
