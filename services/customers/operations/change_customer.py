"""Change what a merge patch names of a customer. With another phone it is the same customer still."""

from datetime import datetime
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from kit.wire_json import dumps
from services.customers.domain.address import address_faults
from services.customers.domain.customer import Customer
from services.customers.errors import CustomerErased, ValidationFailed
from services.customers.operations.alter_customer import alter_customer
from services.customers.operations.settle_customers import phone_key
from services.customers.operations.upsert_customer import gstin_faults
from services.customers.storage import phone_generations
from services.customers.wire import Change, change_from_wire, customer_to_public


def change_customer(
    db: Database,
    clock: Clock,
    secret: bytes,
    caller: Caller,
    *,
    request: dict[str, Any],
    idempotency: Idempotency | None,
) -> dict[str, Any]:
    """
    Return the customer as changed; the phone given up may be somebody else's from now on, under another id.

    Raises ValidationFailed, CustomerNotFound, CustomerErased, PhoneTaken, PreconditionFailed.
    """
    change = change_from_wire(request)
    faults = [*gstin_faults(change.profile.get("gstin")), *address_faults(change.profile.get("address"))]
    if faults:
        raise ValidationFailed(faults)
    return run_once(db, caller, idempotency, lambda tx: _change(tx, clock, secret, caller, change), clock=clock)


def _change(tx: Tx, clock: Clock, secret: bytes, caller: Caller, change: Change) -> Made:
    def changed(before: Customer, at: datetime) -> Customer:
        if before.erased_at is not None:
            raise CustomerErased(before.customer_id)
        after = before.patched(change.profile, at)
        if change.phone is not None and change.phone != before.phone:
            pair = (caller.account_id, phone_key(secret, caller.account_id, change.phone))
            after = after.moved(change.phone, phone_generations.of(tx, [pair]).get(pair, 0), at)
        faults = after.faults()
        if faults:
            raise ValidationFailed(faults)
        return after

    customer = alter_customer(
        tx, clock, secret, caller, change.customer_id, changed, expected_body=change.expected_body
    )
    return Made(dumps(customer_to_public(customer)), customer.customer_id, created=False)
