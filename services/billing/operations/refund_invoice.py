"""Give back some or all of an invoice, as a credit note."""

from datetime import datetime
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock, financial_year, ist_date
from kit.db import Database, Tx
from kit.errors import fault
from kit.idempotency import Made, run_once
from kit.ids import new_id
from kit.messaging import outbox
from kit.wire_json import dumps
from services.billing.domain.credit_note import is_gst_effective
from services.billing.domain.invoice_number import series_of
from services.billing.domain.issued_note import IssuedNote, Refund
from services.billing.domain.returned_item import RefundRequest
from services.billing.errors import StoreClosed, ValidationFailed
from services.billing.operations.draft_refund import draft_refund
from services.billing.operations.put_back import lock_shelves, put_back
from services.billing.storage import invoice_numbers, refunds, stores
from services.billing.storage.refunds import Texts
from services.billing.wire import (
    credit_note_to_public,
    invoice_refunded_data,
    invoice_with_refund,
    refund_from_wire,
)

DOCUMENT = "credit_note"


def refund_invoice(
    db: Database, clock: Clock, caller: Caller, *, request: Any, idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Refund the given quantities, or all that is left, and return the credit note; the invoice's lines never change.

    Amounts are the cumulative share of the original line, so that refunds in any number of steps add up to the invoice,
    to the paisa. The note first lowers what is due; the rest is given back. Locks are taken in the order of a sale, behind
    the invoice's row: stock rows sorted, the counter last.

    Raises NotFound, AmbiguousNumber, ValidationFailed, NothingToRefund, RefundExceedsInvoice, StoreClosed for goods that
    go back to a closed store; IdempotencyKeyReused, IdempotencyKeyInUse.
    """
    name, asked = refund_from_wire(request)
    return run_once(db, caller, idempotency, lambda tx: _refund(tx, clock, caller, name, asked), clock=clock)


def _refund(tx: Tx, clock: Clock, caller: Caller, name: str, asked: RefundRequest) -> Made:
    drafted = draft_refund(tx, caller, name, asked)
    original, note = drafted.original, drafted.note
    store_id = original.invoice.store_id
    store = stores.get(tx, caller.account_id, store_id)
    assert store is not None
    if store["status"] == "closed" and any(line.restock for line in note.lines):
        raise StoreClosed(f"The store {store['name']} is closed and takes no stock; send restock: false for each line.")
    shelves = lock_shelves(tx, caller, store_id, note, clock.now())
    now = clock.now()
    credit_note_id = new_id("cn", now)
    given = tuple(Refund(new_id("rfnd", now), share.mode, share.amount_paise) for share in drafted.shares)
    put_back(tx, caller, note, shelves, credit_note_id, now)
    number = _number(tx, caller, original.gstin, store["credit_note_template"], now)
    effective = is_gst_effective(ist_date(original.issued_at), ist_date(now))
    issued = IssuedNote(credit_note_id, number, original, note, given, asked.reason, effective, now)
    body, event = dumps(credit_note_to_public(issued)), invoice_refunded_data(issued)
    refunds.book(tx, caller.account_id, issued, Texts(body, dumps(event), invoice_with_refund(issued)))
    outbox.add(tx, caller, "invoice.refunded", event, at=now)
    return Made(body, credit_note_id)


def _number(tx: Tx, caller: Caller, gstin: str, template: str, now: datetime) -> str:
    """Take the next number of the series of the note's own financial year; nothing is waited for after it."""
    year = financial_year(ist_date(now))
    series = series_of(template, year)
    key = (caller.account_id, gstin, DOCUMENT, year, series.key)
    try:
        return series.number(invoice_numbers.take(tx, {key: 1})[key])
    except ValueError:  # rolled back: nothing of the series is used up
        detail = f"The series {series.key} is full; give the store another credit note template."
        raise ValidationFailed([fault("", "out_of_range", detail)]) from None
