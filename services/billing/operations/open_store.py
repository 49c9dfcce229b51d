"""Open a store: where an account sells, under which GSTIN, with which number series."""

import re
from collections.abc import Mapping
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import Fault, fault
from kit.idempotency import Made, run_once
from kit.ids import new_id
from kit.wire_json import dumps
from services.billing.domain.invoice import ROUND_OFF_POLICIES
from services.billing.domain.invoice_number import (
    DEFAULT_CREDIT_NOTE_TEMPLATE,
    DEFAULT_INVOICE_TEMPLATE,
    template_faults,
)
from services.billing.domain.states import is_state
from services.billing.errors import ValidationFailed
from services.billing.storage import stores
from services.billing.wire import store_to_public

_GSTIN = re.compile(r"[0-9]{2}[0-9A-Z]{13}")


def open_store(
    db: Database, clock: Clock, caller: Caller, *, request: Mapping[str, Any], idempotency: Idempotency | None
) -> dict[str, Any]:
    """Open a store; the first of an account is its default. Raises ValidationFailed naming every fault."""
    store = _filled(request, clock)
    faults = _faults(store)
    if faults:
        raise ValidationFailed(faults)

    def effect(tx: Tx) -> Made:
        first = not stores.of_accounts(tx, [caller.account_id])[caller.account_id]
        chosen = {**store, "is_default": bool(request.get("is_default")) or first}
        if not stores.add(tx, caller.account_id, chosen):
            raise ValidationFailed([fault("/is_default", "out_of_range", "The account has a default store already.")])
        public = {**chosen, "status": "open", "metadata": request.get("metadata") or {}}
        public["updated_at"] = public["created_at"]
        public["address"] = request.get("address")
        return Made(dumps(store_to_public(public)), store["store_id"])

    return run_once(db, caller, idempotency, effect, clock=clock)


def _filled(request: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    now = clock.now()
    gstin = request.get("gstin") or ""
    address = request.get("address")
    return {
        "store_id": new_id("store", now),
        "name": request.get("name") or "",
        "gstin": gstin,
        "state": request.get("state") or gstin[:2],
        "address": None if address is None else dumps(address),
        "invoice_template": request.get("invoice_template") or DEFAULT_INVOICE_TEMPLATE,
        "credit_note_template": request.get("credit_note_template") or DEFAULT_CREDIT_NOTE_TEMPLATE,
        "upi_id": request.get("upi_id"),
        "round_off": request.get("round_off") or "off",
        "tax_inclusive": request.get("tax_inclusive", True) is not False,
        "negative_stock": bool(request.get("negative_stock")),
        "composition": bool(request.get("composition")),
        "metadata": dumps(request.get("metadata") or {}),
        "created_at": now,
    }


def _faults(store: Mapping[str, Any]) -> list[Fault]:
    faults = []
    if not store["name"].strip():
        faults.append(fault("/name", "required", "A store has a name."))
    if not is_state(store["state"]):
        faults.append(fault("/state", "out_of_range", "A state is a two-digit GST code, such as 29."))
    if store["gstin"] and (not _GSTIN.fullmatch(store["gstin"]) or store["gstin"][:2] != store["state"]):
        detail = "A GSTIN has 15 characters and begins with the code of the store's state."
        faults.append(fault("/gstin", "invalid_gstin", detail))
    if store["round_off"] not in ROUND_OFF_POLICIES:
        faults.append(fault("/round_off", "out_of_range", f"One of {', '.join(ROUND_OFF_POLICIES)}."))
    faults += template_faults(store["invoice_template"], "/invoice_template")
    faults += template_faults(store["credit_note_template"], "/credit_note_template")
    return faults
