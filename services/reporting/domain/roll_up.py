"""
What a batch of documents adds to the roll-ups, summed per row before any of it is written.

It runs for every sale, so a row is a plain list of sums in the order of `figures.COLUMNS`. Every rule here only adds, so
the order in which events come is free: a later payment and a refund find no row of the sale and need none.
"""

from collections.abc import Mapping
from operator import add
from typing import Any

from kit.money import share_by_weight
from services.reporting.domain.figures import COLUMNS

NO_MODE = "none"  # nothing was paid and nothing is due: the group of an invoice of zero
ON_CREDIT = "credit"  # what is still due
_LINE_FIGURES = ("taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "cess_paise")
_GRAND_TOTAL = COLUMNS.index("grand_total_paise")

Data = Mapping[str, Any]
Place = tuple[str, str, str]
Row = list[int]
Rows = dict[tuple[Any, ...], Row]


class RollUp:
    """Sums per table row; the key is the row's primary key. A place is account, day in India and store."""

    def __init__(self) -> None:
        self.by_day: Rows = {}
        self.by_hour: Rows = {}
        self.by_payment_mode: Rows = {}
        self.by_gst_rate: Rows = {}
        self.by_product: Rows = {}
        self.product_names: dict[tuple[Any, ...], str] = {}

    def add_invoice(self, place: Place, invoice: Data, hour: int) -> None:
        """Add an invoice as `invoice.created` carries it, on the day and in the hour it was issued."""
        whole = [
            1,
            invoice["grand_total_paise"],
            invoice["round_off_paise"],
            invoice["discount_paise"],
            0,
            *[invoice[name] for name in _LINE_FIGURES],
        ]
        paid = [payment for payment in invoice["payments"] if payment["mode"] != ON_CREDIT]
        self._add_whole(place, hour, whole, _weights(paid, invoice["amount_due_paise"]))
        self._add_lines(place, invoice, [_sold(line) for line in invoice["lines"]], count=1)

    def add_refund(self, place: Place, note: Data, hour: int) -> None:
        """
        Add a credit note as `invoice.refunded` carries it, on its own day: what it gave back goes to the modes it went by,
        what only lowered the due amount to `credit`. A commercial note leaves the taxes as they were.
        """
        effective = note.get("gst_effective", True)
        whole = [0, 0, 0, 0, note["total_paise"], *_less_tax(note, effective)]
        given_back = sum(refund["amount_paise"] for refund in note["refunds"])
        self._add_whole(place, hour, whole, _weights(note["refunds"], note["total_paise"] - given_back))
        lines = [[0, 0, 0, 0, line["total_paise"], *_less_tax(line, effective)] for line in note["lines"]]
        self._add_lines(place, note, lines, count=0)

    def add_payment(self, place: Place, payment: Data) -> None:
        """Move a later payment, on the day it came, from `credit` to its mode; the taxes stay where the sale was."""
        for mode, amount in ((payment["mode"], payment["amount_paise"]), (ON_CREDIT, -payment["amount_paise"])):
            moved = [0] * len(COLUMNS)
            moved[_GRAND_TOTAL] = amount
            _add(self.by_payment_mode, (*place, mode), moved)

    def _add_whole(self, place: Place, hour: int, whole: Row, weights: dict[str, int]) -> None:
        _add(self.by_day, place, whole)
        _add(self.by_hour, (*place, hour), whole)
        for mode, part in _split(whole, weights):
            _add(self.by_payment_mode, (*place, mode), part)

    def _add_lines(self, place: Place, document: Data, sums: list[Row], *, count: int) -> None:
        """Add lines to their groups; an invoice counts once in each group that any of them is in."""
        counted: set[tuple[Any, ...]] = set()
        for line, row in zip(document["lines"], sums, strict=True):
            product = (*place, line["product_id"])
            _add_counted(self.by_gst_rate, (*place, line["gst_rate_bp"]), row, counted, count)
            _add_counted(self.by_product, product, row, counted, count)
            named = f"{document['invoice_id']} {line['sku']}\t{line['name']}"
            if named > self.product_names.get(product, ""):
                self.product_names[product] = named


def _sold(line: Data) -> Row:
    """A line's sums: its total stands for the grand total, and the round-off is the bill's, not any line's."""
    discount = line["discount_paise"] + line["bill_discount_paise"]
    return [0, line["total_paise"], 0, discount, 0, *[line[name] for name in _LINE_FIGURES]]


def _less_tax(part: Data, effective: bool) -> Row:
    return [-part[name] if effective else 0 for name in _LINE_FIGURES]


def _weights(payments: list[dict[str, Any]], due_paise: int) -> dict[str, int]:
    """Say how much of a document went by each mode; what is due, or was until it was taken back, is `credit`."""
    weights: dict[str, int] = {}
    for payment in payments:
        if payment["amount_paise"] > 0:
            weights[payment["mode"]] = weights.get(payment["mode"], 0) + payment["amount_paise"]
    if due_paise > 0:
        weights[ON_CREDIT] = due_paise
    return weights


def _split(whole: Row, weights: dict[str, int]) -> list[tuple[str, Row]]:
    """Split a document's figures over its modes, to the paisa; each mode counts it once."""
    if len(weights) < 2:
        return [(next(iter(weights), NO_MODE), whole)]
    shares = [share_by_weight(figure, list(weights.values())) for figure in whole[1:]]
    return [(mode, [whole[0], *[share[place] for share in shares]]) for place, mode in enumerate(weights)]


def _add_counted(rows: Rows, key: tuple[Any, ...], sums: Row, counted: set[tuple[Any, ...]], count: int) -> None:
    """Add a line to its group's row, and count the document there if none of its lines has been."""
    _add(rows, key, sums)
    if count and key not in counted:
        counted.add(key)
        rows[key][0] += count


def _add(rows: Rows, key: tuple[Any, ...], sums: Row) -> None:
    row = rows.get(key)
    if row is None:
        rows[key] = list(sums)
    else:
        rows[key] = list(map(add, row, sums))
