"""The example of billing's export: documents as their events told of them."""

import json
from pathlib import Path

from contracts.rpc.billing_exports import ExportedDocuments
from services.billing.wire.exports import export_from_wire

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples"
EXPORT = json.loads((EXAMPLES / "rpc" / "billing.export_documents.json").read_text())


def told(name):
    return json.loads((EXAMPLES / "events" / f"billing.{name}.v1.json").read_text())


def test_the_request_is_read_and_absent_means_from_the_first():
    assert export_from_wire(EXPORT["request"]) == (None, 1)
    assert export_from_wire({}) == (None, 200)
    assert export_from_wire({"after": EXPORT["reply"]["next"], "limit": 500})[0] == EXPORT["reply"]["next"]


def test_the_documents_are_those_of_the_events_without_the_invoice_s_status():
    invoice, note = EXPORT["reply"]["documents"]

    assert ExportedDocuments().validate(EXPORT["reply"]) == {}
    assert {**invoice["data"], "status": "paid"} == told("invoice_created")["data"]
    assert note["data"] == told("invoice_refunded")["data"]
