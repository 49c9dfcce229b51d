"""A receipt as a page of HTML that loads nothing: its style, and the QR code of what is due, are written into it."""

import io
import re
from datetime import datetime
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kit.clock import IST
from services.billing.domain.amount_in_words import amount_in_words
from services.billing.domain.indian_figures import grouped, percent, quantity, rupees
from services.billing.domain.receipt import Money, Receipt, declarations, place_name
from services.billing.domain.tax_summary import tax_rows

PAGES = Path(__file__).with_name("pages")
MODES = {"cash": "Cash", "upi": "UPI", "card": "Card", "netbanking": "Net banking", "wallet": "Wallet"}
WIDE_FROM_PAISE = 10_00_000_00
"""From ten lakhs on, amounts need the smaller type."""


def receipt_page(receipt: Receipt, paper: str) -> str:
    """Write the page, on A4 or on a roll of 80 mm. The same receipt always gives the same page."""
    by_hsn = paper == "a4" and receipt.buyer is not None and receipt.buyer.gstin is not None
    return _pages.get_template(f"{paper}.html").render(
        r=receipt,
        style=Markup((PAGES / f"{paper}.css").read_text(encoding="utf-8")),  # noqa: S704  # our own file
        declarations=declarations(receipt),
        by_hsn=by_hsn,
        tax_rows=tax_rows(receipt.lines, by_hsn=by_hsn),
        payments=_came_in(receipt.payments),
        words=amount_in_words(receipt.total_paise),
        qr_code=_qr_code(receipt.upi_link) if receipt.upi_link else None,
        wide=receipt.total_paise >= WIDE_FROM_PAISE,
    )


def _came_in(payments: tuple[Money, ...]) -> list[tuple[str, Money]]:
    """Name each payment; what is on credit has not come in."""
    return [(MODES[payment.mode], payment) for payment in payments if payment.mode in MODES]


def _qr_code(link: str) -> Markup:
    """Draw a QR code as SVG; a seventh of it may be smudged."""
    drawn = io.BytesIO()
    code = segno.make_qr(link, error="m")
    code.save(drawn, kind="svg", xmldecl=False, omitsize=True, nl=False, svgclass="qr", title="Pay by UPI")
    return Markup(drawn.getvalue().decode())  # noqa: S704  # segno's drawing: the link is in it as squares alone


def _day(moment: datetime) -> str:
    local = moment.astimezone(IST)
    return f"{local.day} {local:%b %Y}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(IST):%H:%M}"


def _phone(number: str) -> str:
    """An Indian number as it is read out, `+91 98765 43210`."""
    return f"{number[:3]} {number[3:8]} {number[8:]}" if re.fullmatch(r"\+91\d{10}", number) else number


_pages = Environment(
    loader=FileSystemLoader(PAGES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_pages.filters.update(
    day=_day,
    time=_time,
    phone=_phone,
    grouped=grouped,
    rupees=rupees,
    quantity=quantity,
    percent=percent,
    place=place_name,
)
