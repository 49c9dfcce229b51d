"""Documents as the events that told of them, made again from what is booked."""

import json
from typing import Any

from contracts.rpc import InvalidRequest, read
from contracts.rpc.billing_exports import ExportDocuments
from kit.clock import rfc3339
from services.billing.domain.payment import CREDIT
from services.billing.errors import ValidationFailed

Json = dict[str, Any]

_EXPORT = ExportDocuments()
_SUMMED = ("cgst_paise", "sgst_paise", "igst_paise", "cess_paise")
_FROZEN = (
    "invoice_id invoice_no store_id document_type supplier_gstin supplier_state place_of_supply inter_state taxable_paise "
    "round_off_paise grand_total_paise"
).split()


def export_from_wire(request: Any) -> tuple[str | None, int]:
    """Read the request of `export_documents`: the place to go on from, and how many invoices; raises ValidationFailed."""
    try:
        asked = read(_EXPORT, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None
    return asked["after"], asked["limit"]


def exported_invoice(invoice: Json, lines: list[Json], payments: list[Json]) -> Json:
    """Write invoice.created again: payments are those of the sale, in the order in which they were given."""
    body = json.loads(invoice["body"])
    customer = body["customer"]
    order = {payment["id"]: place for place, payment in enumerate(body["payments"])}
    at_sale = sorted(
        (payment for payment in payments if payment["received_at"] == invoice["created_at"]),
        key=lambda payment: order[payment["id"]],
    )
    paid = sum(payment["amount_paise"] for payment in at_sale if payment["mode"] != CREDIT)
    data = {
        **{name: invoice[name] for name in _FROZEN},
        "issued_at": rfc3339(invoice["issued_at"]),
        "created_at": rfc3339(invoice["created_at"]),
        "customer": None if customer is None else {**customer, "sez": invoice["sez"]},
        "lines": lines,
        "discount_paise": sum(line["discount_paise"] + line["bill_discount_paise"] for line in lines),
        **{name: sum(line[name] for line in lines) for name in _SUMMED},
        "amount_paid_paise": paid,
        "amount_due_paise": invoice["grand_total_paise"] - paid,
        "payments": [{name: payment[name] for name in ("id", "mode", "amount_paise")} for payment in at_sale],
    }
    return {"type": "invoice.created", "occurred_at": data["created_at"], "data": data}


def exported_note(note: Json) -> Json:
    """Write invoice.refunded again: it was kept with the note."""
    return {"type": "invoice.refunded", "occurred_at": rfc3339(note["created_at"]), "data": json.loads(note["event"])}


def exported_payments(invoice: Json, payments: list[Json]) -> list[Json]:
    """Write payment.received again, for each payment after the sale."""
    return [
        {
            "type": "payment.received",
            "occurred_at": rfc3339(payment["received_at"]),
            "data": {
                "payment_id": payment["id"],
                "invoice_id": invoice["invoice_id"],
                "invoice_no": invoice["invoice_no"],
                "store_id": invoice["store_id"],
                "mode": payment["mode"],
                "amount_paise": payment["amount_paise"],
                "received_at": rfc3339(payment["received_at"]),
            },
        }
        for payment in payments
        if payment["received_at"] > invoice["created_at"]
    ]
