"""Invoices to refund, and the refund of the product page's sale: one packet of noodles comes back."""

from collections.abc import Sequence
from datetime import timedelta

from kit.wire_json import dumps
from services.billing.domain.credit_note import Original, make_note
from services.billing.domain.invoice import Invoice, LineInput
from services.billing.domain.issued_note import IssuedNote, Refund
from services.billing.domain.later_payment import OpenInvoice
from services.billing.domain.returned_item import ReturnedItem, SoldLine
from services.billing.wire import invoice_to_public
from tests.factories.billing import AT, BENGALURU, INVOICE_ID, INVOICE_NO, a_draft, booked

CREDIT_NOTE_ID = "cn_01J000000000000000000000N1"
CREDIT_NOTE_NO = "CN-2026-00001"
REFUND_ID = "rfnd_01J00000000000000000000RF1"
RETURNED_AT = AT + timedelta(days=1)


def an_item_sold(rate_paise: int, qty: int = 1, gst_rate_bp: int = 500, **facts: object) -> LineInput:
    """A line of a product at a rate."""
    return LineInput("prod_1", "SKU", "Name", "1902", "NOS", qty * 1000, rate_paise, gst_rate_bp, **facts)


def an_original(invoice: Invoice, *, returned: Sequence[int] = (), body: str = "{}", **money: int) -> Original:
    """An invoice as its note finds it; `returned` is what has come back of each line, `money` what that came to."""
    came_back = [*returned, *[0] * (len(invoice.lines) - len(returned))]
    paid = money.pop("amount_paid_paise", invoice.amount_paid_paise)
    return Original(
        OpenInvoice(INVOICE_ID, INVOICE_NO, BENGALURU.store_id, invoice.grand_total_paise, paid, body, **money),
        gstin=BENGALURU.gstin,
        supplier_state=BENGALURU.state,
        document_type="tax_invoice",
        place_of_supply="29",
        inter_state=False,
        sez=False,
        issued_at=AT,
        lines=tuple(SoldLine(line, milli) for line, milli in zip(invoice.lines, came_back, strict=True)),
    )


def an_issued_note() -> IssuedNote:
    """The product page's sale with one packet of noodles back: ₹14 by UPI."""
    body = dumps(invoice_to_public(a_draft(), **booked()))
    original = an_original(a_draft().invoice, body=body)
    note = make_note(original, [ReturnedItem(2, 1000)])
    refund = Refund(REFUND_ID, "upi", note.given_back_paise)
    return IssuedNote(CREDIT_NOTE_ID, CREDIT_NOTE_NO, original, note, (refund,), "torn packet", True, RETURNED_AT)
