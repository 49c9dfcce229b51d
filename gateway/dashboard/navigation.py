"""The menu: which pages there are, and which of them a member sees."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from gateway.dashboard.words import _, mark
from gateway.members.sessions import Session


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the menu; `right` as its view asks for it."""

    label: str
    endpoint: str
    right: str = ""
    under: str = ""
    """The beginning of the addresses that belong to it; its own when empty."""


SECTIONS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    ("", (Entry(mark("Home"), "dashboard.home"),)),
    (
        mark("Shop"),
        (
            Entry(mark("Invoices"), "dashboard.invoices", "invoices:read"),
            Entry(mark("Products"), "dashboard.products", "products:read"),
            Entry(mark("Stock"), "dashboard.stock", "inventory:read"),
            Entry(mark("Customers"), "dashboard.customers", "customers:read"),
            Entry(mark("Reports"), "dashboard.reports", "reports:read"),
            Entry(mark("GST"), "dashboard.gst", "reports:read"),
            Entry(mark("Stores"), "dashboard.stores", "stores:read"),
        ),
    ),
    (
        mark("Developers"),
        (
            Entry(mark("Webhooks"), "dashboard.webhooks", "webhooks:read"),
            Entry(mark("Events"), "dashboard.events", "events:read"),
            Entry(mark("Requests"), "dashboard.request_log", "requests:read"),
            Entry(mark("Errors"), "dashboard.error_codes", "requests:read"),
            Entry(mark("Doctor"), "dashboard.doctor", "webhooks:read"),
        ),
    ),
    (
        mark("Settings"),
        (
            Entry(mark("API keys"), "dashboard.api_keys", "keys:read"),
            Entry(mark("Members"), "dashboard.members", "members:read"),
            Entry(mark("Audit log"), "dashboard.audit_log", "audit:read"),
            Entry(mark("Account"), "dashboard.account"),
            Entry(mark("Security"), "dashboard.security"),
        ),
    ),
)
"""Pages that do not exist yet are left out of the menu until their view does."""


def shown(session: Session | None) -> list[tuple[str, list[dict[str, Any]]]]:
    """Give the menu of a member: sections with the pages that exist and that the role may open."""
    if session is None:
        return []
    views = current_app.view_functions
    found = []
    for title, entries in SECTIONS:
        open_to = [entry for entry in entries if entry.endpoint in views and _may(session, entry)]
        if open_to:
            found.append((_(title) if title else "", [_link(entry) for entry in open_to]))
    return found


def _may(session: Session, entry: Entry) -> bool:
    return session.may(entry.right) if entry.right else True


def _link(entry: Entry) -> dict[str, Any]:
    address = url_for(entry.endpoint)
    inside = request.path == address or (address != "/dashboard" and request.path.startswith(address + "/"))
    return {"label": _(entry.label), "url": address, "here": inside}
