"""Documents to print: the product page's sale, and what reads a PDF as a person and a phone do."""

from datetime import UTC, datetime
from typing import Any

import pypdfium2
import zxingcpp

from kit.money import r2
from services.billing.domain.receipt import INVOICE, Money, Party, Receipt, ReceiptLine

AT = datetime(2026, 6, 28, 20, 14, 22, tzinfo=UTC)  # 29 June, 01:44 in India
SHOP = Party(
    "Demo Kirana, Indiranagar", "29AABCD4821K1ZK", ("100 Feet Road, Indiranagar", "Bengaluru 560038"), state="29"
)
RAHUL = Party("Rahul K.", phone="+919876543210")
TRADERS = Party(
    "Shree Ganesh Traders",
    "27AAPFU0939F1ZV",
    ("Shop 14, Crawford Market", "Mumbai 400001"),
    state="27",
    phone="+919820012345",
)


def a_line(number: int = 1, *, inter: bool = False, **changes: Any) -> ReceiptLine:
    """Six packets of noodles at ₹14, GST included."""
    facts = {
        "number": number,
        "name": "Maggi Noodles 70 g",
        "description": None,
        "hsn": "1902",
        "unit": "NOS",
        "qty_milli": 6000,
        "rate_paise": 1400,
        "tax_inclusive": True,
        "discount_paise": 0,
        "gst_rate_bp": 500,
        "cess_rate_bp": 0,
        "zero_rate_reason": None,
        "cess_paise": 0,
        **changes,
    }
    value = r2(facts["qty_milli"] * facts["rate_paise"], 1000) - facts["discount_paise"]
    rate = facts["gst_rate_bp"]
    igst = r2(value * rate, 10_000 + rate) if inter else 0
    half = 0 if inter else r2(value * rate, 2 * (10_000 + rate))
    taxes = {"cgst_paise": half, "sgst_paise": half, "igst_paise": igst}
    return ReceiptLine(**facts, **taxes, taxable_paise=value - 2 * half - igst, total_paise=value)


def milk(number: int = 1, **changes: Any) -> ReceiptLine:
    """Two litres of milk at ₹68, exempt."""
    facts = {"name": "Amul Milk 1 L", "hsn": "0401", "qty_milli": 2000, "rate_paise": 6800, "gst_rate_bp": 0}
    return a_line(number, **{**facts, "zero_rate_reason": "exempt", **changes})


def a_receipt(*lines: ReceiptLine, **changes: Any) -> Receipt:
    """The noodles to Rahul, paid by UPI; other lines and facts where they are named."""
    lines = lines or (a_line(),)
    total = sum(line.total_paise for line in lines)
    sums = {
        f"{name}_paise": sum(getattr(line, f"{name}_paise") for line in lines)
        for name in ("taxable", "cgst", "sgst", "igst", "cess", "discount")
    }
    facts: dict[str, Any] = {
        "kind": INVOICE,
        "document_id": "inv_01J000000000000000000PAGE1",
        "document_type": "tax_invoice",
        "number": "INV-2026-04217",
        "issued_at": AT,
        "original": None,
        "supplier": SHOP,
        "upi_id": "demokirana@okbank",
        "composition": False,
        "buyer": RAHUL,
        "delivered": False,
        "place_of_supply": "29",
        "inter_state": False,
        "sez": False,
        **sums,
        "round_off_paise": 0,
        "total_paise": total,
        "payments": (Money("upi", total),),
        "paid_paise": total,
        "due_paise": 0,
        "change_paise": 0,
        "reason": None,
        "gst_effective": True,
        "notes": None,
        "livemode": True,
        "masked": False,
    }
    return Receipt(lines=lines, **{**facts, **changes})


def unpaid(*lines: ReceiptLine, **changes: Any) -> Receipt:
    """The same with nothing paid."""
    total = sum(line.total_paise for line in lines or (a_line(),))
    return a_receipt(*lines, **{"payments": (), "paid_paise": 0, "due_paise": total, **changes})


def texts_of(pdf: bytes) -> list[str]:
    """Read a PDF, a text a page, its lines joined."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def beyond_the_paper(pdf: bytes) -> str:
    """Read what is printed beyond the left or the right edge of the paper."""
    found = ""
    for page in pypdfium2.PdfDocument(pdf):
        text, width = page.get_textpage(), page.get_width()
        for place in range(text.count_chars()):
            left, _, right, _ = text.get_charbox(place)
            if left < 0 or right > width:
                found += text.get_text_range(place, 1)
    return found


def size_in_mm(pdf: bytes) -> tuple[int, int]:
    """Measure the first page of a PDF."""
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    return round(width * 25.4 / 72), round(height * 25.4 / 72)


def codes_of(pdf: bytes) -> list[str]:
    """Read every code off a PDF as a phone does: from its picture."""
    pictures = [page.render(scale=3).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)]
