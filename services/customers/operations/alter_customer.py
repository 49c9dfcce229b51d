"""Write one customer anew, under its lock: the step that a change and an erasure share. A phone that is given up is released."""

from collections.abc import Callable
from datetime import datetime

from kit.caller import Caller
from kit.clock import Clock
from kit.db import Tx
from kit.preconditions import refuse_if_changed
from kit.wire_json import dumps
from services.customers.domain.customer import Customer
from services.customers.errors import CustomerNotFound, PhoneTaken
from services.customers.operations.settle_customers import UPDATED, announce, phone_key
from services.customers.storage import customers, phone_generations
from services.customers.wire import ReleasedPhone, customer_to_public


def alter_customer(
    tx: Tx,
    clock: Clock,
    secret: bytes,
    caller: Caller,
    customer_id: str,
    change: Callable[[Customer, datetime], Customer],
    *,
    expected_body: str | None,
) -> Customer:
    """
    Lock the customer, write what the change makes of it, and return it; a change that changes nothing writes nothing.

    Raises CustomerNotFound, PreconditionFailed when the public body is not the expected one, PhoneTaken.
    """
    before = customers.lock_one(tx, caller.account_id, customer_id)
    if before is None:
        raise CustomerNotFound
    refuse_if_changed(expected_body, dumps(customer_to_public(before)))
    at = clock.now()
    after = change(before, at)
    if after is before:
        return before
    if after.phone == before.phone:
        customers.save(tx, [after])
    elif not customers.save_with_phone(tx, after):
        raise PhoneTaken(customers.id_of_phone(tx, caller.account_id, after.phone or "") or "another customer")
    released = _released(tx, secret, before, at) if after.phone != before.phone else ()
    announce(tx, caller, UPDATED, [after], at, released=released)
    return after


def _released(tx: Tx, secret: bytes, before: Customer, at: datetime) -> tuple[ReleasedPhone, ...]:
    """Raise the generation of the phone, so that the id of who had it is never minted again."""
    if before.phone is None:
        return ()
    key = phone_key(secret, before.account_id, before.phone)
    return (ReleasedPhone(key, phone_generations.raised(tx, before.account_id, key, at)),)
