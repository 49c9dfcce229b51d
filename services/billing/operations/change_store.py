"""Change a store in what is named; sales are billed by the new settings from the next one on."""

from collections.abc import Mapping
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import Fault, fault
from kit.idempotency import Made, run_once
from kit.preconditions import refuse_if_changed
from kit.wire_json import dumps
from services.billing.domain.store import changed, store_faults
from services.billing.errors import NotFound, StoreNotAllowed, ValidationFailed
from services.billing.storage import stores
from services.billing.wire import store_changes_from_wire, store_to_public


def change_store(
    db: Database, clock: Clock, caller: Caller, *, request: Any, idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Merge the changes into the store (RFC 7396) and return it; making it the default takes that from the other one.

    The GSTIN stays from the store's first invoice on; of a change and a first sale at one moment either the change is
    refused or the sale is billed under the new GSTIN. Raises NotFound, ValidationFailed, StoreNotAllowed, PreconditionFailed; IdempotencyKeyReused,
    IdempotencyKeyInUse.
    """
    store_id, changes, expected_body = store_changes_from_wire(request)
    if caller.store_id not in (None, store_id):
        raise NotFound("There is no such store.")

    def effect(tx: Tx) -> Made:
        store = _locked(tx, caller, store_id, changes)
        refuse_if_changed(expected_body, dumps(store_to_public(store)))
        new = changed(store, changes)
        faults = [*store_faults(new), *_fixed_faults(tx, caller, store, new)]
        if faults:
            raise ValidationFailed(faults)
        if new != store:
            new["updated_at"] = clock.now()
            if new["is_default"] and not store["is_default"]:
                stores.clear_default(tx, caller.account_id, new["updated_at"])
            stores.change(tx, caller.account_id, new)
        return Made(dumps(store_to_public(new)), store_id, created=False)

    return run_once(db, caller, idempotency, effect, clock=clock)


def _locked(tx: Tx, caller: Caller, store_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Lock the store; all of them where the default moves, so that two that move it at once take turns."""
    if changes.get("is_default"):
        if caller.store_id is not None:
            raise StoreNotAllowed("This key works on one store only; the default concerns all.")
        stores.lock_all(tx, caller.account_id)
    store = stores.get(tx, caller.account_id, store_id, lock=True) if store_id.isprintable() else None
    if store is None:
        raise NotFound("There is no such store.")
    return store


def _fixed_faults(tx: Tx, caller: Caller, store: Mapping[str, Any], new: Mapping[str, Any]) -> list[Fault]:
    faults = []
    if new["gstin"] != store["gstin"] and (store["gstin_fixed"] or stores.has_invoices(tx, caller.account_id, store)):
        detail = "The store has issued invoices under its GSTIN; open another store for another registration."
        faults.append(fault("/gstin", "field_immutable", detail))
    if store["is_default"] and not new["is_default"]:
        detail = "An account has a default store: make another one the default instead."
        faults.append(fault("/is_default", "out_of_range", detail))
    return faults
