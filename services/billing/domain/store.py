"""What a store's settings must be, and what a change makes of them."""

from collections.abc import Mapping
from typing import Any

from kit.errors import Fault, fault
from services.billing.domain.invoice_number import (
    DEFAULT_CREDIT_NOTE_TEMPLATE,
    DEFAULT_INVOICE_TEMPLATE,
    series_of,
    template_faults,
)
from services.billing.domain.states import OTHER_COUNTRY, is_state

Settings = Mapping[str, Any]

DEFAULTS: dict[str, Any] = {
    "gstin": "",
    "address": None,
    "invoice_template": DEFAULT_INVOICE_TEMPLATE,
    "credit_note_template": DEFAULT_CREDIT_NOTE_TEMPLATE,
    "upi_id": None,
    "round_off": "off",
    "tax_inclusive": True,
    "negative_stock": False,
    "composition": False,
    "turnover": None,
    "status": "open",
    "metadata": {},
}
"""What a new store has where nothing was said, and what null sets a setting back to."""

_ANY_YEAR = 2026


def opened_with(asked: Settings) -> dict[str, Any]:
    """Return a new store's settings; what was not said has its default, and the state is that of the GSTIN."""
    settings = {name: default if asked[name] is None else asked[name] for name, default in DEFAULTS.items()}
    settings["address"] = _whole(asked["address"] or {})
    return {**settings, "name": asked["name"], "state": asked["state"] or settings["gstin"][:2]}


def changed(store: Settings, changes: Settings) -> dict[str, Any]:
    """Merge a patch into a store's settings (RFC 7396): null sets back; address and metadata are merged by key."""
    settings = {
        name: DEFAULTS[name] if value is None and name in DEFAULTS else value for name, value in changes.items()
    }
    if changes.get("address") is not None:
        settings["address"] = _whole({**(store["address"] or {}), **changes["address"]})
    if changes.get("metadata") is not None:
        merged = {**store["metadata"], **changes["metadata"]}
        settings["metadata"] = {key: value for key, value in merged.items() if value is not None}
    if settings.get("gstin") and "state" not in changes:
        settings["state"] = settings["gstin"][:2]
    return {**store, **settings}


def store_faults(store: Settings) -> list[Fault]:
    """Name everything that no store can be."""
    return [*_name_and_place_faults(store), *_template_faults(store), *_metadata_faults(store)]


def _name_and_place_faults(store: Settings) -> list[Fault]:
    faults = []
    if not store["name"].strip():
        faults.append(fault("/name", "required", "A store has a name."))
    if not store["state"]:
        faults.append(fault("/state", "required", "A store without a GSTIN names its state."))
    elif not is_state(store["state"]) or store["state"] == OTHER_COUNTRY:
        faults.append(fault("/state", "out_of_range", "A state is a two-digit GST code in India, such as 29."))
    if store["gstin"] and store["gstin"][:2] != store["state"]:
        faults.append(fault("/gstin", "invalid_gstin", "A GSTIN begins with the code of the store's state."))
    at = (store["address"] or {}).get("state")
    if at is not None and store["state"] and at != store["state"]:
        detail = f"The store's state is {store['state']}; its address is in that state, too."
        faults.append(fault("/address/state", "out_of_range", detail))
    return faults


def _template_faults(store: Settings) -> list[Fault]:
    invoice, credit_note = store["invoice_template"], store["credit_note_template"]
    faults = template_faults(invoice, "/invoice_template") + template_faults(credit_note, "/credit_note_template")
    if not faults and series_of(invoice, _ANY_YEAR).key == series_of(credit_note, _ANY_YEAR).key:
        detail = "Credit notes have a series of their own: their numbers would be those of invoices."
        faults.append(fault("/credit_note_template", "out_of_range", detail))
    return faults


def _metadata_faults(store: Settings) -> list[Fault]:
    if len(store["metadata"]) <= 50:
        return []
    return [fault("/metadata", "out_of_range", "A store has at most 50 pairs.")]


def _whole(address: Settings) -> dict[str, Any] | None:
    """An address has all its lines; one of nothing is none."""
    lines = {line: address.get(line) for line in ("line1", "city", "state", "pin")}
    return lines if any(lines.values()) else None
