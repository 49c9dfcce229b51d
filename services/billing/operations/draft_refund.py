"""Work a refund out on the invoice's locked row, for the refund itself and for its preview."""

from dataclasses import dataclass

from kit.caller import Caller
from kit.db import Tx
from services.billing.domain.credit_note import CreditNote, Original, make_note
from services.billing.domain.give_back import Sum, shares_by_mode
from services.billing.domain.returned_item import RefundRequest, everything_left, excess_faults, unknown_lines
from services.billing.errors import NothingToRefund, RefundExceedsInvoice, ValidationFailed
from services.billing.operations.get_invoice import the_one
from services.billing.storage import invoices, originals


@dataclass(frozen=True, slots=True)
class DraftedRefund:
    """A credit note without its number, and how money goes back with it."""

    original: Original
    note: CreditNote
    shares: tuple[Sum, ...]


def draft_refund(tx: Tx, caller: Caller, name: str, asked: RefundRequest) -> DraftedRefund:
    """Return what the refund comes to; raises NotFound, AmbiguousNumber, ValidationFailed, NothingToRefund, RefundExceedsInvoice."""
    invoice = the_one(invoices.lock(tx, caller.account_id, caller.store_id, name), name)
    original = originals.of(tx, caller.account_id, invoice)
    note = _judged(original, asked)
    paid, given = originals.money_so_far(tx, caller.account_id, invoice.invoice_id)
    return DraftedRefund(original, note, tuple(shares_by_mode(note.given_back_paise, asked.mode, paid, given)))


def _judged(original: Original, asked: RefundRequest) -> CreditNote:
    """Work the note out, or refuse it with every fault named: what can never be before what cannot be any more."""
    left = everything_left(original.lines)
    items = left if asked.items is None else asked.items
    unknown, excess = unknown_lines(items, original.lines), excess_faults(items, original.lines)
    if unknown:
        raise ValidationFailed(sorted([*unknown, *excess], key=lambda found: int(found["pointer"].split("/")[2])))
    if not left:
        raise NothingToRefund(f"Everything on {original.invoice.invoice_no} has been refunded already.")
    if excess:
        raise RefundExceedsInvoice(excess)
    return make_note(original, items)
