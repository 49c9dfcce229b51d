"""Refunds as the gateway asks billing for them, and the books they must leave balanced."""

import json

import pytest

from kit.caller import Idempotency
from kit.errors import Refusal
from services.billing import check_ledger, operations

TAXES = ("cgst", "sgst", "igst", "cess")


def give_back(shop, invoice, *items, key=None, fingerprint="f", **asked):
    """Refund items given as (line, quantity) or (line, quantity, restock); none mean all that is left."""
    request = {"invoice": invoice, "items": [_item(item) for item in items] or None, **asked}
    idempotency = Idempotency(key, fingerprint) if key else None
    return operations.refund_invoice(shop.db, shop.clock, shop.caller, request=request, idempotency=idempotency)


def refund(shop, *asked, **named):
    """Refund, and give the note."""
    return json.loads(give_back(shop, *asked, **named)["body"])


def numbers_of(notes):
    """The places of notes in their series, in order; the series itself is that of the year it is run in."""
    return sorted(int(note["credit_note_no"][-5:]) for note in notes)


def refusal_of(shop, *asked, **named):
    with pytest.raises(Refusal) as refused:
        give_back(shop, *asked, **named)
    return refused.value.code, [(fault["pointer"], fault["code"]) for fault in refused.value.errors]


def read(shop, invoice_id):
    return json.loads(operations.get_invoice(shop.db, shop.caller, invoice=invoice_id)["body"])


def notes_of(shop, invoice, **asked):
    answer = operations.list_refunds(shop.db, shop.caller, request={"invoice": invoice, **asked})
    return json.loads(answer["body_items"]), answer["next"]


def events(shop, kind):
    rows = [row for row in shop.rows("outbox") if row["event_type"] == kind]
    return [json.loads(row["envelope"])["data"] for row in sorted(rows, key=lambda row: row["position"])]


def state(shop):
    """Everything that a refund may change, for what must change nothing."""
    tables = (
        "invoices",
        "invoice_lines",
        "credit_notes",
        "credit_note_lines",
        "refunds",
        "stock_levels",
        "stock_movements",
        "number_series",
        "outbox",
        "idempotency_records",
    )
    return {table: sorted(map(str, shop.rows(table))) for table in tables}


def assert_books_balance(shop, database):
    """Stock equals its ledger, and every invoice's notes, lines and money add up."""
    assert check_ledger.check(database["worker"], shop.caller.account_id)[1] == []


def _item(item):
    line, qty, *restock = item
    return {
        "line": line,
        "qty_milli": None if qty is None else round(qty * 1000),
        "restock": restock[0] if restock else None,
    }


def preview(shop, invoice, *items, **asked):
    """Give what a refund would come to."""
    wanted = [{"line": line, "qty_milli": int(qty * 1000)} for line, qty in items] or None
    request = {"invoice": invoice, "items": wanted, **asked}
    return json.loads(operations.preview_refund(shop.db, shop.caller, request=request)["body"])
