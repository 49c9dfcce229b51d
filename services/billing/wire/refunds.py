"""Refunds: requests in, the credit note as the public API shows it, the invoice after it, and the event."""

import json
from collections.abc import Sequence
from typing import Any

from marshmallow import Schema

from contracts.rpc import InvalidRequest, read
from contracts.rpc import billing_refunds as contract
from kit.clock import rfc3339
from kit.money import rupees_out
from kit.wire_json import dumps
from services.billing.domain.credit_note import CreditNote, Original
from services.billing.domain.give_back import Sum
from services.billing.domain.issued_note import IssuedNote
from services.billing.domain.returned_item import RefundRequest, ReturnedItem
from services.billing.errors import ValidationFailed
from services.billing.wire.answers import line_to_public
from services.billing.wire.events import line_to_event

Json = dict[str, Any]

_REFUND = contract.RefundInvoice()
_LIST = contract.ListRefunds()
_AMOUNTS = ("taxable", "cgst", "sgst", "igst", "cess")


def refund_from_wire(request: Any) -> tuple[str, RefundRequest]:
    """Read the request of `refund_invoice`: the invoice's id or number, and what comes back; raises ValidationFailed."""
    asked = _judged(_REFUND, request)
    items = asked["items"]
    returned = None if items is None else tuple(_returned(item) for item in items)
    return asked["invoice"], RefundRequest(returned, asked["reason"], asked["mode"])


def refunds_list_from_wire(request: Any) -> tuple[str, tuple[str, str] | None, int]:
    """Read the invoice, the place to go on from and the limit; raises ValidationFailed."""
    asked = _judged(_LIST, request)
    return asked["invoice"], asked["after"], asked["limit"]


def credit_note_to_public(issued: IssuedNote) -> Json:
    """Write a credit note as `POST /v1/invoices/{id}/refunds` answers it."""
    original, note = issued.original, issued.note
    return {
        "id": issued.credit_note_id,
        "credit_note_no": issued.number,
        "invoice_id": original.invoice.invoice_id,
        "invoice_no": original.invoice.invoice_no,
        "invoice_issued_at": rfc3339(original.issued_at),
        "document_type": original.document_type,
        "store_id": original.invoice.store_id,
        "customer": json.loads(original.invoice.body)["customer"],
        "reason": issued.reason,
        "gst_effective": issued.gst_effective,
        **_amounts(note),
        "refunds": [
            {"id": refund.refund_id, "mode": refund.mode, "amount": rupees_out(refund.amount_paise)}
            for refund in issued.refunds
        ],
        "place_of_supply": original.place_of_supply,
        "created_at": rfc3339(issued.created_at),
    }


def refund_preview_to_public(original: Original, note: CreditNote, shares: Sequence[Sum]) -> Json:
    """Write what a refund would come to, and where it would leave the invoice."""
    return {
        "invoice_id": original.invoice.invoice_id,
        "invoice_no": original.invoice.invoice_no,
        **_amounts(note),
        "refunds": [{"mode": share.mode, "amount": rupees_out(share.amount_paise)} for share in shares],
        "refund_status": note.refund_status,
        "amount_due": rupees_out(note.amount_due_paise),
    }


def invoice_with_refund(issued: IssuedNote) -> str:
    """Write the invoice's body again as the note leaves it: what is due, what was refunded; its lines stay."""
    note = issued.note
    body: Json = json.loads(issued.original.invoice.body)
    body["status"] = note.status
    body["amount_due"] = rupees_out(note.amount_due_paise)
    body["amount_refunded"] = rupees_out(note.amount_refunded_paise)
    body["refund_status"] = note.refund_status
    return dumps(body)


def invoice_refunded_data(issued: IssuedNote) -> Json:
    """Write the data of the event invoice.refunded; every amount is that of the returned part, and positive."""
    original, note = issued.original, issued.note
    invoice = original.invoice
    customer = json.loads(invoice.body)["customer"]
    return {
        "credit_note_id": issued.credit_note_id,
        "credit_note_no": issued.number,
        "invoice_id": invoice.invoice_id,
        "invoice_no": invoice.invoice_no,
        "invoice_issued_at": rfc3339(original.issued_at),
        "store_id": invoice.store_id,
        "document_type": original.document_type,
        "supplier_gstin": original.gstin or None,
        "supplier_state": original.supplier_state,
        "place_of_supply": original.place_of_supply,
        "inter_state": original.inter_state,
        "customer": None if customer is None else {**customer, "sez": original.sez},
        "reason": issued.reason,
        "gst_effective": issued.gst_effective,
        "invoice_grand_total_paise": invoice.grand_total_paise,
        "lines": [{**line_to_event(line.part), "restock": line.restock} for line in note.lines],
        "discount_paise": note.discount_paise,
        **{f"{name}_paise": note.sum_of(f"{name}_paise") for name in _AMOUNTS},
        "round_off_paise": note.round_off_paise,
        "total_paise": note.total_paise,
        "refunds": [
            {"id": refund.refund_id, "mode": refund.mode, "amount_paise": refund.amount_paise}
            for refund in issued.refunds
        ],
        "refund_status": note.refund_status,
        "amount_refunded_paise": note.amount_refunded_paise,
        "amount_paid_paise": invoice.amount_paid_paise,
        "amount_due_paise": note.amount_due_paise,
        "status": note.status,
        "issued_at": rfc3339(issued.created_at),
        "created_at": rfc3339(issued.created_at),
    }


def _amounts(note: CreditNote) -> Json:
    tax = {name: rupees_out(note.sum_of(f"{name}_paise")) for name in _AMOUNTS[1:]}
    return {
        "items": [{**line_to_public(line.part), "restock": line.restock} for line in note.lines],
        "taxable_value": rupees_out(note.sum_of("taxable_paise")),
        "tax": {**tax, "total": rupees_out(note.tax_paise)},
        "discount": rupees_out(note.discount_paise),
        "round_off": rupees_out(note.round_off_paise),
        "total": rupees_out(note.total_paise),
    }


def _returned(item: Json) -> ReturnedItem:
    return ReturnedItem(item["line"], item["qty_milli"], item["restock"] is not False)


def _judged(schema: Schema, request: Any) -> Json:
    try:
        return read(schema, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None
