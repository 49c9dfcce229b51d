"""Open a store: where an account sells, under which GSTIN, with which number series."""

from collections.abc import Mapping
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import Fault, fault
from kit.idempotency import Made, run_once
from kit.ids import new_id
from kit.wire_json import dumps
from services.billing.domain.invoice_number import (
    DEFAULT_CREDIT_NOTE_TEMPLATE,
    DEFAULT_INVOICE_TEMPLATE,
    template_faults,
)
from services.billing.domain.states import is_state
from services.billing.errors import ValidationFailed
from services.billing.storage import stores
from services.billing.wire import store_from_wire, store_to_public


def open_store(
    db: Database, clock: Clock, caller: Caller, *, request: Any, idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Open a store; the first of an account is its default, and an account has one default.

    Raises ValidationFailed naming every fault; IdempotencyKeyReused, IdempotencyKeyInUse.
    """
    asked = store_from_wire(request)
    store = _filled(asked, clock)
    faults = _faults(store)
    if faults:
        raise ValidationFailed(faults)

    def effect(tx: Tx) -> Made:
        first = not stores.of_accounts(tx, [caller.account_id])[caller.account_id]
        is_default = bool(asked["is_default"]) or first
        added = _add(tx, caller, store, is_default=is_default)
        if not added and asked["is_default"]:
            raise ValidationFailed([fault("/is_default", "out_of_range", "The account has a default store already.")])
        if not added:  # another first one was opened at the same moment
            is_default = False
            _add(tx, caller, store, is_default=False)
        return Made(dumps(store_to_public({**store, "is_default": is_default})), store["store_id"])

    return run_once(db, caller, idempotency, effect, clock=clock)


def _add(tx: Tx, caller: Caller, store: Mapping[str, Any], *, is_default: bool) -> bool:
    kept = {
        **store,
        "address": None if store["address"] is None else dumps(store["address"]),
        "metadata": dumps(store["metadata"]),
        "is_default": is_default,
    }
    return stores.add(tx, caller.account_id, kept)


def _filled(asked: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    now = clock.now()
    gstin = asked["gstin"] or ""
    return {
        "store_id": new_id("store", now),
        "name": asked["name"],
        "gstin": gstin,
        "state": asked["state"] or gstin[:2],
        "address": asked["address"],
        "invoice_template": asked["invoice_template"] or DEFAULT_INVOICE_TEMPLATE,
        "credit_note_template": asked["credit_note_template"] or DEFAULT_CREDIT_NOTE_TEMPLATE,
        "upi_id": asked["upi_id"],
        "round_off": asked["round_off"] or "off",
        "tax_inclusive": asked["tax_inclusive"] is not False,
        "negative_stock": bool(asked["negative_stock"]),
        "composition": bool(asked["composition"]),
        "metadata": asked["metadata"] or {},
        "status": "open",
        "created_at": now,
        "updated_at": now,
    }


def _faults(store: Mapping[str, Any]) -> list[Fault]:
    faults = []
    if not store["name"].strip():
        faults.append(fault("/name", "required", "A store has a name."))
    if not store["state"]:
        faults.append(fault("/state", "required", "A store without a GSTIN names its state."))
    elif not is_state(store["state"]):
        faults.append(fault("/state", "out_of_range", "A state is a two-digit GST code, such as 29."))
    if store["gstin"] and store["gstin"][:2] != store["state"]:
        faults.append(fault("/gstin", "invalid_gstin", "A GSTIN begins with the code of the store's state."))
    faults += template_faults(store["invoice_template"], "/invoice_template")
    faults += template_faults(store["credit_note_template"], "/credit_note_template")
    return faults
