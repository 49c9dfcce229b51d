"""Take a payment on an invoice that has something due."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from kit.ids import new_id
from kit.messaging import outbox
from services.billing.domain.later_payment import receive
from services.billing.domain.payment import PaymentInput
from services.billing.errors import ValidationFailed
from services.billing.operations.get_invoice import the_one
from services.billing.storage import invoices, payments
from services.billing.wire import invoice_with_payment, later_payment_from_wire, payment_received_data


def record_payment(
    db: Database, clock: Clock, caller: Caller, *, request: Any, idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Book a payment on what is due and return the invoice as it stands then; no amount means all that is due.

    The invoice's row is locked while it is judged, so that payments at one time never take more than is due.
    Raises NotFound, AmbiguousNumber, ValidationFailed, IdempotencyKeyReused, IdempotencyKeyInUse.
    """
    name, asked = later_payment_from_wire(request)
    return run_once(db, caller, idempotency, lambda tx: _receive(tx, clock, caller, name, asked), clock=clock)


def _receive(tx: Tx, clock: Clock, caller: Caller, name: str, asked: PaymentInput) -> Made:
    invoice = the_one(invoices.lock(tx, caller.account_id, caller.store_id, name), name)
    received, faults = receive(asked, invoice)
    if received is None:
        raise ValidationFailed(faults)
    now = clock.now()
    payment_id = new_id("pay", now)
    body = invoice_with_payment(invoice, received, payment_id=payment_id, at=now)
    payments.add(tx, caller.account_id, invoice.invoice_id, payment_id, received.payment, now)
    invoices.set_paid(tx, caller.account_id, invoice.invoice_id, received, body)
    outbox.add(
        tx, caller, "payment.received", payment_received_data(invoice, received, payment_id=payment_id, at=now), at=now
    )
    return Made(body, invoice.invoice_id)
