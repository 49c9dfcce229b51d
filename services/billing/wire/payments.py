"""A payment after the sale: the request, the invoice as it stands then, and the event."""

import json
from datetime import datetime
from typing import Any

from contracts.rpc import InvalidRequest, read
from contracts.rpc import billing as contract
from kit.clock import rfc3339
from kit.money import rupees_out
from kit.wire_json import dumps
from services.billing.domain.later_payment import OpenInvoice, Received
from services.billing.domain.payment import Payment, PaymentInput
from services.billing.errors import ValidationFailed

Json = dict[str, Any]

_LATER = contract.RecordPayment()


def later_payment_from_wire(request: Any) -> tuple[str, PaymentInput]:
    """Read the request of `record_payment`: the invoice's id or number, and the payment; raises ValidationFailed."""
    try:
        asked = read(_LATER, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None
    return asked["invoice"], PaymentInput(asked["mode"], asked["amount_paise"], asked["reference"])


def payment_to_public(payment_id: str, payment: Payment, created: str) -> Json:
    """Write a payment as an invoice lists it."""
    return {
        "id": payment_id,
        "mode": payment.mode,
        "amount": rupees_out(payment.amount_paise),
        "tendered": None if payment.tendered_paise is None else rupees_out(payment.tendered_paise),
        "reference": payment.reference,
        "created_at": created,
    }


def invoice_with_payment(invoice: OpenInvoice, received: Received, *, payment_id: str, at: datetime) -> str:
    """Write an invoice's body again with one payment more; `change_due` is the change of this one, to be given now."""
    body: Json = json.loads(invoice.body)
    body["status"] = received.status
    body["amount_paid"] = rupees_out(received.amount_paid_paise)
    body["amount_due"] = rupees_out(received.amount_due_paise)
    body["change_due"] = rupees_out(received.payment.change_due_paise)
    body["payments"].append(payment_to_public(payment_id, received.payment, rfc3339(at)))
    return dumps(body)


def payment_received_data(invoice: OpenInvoice, received: Received, *, payment_id: str, at: datetime) -> Json:
    """Write the data of the event payment.received."""
    return {
        "payment_id": payment_id,
        "invoice_id": invoice.invoice_id,
        "invoice_no": invoice.invoice_no,
        "store_id": invoice.store_id,
        "mode": received.payment.mode,
        "amount_paise": received.payment.amount_paise,
        "amount_paid_paise": received.amount_paid_paise,
        "amount_due_paise": received.amount_due_paise,
        "status": received.status,
        "received_at": rfc3339(at),
    }
