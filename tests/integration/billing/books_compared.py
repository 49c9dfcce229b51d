"""A shop's database against the model: stock, invoices, payments, credit notes, numbers, events, records."""

import json
from collections import Counter
from fractions import Fraction
from typing import Any

from tests.factories.books_model import TAXES, Books, paise
from tests.factories.slow_gst import r2

Rows = dict[str, list[dict[str, Any]]]

TABLES = (
    "stock_levels",
    "stock_movements",
    "invoices",
    "invoice_lines",
    "payments",
    "credit_notes",
    "credit_note_lines",
    "refunds",
    "number_series",
    "outbox",
    "idempotency_records",
)


def assert_books_are_the_model_s(shop: Any, stores: dict[str, str], model: Books, keys: set[str]) -> None:
    """Compare everything; `stores` are the model's names by store id, `keys` those of what was done."""
    rows = {table: shop.rows(table) for table in TABLES}
    _stock(rows, stores, model)
    _bills(rows, model)
    _notes(rows, model)
    _numbers(rows, model)
    _events(rows, model)
    assert {row["key"] for row in rows["idempotency_records"]} == keys


def _stock(rows: Rows, stores: dict[str, str], model: Books) -> None:
    levels = {_place(row, stores): row["on_hand_milli"] for row in rows["stock_levels"]}
    assert levels == model.stock
    balances: Counter[tuple[str, str]] = Counter()
    for row in sorted(rows["stock_movements"], key=lambda row: row["position"]):
        balances[_place(row, stores)] += row["delta_milli"]
        assert row["on_hand_milli"] == balances[_place(row, stores)]
    assert {place: balances[place] for place in levels} == levels


def _bills(rows: Rows, model: Books) -> None:
    stood = {row["invoice_id"]: row for row in rows["invoices"]}
    assert stood.keys() == model.bills.keys()
    lines, payments = _by(rows["invoice_lines"], "invoice_id"), _by(rows["payments"], "invoice_id")
    assert len(rows["payments"]) == model.payments
    for invoice_id, bill in model.bills.items():
        row = stood[invoice_id]
        assert (row["grand_total_paise"], row["amount_paid_paise"], row["status"]) == (
            bill.total,
            bill.paid,
            bill.status,
        )
        assert (row["amount_refunded_paise"], row["given_back_paise"]) == (bill.refunded, bill.given_back)
        assert sum(p["amount_paise"] for p in payments[invoice_id] if p["mode"] != "credit") == bill.paid
        assert round(json.loads(row["body"])["amount_due"] * 100) == bill.due
        for line, expected in zip(sorted(lines[invoice_id], key=lambda line: line["line"]), bill.lines, strict=True):
            assert {name: line[f"{name}_paise"] for name in expected.amounts} == expected.amounts
            assert (line["qty_milli"], line["returned_milli"]) == (expected.qty, expected.returned)


def _notes(rows: Rows, model: Books) -> None:
    assert sorted(row["credit_note_id"] for row in rows["credit_notes"]) == sorted(model.notes)
    notes, money = _by(rows["credit_notes"], "invoice_id"), _by(rows["refunds"], "invoice_id")
    parts = _by(rows["credit_note_lines"], "invoice_id")
    for invoice_id, bill in model.bills.items():
        assert sum(note["total_paise"] for note in notes[invoice_id]) == bill.refunded
        assert sum(refund["amount_paise"] for refund in money[invoice_id]) == bill.given_back
        for number, line in enumerate(bill.lines, 1):
            back = [part for part in parts[invoice_id] if part["line"] == number]
            assert sum(part["qty_milli"] for part in back) == line.returned
            for name in (*TAXES, "total"):
                credited = paise(r2(Fraction(line.amounts[name] * line.returned, 100 * line.qty)))
                assert sum(part[f"{name}_paise"] for part in back) == credited


def _numbers(rows: Rows, model: Books) -> None:
    used = {(row["gstin"], row["document"]): row["last_number"] for row in rows["number_series"]}
    assert used == dict(model.numbers)
    given = [(row["gstin"], "invoice", row["invoice_no"]) for row in rows["invoices"]]
    given += [(row["gstin"], "credit_note", row["credit_note_no"]) for row in rows["credit_notes"]]
    found: dict[tuple[str, str], list[int]] = {series: [] for series in used}
    for gstin, document, number in given:
        found[gstin, document].append(int(number.rpartition("-")[2]))
    assert {series: sorted(numbers) for series, numbers in found.items()} == {
        series: list(range(1, last + 1)) for series, last in used.items()
    }


def _events(rows: Rows, model: Books) -> None:
    told = [json.loads(row["envelope"]) for row in rows["outbox"]]
    assert Counter(event["type"] for event in told) == +model.events
    assert _ids(told, "invoice.created", "invoice_id") == sorted(model.bills)
    assert _ids(told, "invoice.refunded", "credit_note_id") == sorted(model.notes)


def _ids(told: list[dict[str, Any]], kind: str, name: str) -> list[str]:
    return sorted(event["data"][name] for event in told if event["type"] == kind)


def _place(row: dict[str, Any], stores: dict[str, str]) -> tuple[str, str]:
    return stores[row["store_id"]], row["product_id"].removeprefix("prod_")


def _by(rows: list[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return _Missing(found)


class _Missing(dict[str, list[dict[str, Any]]]):
    def __missing__(self, key: str) -> list[dict[str, Any]]:
        return []
