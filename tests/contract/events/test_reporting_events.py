"""Reporting takes billing's event as billing publishes it."""

import json
from datetime import date
from pathlib import Path

import pytest

from kit.clock import ist_date, parse_rfc3339
from kit.messaging import Event
from services.reporting.domain.figures import Figures
from services.reporting.domain.roll_up import RollUp
from services.reporting.operations.project_documents import documents_of

EXAMPLE = Path(__file__).resolve().parents[3] / "contracts/examples/events/billing.invoice_created.v1.json"


def test_billing_s_invoice_is_understood():
    event = Event.from_json(json.loads(EXAMPLE.read_text()))
    invoice = event.data
    roll_up = RollUp()

    day = ist_date(parse_rfc3339(invoice["issued_at"]))
    roll_up.add_invoice((event.account_id, day.isoformat(), invoice["store_id"]), invoice, 15)

    assert isinstance(day, date)
    [[key, row]] = roll_up.by_day.items()
    assert key == (event.account_id, day.isoformat(), invoice["store_id"])
    figures = Figures(*row)
    assert (figures.invoices, figures.grand_total_paise) == (1, invoice["grand_total_paise"])
    assert figures.net_paise == invoice["grand_total_paise"]


def test_its_lines_and_payments_add_up_to_it():
    event = Event.from_json(json.loads(EXAMPLE.read_text()))
    roll_up = RollUp()
    roll_up.add_invoice((event.account_id, "2026-06-28", event.data["store_id"]), event.data, 15)

    [whole] = roll_up.by_day.values()
    for rows in (roll_up.by_gst_rate, roll_up.by_product):
        sums = [sum(column) for column in zip(*rows.values(), strict=True)]
        assert sums[1] == whole[1] - whole[2]  # lines have no round-off
        assert sums[3:] == whole[3:]
    modes = [sum(column) for column in zip(*roll_up.by_payment_mode.values(), strict=True)]
    assert modes[1:] == whole[1:]


@pytest.mark.parametrize(
    ("name", "kind", "number"),
    [
        ("invoice_created", "invoice", "INV-2026-04217"),
        ("invoice_refunded", "credit_note", "CN-2026-00001"),
        ("payment_received", "payment", ""),
    ],
)
def test_each_of_billing_s_documents_has_its_row(name, kind, number):
    event = Event.from_json(json.loads((EXAMPLE.parent / f"billing.{name}.v1.json").read_text()))

    [row] = documents_of([event])

    assert (row["account_id"], row["month"], row["kind"], row["number"]) == (
        event.account_id,
        "2026-06-01",
        kind,
        number,
    )
    assert row["document_id"] in event.data.values()


def test_a_refund_takes_its_taxes_back_and_a_payment_moves_from_credit():
    refund, payment = (
        Event.from_json(json.loads((EXAMPLE.parent / f"billing.{name}.v1.json").read_text())).data
        for name in ("invoice_refunded", "payment_received")
    )
    roll_up, place = RollUp(), ("acct", "2026-06-29", refund["store_id"])

    roll_up.add_refund(place, refund, 15)
    roll_up.add_payment(place, payment)

    figures = Figures(*roll_up.by_day[place])
    assert (figures.refunds_paise, figures.taxable_paise) == (refund["total_paise"], -refund["taxable_paise"])
    modes = {key[3]: Figures(*row).net_paise for key, row in roll_up.by_payment_mode.items()}
    assert sum(modes.values()) == -refund["total_paise"]
    assert modes["credit"] == -payment["amount_paise"]
