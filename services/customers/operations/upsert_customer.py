"""Create a customer by phone, or overwrite what the request names."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import Fault, fault
from kit.idempotency import Made, run_once
from kit.wire_json import dumps
from services.customers.adapters.gst_registration import is_gstin
from services.customers.domain.address import address_faults
from services.customers.domain.customer import Profile
from services.customers.errors import ValidationFailed
from services.customers.operations.settle_customers import CREATED, UPDATED, announce, settle_customers
from services.customers.storage import customers
from services.customers.wire import customer_to_public, named_from_wire


def upsert_customer(
    db: Database,
    clock: Clock,
    secret: bytes,
    caller: Caller,
    *,
    request: dict[str, Any],
    idempotency: Idempotency | None,
) -> dict[str, Any]:
    """
    Return the customer of this phone, made now or changed in the fields named; what is not named stays.

    Raises ValidationFailed.
    """
    phone, named = named_from_wire(request)
    faults = [*gstin_faults(named.get("gstin")), *address_faults(named.get("address"))]
    if faults:
        raise ValidationFailed(faults)
    return run_once(
        db, caller, idempotency, lambda tx: _upsert(tx, clock, secret, caller, phone=phone, named=named), clock=clock
    )


def _upsert(tx: Tx, clock: Clock, secret: bytes, caller: Caller, *, phone: str, named: dict[str, Any]) -> Made:
    at = clock.now()
    pair = (caller.account_id, phone)
    settled = settle_customers(tx, secret, {pair: Profile(**named)}, at)
    before = settled.customers[pair]
    created = before.customer_id in settled.created
    after = before if created else before.overwritten(named, at)
    if after is not before:
        customers.save(tx, [after])
    if created or after is not before:
        announce(tx, caller, CREATED if created else UPDATED, [after], at)
    return Made(dumps(customer_to_public(after)), after.customer_id, created=created)


def gstin_faults(gstin: str | None) -> list[Fault]:
    """Name what is wrong with a GSTIN, if one is named."""
    if gstin is None or is_gstin(gstin):
        return []
    return [fault("/gstin", "invalid_gstin", "not a GSTIN: 15 characters, of which the last is a check digit")]
