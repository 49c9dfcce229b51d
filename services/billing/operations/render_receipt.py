"""Print an invoice or a credit note: as a page of HTML, or as PDF."""

import base64
import hashlib
import re
from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.billing.adapters.pdf_press import Press
from services.billing.adapters.receipt_page import receipt_page
from services.billing.domain.receipt import Receipt
from services.billing.errors import NotFound
from services.billing.operations.get_invoice import the_one
from services.billing.storage import receipts
from services.billing.wire.receipts import receipt_of_credit_note, receipt_of_invoice, receipt_request_from_wire

PDF = "application/pdf"
HTML = "text/html; charset=utf-8"


def render_receipt(db: Database, press: Press, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return the document as the paper and format asked for, or its tag alone when the caller has it already.

    The tag is made of the page, so a known PDF is not made again. Raises NotFound, AmbiguousNumber, ValidationFailed and,
    when the PDF takes too long, DeadlineExceeded.
    """
    asked = receipt_request_from_wire(request)
    return answer_with(_receipt(db, caller, asked), press, asked)


def answer_with(receipt: Receipt, press: Press, asked: dict[str, Any]) -> dict[str, Any]:
    """Print a receipt as asked for; the tag alone where the caller has it."""
    page = receipt_page(receipt, asked["paper"])
    as_pdf = asked["format"] == "pdf"
    tag = hashlib.sha256(f"{asked['format']} {page}".encode()).hexdigest()[:32]
    is_known = tag in asked["known"]
    return {
        "tag": tag,
        "content_type": PDF if as_pdf else HTML,
        "file_name": f"{_safe(receipt.number)}.{asked['format']}",
        "body": None if as_pdf or is_known else page,
        "base64": base64.b64encode(press.pdf(page)).decode() if as_pdf and not is_known else None,
    }


def _receipt(db: Database, caller: Caller, asked: dict[str, Any]) -> Receipt:
    options = {"livemode": caller.livemode, "masked": asked["masked"]}
    if asked["credit_note"] is not None:
        name = _printable(asked["credit_note"])
        found = receipts.of_credit_note(db, caller.account_id, caller.store_id, name)
        return receipt_of_credit_note(the_one(found, name, "credit note"), **options)
    name = _printable(asked["invoice"])
    found = receipts.of_invoice(db, caller.account_id, caller.store_id, name)
    return receipt_of_invoice(the_one(found, name), **options)


def _printable(name: str) -> str:
    """What cannot be stored is not there."""
    if not name.isprintable():
        raise NotFound("There is no such document.")
    return name


def _safe(number: str) -> str:
    """A number as the name of a file, whatever the system: `BLR/2627/0001` is `BLR-2627-0001`."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", number)
