"""Open a store: where an account sells, under which GSTIN, with which number series."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from kit.ids import new_id
from kit.wire_json import dumps
from services.billing.domain.store import opened_with, store_faults
from services.billing.errors import StoreNotAllowed, ValidationFailed
from services.billing.storage import stores
from services.billing.wire import store_from_wire, store_to_public


def open_store(
    db: Database, clock: Clock, caller: Caller, *, request: Any, idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Open a store. An account has one default: its first store, until another one is made it.

    Raises ValidationFailed naming every fault, StoreNotAllowed for a key of one store; IdempotencyKeyReused,
    IdempotencyKeyInUse.
    """
    asked = store_from_wire(request)
    if caller.store_id is not None:
        raise StoreNotAllowed("This key works on one store only; it opens no other.")
    settings = opened_with(asked)
    faults = store_faults(settings)
    if faults:
        raise ValidationFailed(faults)

    def effect(tx: Tx) -> Made:
        now = clock.now()
        store = {**settings, "store_id": new_id("store", now), "created_at": now, "updated_at": now}
        others = stores.lock_all(tx, caller.account_id)
        is_default = bool(asked["is_default"]) or not others
        if others and is_default:
            stores.clear_default(tx, caller.account_id, now)
        if not stores.add(tx, caller.account_id, {**store, "is_default": is_default}):
            is_default = bool(asked["is_default"])  # another first one was opened at the same moment
            if is_default:
                stores.lock_all(tx, caller.account_id)
                stores.clear_default(tx, caller.account_id, now)
            stores.add(tx, caller.account_id, {**store, "is_default": is_default})
        return Made(dumps(store_to_public({**store, "is_default": is_default})), store["store_id"])

    return run_once(db, caller, idempotency, effect, clock=clock)
