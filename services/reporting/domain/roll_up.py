"""
What a batch of invoices adds to the roll-ups, summed per row before any of it is written.

It runs for every sale, so a row is a plain list of sums in the order of `figures.COLUMNS`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from kit.money import share_by_weight
from services.reporting.domain.figures import COLUMNS

NO_MODE = "none"  # nothing was paid and nothing is due: the group of an invoice of zero
ON_CREDIT = "credit"  # what is still due
_LINE_FIGURES = ("taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "cess_paise")

Row = list[int]
Rows = dict[tuple[Any, ...], Row]


class RollUp:
    """Sums per table row; the key is the row's primary key."""

    def __init__(self) -> None:
        self.by_day: Rows = {}
        self.by_payment_mode: Rows = {}
        self.by_gst_rate: Rows = {}
        self.by_product: Rows = {}

    def add_invoice(self, account_id: str, day: date, invoice: Mapping[str, Any]) -> None:
        """Add an invoice as `invoice.created` carries it, on the day it was issued in India."""
        place = (account_id, day.isoformat(), invoice["store_id"])
        whole = [
            1,
            invoice["grand_total_paise"],
            invoice["round_off_paise"],
            invoice["discount_paise"],
            0,
            *[invoice[name] for name in _LINE_FIGURES],
        ]
        _add(self.by_day, place, whole)
        for mode, part in _by_mode(invoice, whole):
            _add(self.by_payment_mode, (*place, mode), part)
        rates: set[tuple[Any, ...]] = set()
        products: set[tuple[Any, ...]] = set()
        for line in invoice["lines"]:
            sums = _line(line)
            _add_once_counted(self.by_gst_rate, (*place, line["gst_rate_bp"]), sums, rates)
            _add_once_counted(self.by_product, (*place, line["product_id"]), sums, products)


def _line(line: Mapping[str, Any]) -> Row:
    """A line's sums: its total stands for the grand total, and the round-off is the bill's, not any line's."""
    discount = line["discount_paise"] + line["bill_discount_paise"]
    return [0, line["total_paise"], 0, discount, 0, *[line[name] for name in _LINE_FIGURES]]


def _by_mode(invoice: Mapping[str, Any], whole: Row) -> list[tuple[str, Row]]:
    """Split an invoice over the modes it was paid in, what is due under `credit`; each mode counts the invoice once."""
    weights: dict[str, int] = {}
    for payment in invoice["payments"]:
        if payment["mode"] != ON_CREDIT and payment["amount_paise"] > 0:
            weights[payment["mode"]] = weights.get(payment["mode"], 0) + payment["amount_paise"]
    if invoice["amount_due_paise"] > 0:
        weights[ON_CREDIT] = invoice["amount_due_paise"]
    if not weights:
        return [(NO_MODE, whole)]
    if len(weights) == 1:
        return [(next(iter(weights)), whole)]
    shares = [share_by_weight(figure, list(weights.values())) for figure in whole[1:]]
    return [(mode, [1, *[share[place] for share in shares]]) for place, mode in enumerate(weights)]


def _add_once_counted(rows: Rows, key: tuple[Any, ...], sums: Row, counted: set[tuple[Any, ...]]) -> None:
    """Add a line to its group's row, and count the invoice there if none of its lines has yet."""
    _add(rows, key, sums)
    if key not in counted:
        counted.add(key)
        rows[key][0] += 1


def _add(rows: Rows, key: tuple[Any, ...], sums: Row) -> None:
    row = rows.get(key)
    if row is None:
        rows[key] = list(sums)
    else:
        rows[key] = [have + more for have, more in zip(row, sums, strict=True)]


def named(key_names: tuple[str, ...], rows: Rows) -> list[dict[str, Any]]:
    """Give the rows as objects named by column, in the order of their keys, so that two batches lock them alike."""
    return [dict(zip(key_names + COLUMNS, (*key, *rows[key]), strict=True)) for key in sorted(rows)]
