"""Erase what is known of a person. Invoices stay as they were issued: tax law keeps them, with the buyer they name."""

from datetime import datetime
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from kit.wire_json import dumps
from services.customers.domain.customer import Customer
from services.customers.operations.alter_customer import alter_customer
from services.customers.wire import customer_to_public, erasure_from_wire


def erase_customer(
    db: Database,
    clock: Clock,
    secret: bytes,
    caller: Caller,
    *,
    request: dict[str, Any],
    idempotency: Idempotency | None,
) -> dict[str, Any]:
    """
    Return the customer without phone, name, e-mail, GSTIN, address and metadata; one erased before is answered as it is.

    The id and the sums stay, the phone's generation is raised. Raises CustomerNotFound, PreconditionFailed.
    """
    customer_id, expected_body = erasure_from_wire(request)

    def erase(tx: Tx) -> Made:
        customer = alter_customer(tx, clock, secret, caller, customer_id, _erased, expected_body=expected_body)
        return Made(dumps(customer_to_public(customer)), customer.customer_id, created=False)

    return run_once(db, caller, idempotency, erase, clock=clock)


def _erased(before: Customer, at: datetime) -> Customer:
    return before if before.erased_at is not None else before.erased(at)
