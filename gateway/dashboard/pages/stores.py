"""Shop, stores: where the account sells, under which GSTIN and with which numbers; opened, changed, closed."""

from typing import Any

from flask import Response

from gateway.api.v1.schemas.stores import Store, StoreChanges
from gateway.dashboard import bus, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.states import choices, name_of_state
from gateway.dashboard.words import _, mark
from kit.errors import WireError

MOST_LISTED = 100
TEXTS = ("name", "gstin", "state", "invoice_template", "credit_note_template", "upi_id", "round_off", "turnover")
LINES = ("line1", "city", "pin")
FLAGS = ("tax_inclusive", "negative_stock", "composition")
TEMPLATES = ("invoice_template", "credit_note_template")
ROUND_OFFS = {
    "off": mark("Never"),
    "cash": mark("Bills with a cash payment"),
    "always": mark("Every bill"),
}
TURNOVERS = {
    "": mark("Not said"),
    "up_to_5_crore": mark("Up to ₹5 crore: 4 digits of HSN on bills to businesses"),
    "above_5_crore": mark("Above ₹5 crore: 6 digits of HSN on every bill"),
}
Json = dict[str, Any]


@dashboard.get("/stores")
@page("stores:read")
def stores() -> Response:
    """List the stores."""
    found = bus.listed("billing", "list_stores", {}, limit=MOST_LISTED)
    return rendering.render("dashboard/stores/stores.html", stores=found.items, state=name_of_state)


@dashboard.get("/stores/new")
@page("stores:write")
def new_store() -> Response:
    """Ask for a store."""
    return _store_page(Form({"tax_inclusive": "1", "round_off": "off"}), None)


@dashboard.post("/stores")
@page("stores:write")
def open_store() -> Response:
    """Open it; the first one is the default."""
    form = forms.sent()
    asked = {name: value for name, value in _body_of(form).items() if value is not None}
    if "address" in asked:
        asked["address"] = {line: text for line, text in asked["address"].items() if text}
    wanted = forms.read_shape(form, Store(), asked)
    if form.is_right:
        try:
            made = bus.change("billing", "open_store", wanted)
        except WireError as problem:
            form.refused(problem)
        else:
            bus.note("store.opened", made["id"], name=made["name"], gstin=made["gstin"])
            flashes.add("good", _("%(name)s is open.") % {"name": made["name"]})
            return rendering.redirect_to("dashboard.store", store_id=made["id"])
    return _store_page(form, None, 422)


@dashboard.get("/stores/<store_id>")
@page("stores:read")
def store(store_id: str) -> Response:
    """Look at a store: what it bills under, and its series with the newest number."""
    found = _store(store_id)
    newest = {"filters": {"store_id": store_id}, "after": None, "limit": 1}
    answers = bus.read_all(
        newest=("billing", "list_invoices", newest),
        stores=("billing", "list_stores", {"filters": {}, "after": None, "limit": MOST_LISTED}),
    )
    shown = {name: [] if isinstance(value, WireError) else value for name, value in answers.items()}
    round_off, turnover = ROUND_OFFS[found["round_off"]], TURNOVERS[found["turnover"] or ""]
    return rendering.render(
        "dashboard/stores/store.html",
        store=found,
        state=name_of_state,
        newest=shown["newest"][0] if shown["newest"] else None,
        series=[(name, found[name], _shared(found, shown["stores"], name)) for name in TEMPLATES],
        round_off=_(round_off),
        turnover=_(turnover),
    )


@dashboard.get("/stores/<store_id>/edit")
@page("stores:write")
def edit_store(store_id: str) -> Response:
    """Ask what to change."""
    found = _store(store_id)
    values = {name: found[name] or "" for name in TEXTS}
    values |= {f"address.{line}": (found["address"] or {}).get(line) or "" for line in LINES}
    values |= {name: "1" if found[name] else "" for name in (*FLAGS, "is_default")}
    return _store_page(Form(values), found)


@dashboard.post("/stores/<store_id>/edit")
@page("stores:write")
def change_store(store_id: str) -> Response:
    """Change it; the next sale is billed by the new settings."""
    form, found = forms.sent(), _store(store_id)
    asked = _body_of(form)
    if asked["state"] is None:  # it is that of the GSTIN
        del asked["state"]
    if not asked["is_default"] or found["is_default"]:
        del asked["is_default"]
    changes = forms.read_shape(form, StoreChanges(), asked)
    if form.is_right:
        try:
            _change(found, changes)
        except WireError as problem:
            form.refused(problem)
        else:
            flashes.add("good", _("Saved. The next sale is billed by it."))
            return rendering.redirect_to("dashboard.store", store_id=store_id)
    return _store_page(form, found, 422)


@dashboard.get("/stores/<store_id>/close")
@page("stores:write")
def ask_to_close_store(store_id: str) -> Response:
    """Ask whether it shall be closed."""
    return rendering.render("dashboard/stores/store_close.html", store=_store(store_id))


@dashboard.post("/stores/<store_id>/close")
@page("stores:write")
def close_store(store_id: str) -> Response:
    """Close it: it takes no sales and no stock."""
    _change(_store(store_id), {"status": "closed"})
    flashes.add("good", _("Closed: it takes no sales and no stock."))
    return rendering.redirect_to("dashboard.store", store_id=store_id)


@dashboard.post("/stores/<store_id>/reopen")
@page("stores:write")
def reopen_store(store_id: str) -> Response:
    """Open it again."""
    _change(_store(store_id), {"status": "open"})
    flashes.add("good", _("It is open again."))
    return rendering.redirect_to("dashboard.store", store_id=store_id)


def _store(store_id: str) -> Json:
    found: Json = bus.read("billing", "get_store", {"store_id": store_id})
    return found


def _change(found: Json, changes: Json) -> None:
    """Change what is not so already, and note which settings those were."""
    made = bus.change("billing", "change_store", {"store_id": found["id"], "changes": changes, "expected_body": None})
    what = sorted(name for name in changes if made[name] != found[name])
    if what:
        bus.note("store.changed", found["id"], name=made["name"], what=" ".join(what))


def _body_of(form: Form) -> Json:
    """Give the fields of the form as a body of the API; with a GSTIN the state is the GSTIN's."""
    body: Json = {name: form.text(name) or None for name in TEXTS}
    if body["gstin"]:
        body["state"] = None
    address = {line: form.text(f"address.{line}") or None for line in LINES}
    body["address"] = address if any(address.values()) else None
    body |= {name: form.ticked(name) for name in (*FLAGS, "is_default")}
    return body


def _shared(found: Json, known: list[Json], template: str) -> list[str]:
    """Name the other stores that count in the same series: those with the same GSTIN and template."""
    return [
        other["name"]
        for other in known
        if other["id"] != found["id"] and (other["gstin"], other[template]) == (found["gstin"], found[template])
    ]


def _store_page(form: Form, found: Json | None, status: int = 200) -> Response:
    return rendering.render(
        "dashboard/stores/store_form.html",
        status,
        form=form,
        store=found,
        states=choices(),
        round_offs=[(value, _(text)) for value, text in ROUND_OFFS.items()],
        turnovers=[(value, _(text)) for value, text in TURNOVERS.items()],
    )
