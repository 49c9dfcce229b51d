"""The PDF of a receipt, read as a person and a phone read it."""

import http.server
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from services.billing.adapters.pdf_worker import pdf_of
from services.billing.adapters.receipt_page import receipt_page
from services.billing.domain.indian_figures import grouped
from services.billing.domain.receipt import Money, Party
from tests.factories.receipts import (
    SHOP,
    TRADERS,
    a_line,
    a_receipt,
    beyond_the_paper,
    codes_of,
    milk,
    size_in_mm,
    texts_of,
    unpaid,
)

RULE_46 = {
    "title": "Tax Invoice",
    "(a) supplier": "Demo Kirana, Indiranagar",
    "(a) its address": "100 Feet Road, Indiranagar",
    "(a) its GSTIN": "29AABCD4821K1ZK",
    "(b) number": "INV-2026-04217",
    "(c) date": "29 Jun 2026",
    "(d) buyer": "Shree Ganesh Traders",
    "(d) its address": "Shop 14, Crawford Market",
    "(d) its GSTIN": "27AAPFU0939F1ZV",
    "(g) HSN": "1902",
    "(h) description": "Maggi Noodles 70 g",
    "(i) quantity and unit": "6 NOS",
    "(j) value": "Total",
    "(n) place of supply": "27 – Maharashtra",
    "(p) reverse charge": "Reverse charge",
    "(q) signature": "Authorised signatory",
    "amount in words": "Rupees Eighty-Two Only",
    "discount": "2.00",
    "(k) taxable value": "78.10",
    "(l) rate": "5 %",
    "(m) tax": "3.90",
    "total": "₹82.00",
}


@pytest.mark.parametrize("paper", ["a4", "80mm"])
def test_every_particular_of_rule_46_is_on_a_sale_to_another_state(paper: str) -> None:
    sale = a_receipt(
        a_line(inter=True, discount_paise=2_00),
        buyer=TRADERS,
        delivered=True,
        place_of_supply="27",
        inter_state=True,
    )

    [text] = texts_of(pdf_of(receipt_page(sale, paper)))

    assert {name: said for name, said in RULE_46.items() if said not in text} == {}
    assert "IGST" in text
    assert "CGST" not in text
    assert "Delivered to" in text.title().replace("To", "to")


@pytest.mark.parametrize("paper", ["a4", "80mm"])
def test_within_the_state_both_halves_have_their_rate_and_amount(paper: str) -> None:
    [text] = texts_of(pdf_of(receipt_page(a_receipt(), paper)))

    for said in ("CGST", "SGST", "2.5", "2.00", "80.00", "₹84.00", "Paid · UPI"):
        assert said in text
    [territory] = texts_of(pdf_of(receipt_page(a_receipt(place_of_supply="04"), paper)))
    assert "UTGST" in territory


@pytest.mark.parametrize("paper", ["a4", "80mm"])
def test_a_phone_reads_what_is_due_off_the_code(paper: str) -> None:
    receipt = unpaid(due_paise=40_50, paid_paise=43_50, payments=(Money("cash", 43_50),))

    link = (
        "upi://pay?pa=demokirana@okbank&pn=Demo%20Kirana%2C%20Indiranagar&tr=inv01J000000000000000000PAGE1"
        "&tn=INV-2026-04217&am=40.50&cu=INR"
    )
    assert codes_of(pdf_of(receipt_page(receipt, paper))) == [link]
    assert codes_of(pdf_of(receipt_page(a_receipt(), paper))) == []


def test_long_documents_go_over_pages_with_their_heads_and_numbers() -> None:
    receipt = a_receipt(*(a_line(number) for number in range(1, 101)))

    texts = texts_of(pdf_of(receipt_page(receipt, "a4")))

    assert len(texts) >= 3
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert ("Tax Invoice INV-2026-04217 · Demo Kirana, Indiranagar" in text) is (number > 1)
    assert all("Quantity" in text for text in texts[:-1])
    assert "Authorised signatory" in texts[-1]


def test_a_roll_is_cut_below_what_is_printed() -> None:
    short = pdf_of(receipt_page(a_receipt(), "80mm"))
    long = pdf_of(receipt_page(a_receipt(*(a_line(number) for number in range(1, 31))), "80mm"))

    assert size_in_mm(pdf_of(receipt_page(a_receipt(), "a4"))) == (210, 297)
    assert size_in_mm(short)[0] == size_in_mm(long)[0] == 80
    assert 90 < size_in_mm(short)[1] < 200
    assert 300 < size_in_mm(long)[1] < 700
    assert "Authorised signatory" in texts_of(long)[0]


def test_hindi_is_printed() -> None:
    [text] = texts_of(pdf_of(receipt_page(a_receipt(milk(name="टमाटर")), "a4")))

    assert "मा" in text


def test_test_mode_is_marked_on_every_page() -> None:
    receipt = a_receipt(*(a_line(number) for number in range(1, 61)), livemode=False)

    texts = texts_of(pdf_of(receipt_page(receipt, "a4")))

    assert len(texts) >= 2
    assert all("TEST" in text for text in texts)
    assert "Not a tax document" in texts[0]


def test_a_page_reaches_neither_files_nor_addresses(tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    with http.server.HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        pdf = pdf_of(
            f'<link rel=stylesheet href="{there}/a"><link rel=attachment href="file://{secret}"><img src="{there}/b">'
            f'<style>@import url("{there}/c"); p {{ background: url({there}/d) }}</style><p>Text'
            f'<object data="file://{secret}"></object>'
        )
        server.shutdown()

    assert asked == []
    assert b"EmbeddedFile" not in pdf
    assert texts_of(pdf) == ["Text"]


@pytest.mark.parametrize("paper", ["a4", "80mm"])
def test_nothing_however_long_is_printed_beyond_the_paper(paper: str) -> None:
    buyer = Party("N" * 200, "27AAPFU0939F1ZV", ("A" * 200, "B" * 100), "27", "+919820012345")
    line = a_line(name="X" * 200, description="Y" * 500, hsn="19021900", qty_milli=12_345_678, rate_paise=99_999_99)
    receipt = unpaid(
        line,
        buyer=buyer,
        delivered=True,
        supplier=replace(SHOP, name="S" * 200, address=("L" * 200, "C" * 100)),
        payments=(Money("upi", 1_00, reference="R" * 200),),
        notes="W" * 2000,
        upi_id="u" * 200 + "@okbank",
    )

    pdf = pdf_of(receipt_page(receipt, paper))

    assert beyond_the_paper(pdf) == ""
    assert "".join(texts_of(pdf)).count("R") >= 200


def test_the_largest_amounts_are_printed_whole() -> None:
    line = a_line(qty_milli=10_000, rate_paise=99_999_999_999, gst_rate_bp=1800)

    [text] = texts_of(pdf_of(receipt_page(a_receipt(line), "a4")))

    assert grouped(line.total_paise) == "9,99,99,99,999.90"
    for amount in (line.rate_paise, line.taxable_paise, line.cgst_paise, line.total_paise):
        assert grouped(amount) in text
