"""
Credit notes: what comes back of an invoice (s.34 CGST Act). The invoice itself never changes.

Amounts are cumulative: after k of n have come back in all, r2(X·k/n) of each total and tax head is credited, and a note is
the difference to what was before. So notes in any number of steps add up to the invoice, to the paisa.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kit.clock import financial_year
from kit.money import r2
from services.billing.domain.invoice import Line
from services.billing.domain.later_payment import OpenInvoice
from services.billing.domain.payment import status_of
from services.billing.domain.returned_item import ReturnedItem, SoldLine

NONE, PARTIAL, FULL = "none", "partial", "full"

_TAXES = ("cgst_paise", "sgst_paise", "igst_paise", "cess_paise")
_SHARED = ("discount_paise", "bill_discount_paise", *_TAXES, "total_paise")


@dataclass(frozen=True, slots=True)
class Original:
    """The invoice of a note, as it stands before the note: what the note repeats of it, and its lines."""

    invoice: OpenInvoice
    gstin: str
    supplier_state: str
    document_type: str
    place_of_supply: str
    inter_state: bool
    sez: bool
    issued_at: datetime
    lines: tuple[SoldLine, ...]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A line of a note: the part that came back, as a line of the invoice, and what of the line had come back with it."""

    part: Line
    returned_milli: int
    restock: bool


@dataclass(frozen=True, slots=True)
class CreditNote:
    """
    A note's amounts, and where it leaves the invoice. Σ line totals + round-off = total.

    The total first lowers what is due; `given_back` is the rest, paid out.
    """

    lines: tuple[NoteLine, ...]
    round_off_paise: int
    total_paise: int
    given_back_paise: int
    refund_status: str
    amount_refunded_paise: int
    amount_due_paise: int
    status: str

    def sum_of(self, name: str) -> int:
        """Add an amount of the lines up."""
        return sum(getattr(line.part, name) for line in self.lines)

    @property
    def discount_paise(self) -> int:
        """The discounts of the lines and of the bill that go back with them."""
        return self.sum_of("discount_paise") + self.sum_of("bill_discount_paise")

    @property
    def tax_paise(self) -> int:
        """All taxes together."""
        return sum(self.sum_of(name) for name in _TAXES)


def make_note(original: Original, items: Sequence[ReturnedItem]) -> CreditNote:
    """Work a note out, of items without faults."""
    invoice = original.invoice
    returned = {sold.line.number: sold.returned_milli for sold in original.lines}
    lines = _note_lines({sold.line.number: sold.line for sold in original.lines}, items, returned)
    full = all(returned[sold.line.number] == sold.line.qty_milli for sold in original.lines)
    refunded = _credited_in_all(original, returned, full=full)
    total = refunded - invoice.amount_refunded_paise
    due = max(invoice.amount_due_paise - total, 0)
    return CreditNote(
        lines=lines,
        round_off_paise=total - sum(line.part.total_paise for line in lines),
        total_paise=total,
        given_back_paise=total - (invoice.amount_due_paise - due),
        refund_status=FULL if full else PARTIAL,
        amount_refunded_paise=refunded,
        amount_due_paise=due,
        status=status_of(invoice.amount_paid_paise, due),
    )


def is_gst_effective(invoice_day: date, note_day: date) -> bool:
    """Tell whether a note lowers the tax: until 30 November after the financial year of the invoice (s.34(2) CGST Act)."""
    return note_day <= date(financial_year(invoice_day) + 1, 11, 30)


def part_of(line: Line, before_milli: int, after_milli: int) -> Line:
    """
    Return the part of a line that lies between two returned quantities, its taxable value being what the taxes leave.

    Of a part worth a few paise that can be a paisa or two below nothing.
    """
    shares: dict[str, Any] = {
        name: r2(getattr(line, name) * after_milli, line.qty_milli)
        - r2(getattr(line, name) * before_milli, line.qty_milli)
        for name in _SHARED
    }
    taxable = shares["total_paise"] - sum(shares[name] for name in _TAXES)
    return replace(line, qty_milli=after_milli - before_milli, taxable_paise=taxable, **shares)


def _note_lines(
    sold: Mapping[int, Line], items: Sequence[ReturnedItem], returned: dict[int, int]
) -> tuple[NoteLine, ...]:
    """Cut the parts off in the order of the items; `returned` is brought up to after them."""
    lines = []
    for item in items:
        line, before = sold[item.line], returned[item.line]
        after = line.qty_milli if item.qty_milli is None else before + item.qty_milli
        returned[item.line] = after
        lines.append(NoteLine(part_of(line, before, after), after, item.restock))
    return tuple(lines)


def _credited_in_all(original: Original, returned: Mapping[int, int], *, full: bool) -> int:
    """
    Return what all notes come to: the lines' shares, and the round-off once the last quantity is back.

    Lines above a total that was rounded down are credited as far as the total goes: no note may give back more.
    """
    if full:
        return original.invoice.grand_total_paise
    shares = sum(r2(sold.line.total_paise * returned[sold.line.number], sold.line.qty_milli) for sold in original.lines)
    return min(shares, original.invoice.grand_total_paise)
