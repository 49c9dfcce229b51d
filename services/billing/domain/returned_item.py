"""What of an invoice is asked back: by line and quantity, or all that is left; more than is left is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.errors import Fault, fault
from kit.money import qty_out
from services.billing.domain.invoice import Line


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of an invoice, and how much of it has come back so far."""

    line: Line
    returned_milli: int = 0

    @property
    def left_milli(self) -> int:
        """What can still come back."""
        return self.line.qty_milli - self.returned_milli


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """What comes back of one line; no quantity means all that is left of it."""

    line: int
    qty_milli: int | None
    restock: bool = True


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A refund as asked for; no items mean everything that is left, no mode the modes that it was paid by."""

    items: tuple[ReturnedItem, ...] | None
    reason: str | None = None
    mode: str | None = None


def everything_left(lines: Sequence[SoldLine]) -> tuple[ReturnedItem, ...]:
    """Ask for all that has not come back yet, into stock."""
    return tuple(ReturnedItem(sold.line.number, sold.left_milli) for sold in lines if sold.left_milli)


def unknown_lines(items: Sequence[ReturnedItem], lines: Sequence[SoldLine]) -> list[Fault]:
    """Name each item whose line the invoice does not have."""
    known = {sold.line.number for sold in lines}
    detail = f"The invoice has the lines 1 to {len(lines)}."
    return [
        fault(f"/items/{place}/line", "unknown_line", detail)
        for place, item in enumerate(items)
        if item.line not in known
    ]


def excess_faults(items: Sequence[ReturnedItem], lines: Sequence[SoldLine]) -> list[Fault]:
    """Name each item that asks back more of a line than the items before it leave."""
    left = {sold.line.number: sold.left_milli for sold in lines}
    faults = []
    for place, item in enumerate(items):
        if item.line not in left:
            continue
        there = left[item.line]
        asked = there if item.qty_milli is None else item.qty_milli
        if asked > there or not there:
            faults.append(_excess(place, item.line, asked, there))
        left[item.line] = max(there - asked, 0)
    return faults


def _excess(place: int, line: int, asked_milli: int, left_milli: int) -> Fault:
    asked, left = qty_out(asked_milli), qty_out(left_milli)
    detail = f"{asked} of line {line} asked back, {left} left." if left_milli else f"Nothing of line {line} is left."
    return fault(f"/items/{place}/qty", "refund_exceeds_invoice", detail, line=line, asked=asked, left=left)
