"""Shop, customers: found by phone or name, made and changed, erased, and saved as a file; each with the invoices made out to them."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from gateway import services
from gateway.api.v1.schemas.customers import Customer, CustomerChanges
from gateway.api.v1.schemas.values import e164
from gateway.dashboard import bus, flashes, forms, rendering, states
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.imports import CSV, csv_of
from gateway.dashboard.pages.invoices import shown_words
from gateway.dashboard.pages.products import stores
from gateway.dashboard.words import _
from kit.errors import WireError

LINES = ("line1", "city", "state", "pin")
MOST_EXPORTED = 20_000
PAGE_OF_EXPORT = 100
HEAD = (
    "Phone",
    "Name",
    "E-mail",
    "GSTIN",
    "SEZ",
    "Address",
    "City",
    "State",
    "PIN",
    "Invoices",
    "Spent",
    "Last visit",
    "Id",
)


@dashboard.get("/customers")
@page("customers:read")
def customers() -> Response:
    """List the customers that the words find, newest first."""
    found = bus.listed("customers", "list_customers", _filters())
    return rendering.render(
        "dashboard/shop/customers.html",
        customers=found.items,
        q=_words(),
        next_cursor=found.next_cursor,
        first_page="cursor" not in request.args,
    )


@dashboard.get("/customers/export.csv")
@page("customers:write")
def export_customers() -> Response:
    """Save the customers that the words find; a file of people is for those who may change them."""
    rows = [_cells(item) for item in _all(_filters())]
    bus.note("customers.exported", "customers.csv", rows=len(rows))
    return rendering.file(csv_of([list(HEAD), *rows]), "customers.csv", CSV)


@dashboard.get("/customers/new")
@page("customers:write")
def new_customer() -> Response:
    """Ask for a customer."""
    return _customer_form(Form(), None)


@dashboard.post("/customers")
@page("customers:write")
def create_customer() -> Response:
    """Make a customer; who has this phone already is brought up to date in what is filled in."""
    form = forms.sent()
    wanted = forms.read_shape(form, Customer(), _named(_body_of(form)))
    if form.is_right:
        try:
            answer = bus.write("customers", "upsert_customer", wanted)
        except WireError as problem:
            form.refused(problem)
        else:
            made = bus.document(answer["body"])
            if answer["created"]:
                bus.note("customer.created", made["id"])
                flashes.add("good", _("Saved."))
            else:
                bus.note("customer.changed", made["id"], what=" ".join(sorted(wanted)))
                flashes.add("good", _("This phone was known already: the customer is brought up to date."))
            return rendering.redirect_to("dashboard.customer", customer_id=made["id"])
    return _customer_form(form, None, 422)


@dashboard.get("/customers/<customer_id>")
@page("customers:read")
def customer(customer_id: str) -> Response:
    """Look at a customer: who they are, what they bought in all, and their invoices."""
    found = _customer(customer_id)
    invoices = bus.listed("billing", "list_invoices", {"customer_id": found["id"]})
    return rendering.render(
        "dashboard/shop/customer.html",
        customer=found,
        state=states.name_of_state((found["address"] or {}).get("state")),
        invoices=invoices.items,
        names={store["id"]: store["name"] for store in stores()},
        next_cursor=invoices.next_cursor,
        first_page="cursor" not in request.args,
        **shown_words(),
    )


@dashboard.get("/customers/<customer_id>/edit")
@page("customers:write")
def edit_customer(customer_id: str) -> Response:
    """Ask what to change."""
    found = _customer(customer_id)
    values = {name: found[name] or "" for name in ("phone", "name", "email", "gstin")}
    values |= {f"address.{line}": (found["address"] or {}).get(line) or "" for line in LINES}
    return _customer_form(Form({**values, "sez": "1" if found["sez"] else ""}), found)


@dashboard.post("/customers/<customer_id>/edit")
@page("customers:write")
def change_customer(customer_id: str) -> Response:
    """Change what the form says; with another phone the customer keeps id and purchases."""
    form, found = forms.sent(), _customer(customer_id)
    body = _body_of(form)
    form.needs("phone")
    changes = forms.read_shape(form, CustomerChanges(), {**body, "phone": body["phone"] or found["phone"]})
    if form.is_right:
        changed = {"customer_id": customer_id, "changes": changes, "expected_body": None}
        try:
            after = bus.change("customers", "change_customer", changed)
        except WireError as problem:
            form.refused(problem)
        else:
            what = [name for name in body if after[name] != found[name]]
            bus.note("customer.changed", customer_id, what=" ".join(what) or "nothing")
            flashes.add("good", _("Saved."))
            return rendering.redirect_to("dashboard.customer", customer_id=after["id"])
    return _customer_form(form, found, 422)


@dashboard.get("/customers/<customer_id>/erase")
@page("customers:write")
def ask_to_erase_customer(customer_id: str) -> Response:
    """Ask whether the person shall be erased."""
    return rendering.render("dashboard/shop/customer_erase.html", customer=_customer(customer_id))


@dashboard.post("/customers/<customer_id>/erase")
@page("customers:write")
def erase_customer(customer_id: str) -> Response:
    """Erase what is known of the person; sums and invoices stay."""
    bus.change("customers", "erase_customer", {"customer_id": customer_id, "expected_body": None})
    bus.note("customer.erased", customer_id)
    flashes.add("good", _("Erased."))
    return rendering.redirect_to("dashboard.customer", customer_id=customer_id)


def _words() -> str:
    return request.args.get("q", "").strip()[:100]


def _filters() -> dict[str, Any]:
    """Take a whole phone number for one, anything else for words of the name."""
    words = _words()
    phone = None if any(letter.isalpha() for letter in words) else e164(words)
    return {"phone": phone} if phone else {"q": words} if words else {}


def _customer(customer_id: str) -> dict[str, Any]:
    found: dict[str, Any] = bus.read("customers", "get_customer", {"customer_id": customer_id})
    return found


def _body_of(form: Form) -> dict[str, Any]:
    """Give the form as a body of the API; an empty field is null, which clears."""
    address = {line: form.text(f"address.{line}") or None for line in LINES}
    return {
        **{name: form.text(name) or None for name in ("phone", "name", "email", "gstin")},
        "sez": form.ticked("sez"),
        "address": address if any(address.values()) else None,
    }


def _named(body: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty: of a customer that is known it stays as it is."""
    address = {line: value for line, value in (body["address"] or {}).items() if value}
    return {name: value for name, value in {**body, "address": address}.items() if value}


def _customer_form(form: Form, found: dict[str, Any] | None, status: int = 200) -> Response:
    shown = {"customer": found, "places": [("", "–"), *states.choices()[1:]]}
    return rendering.render("dashboard/shop/customer_form.html", status, form=form, **shown)


def _all(filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Read every customer that the words find, page by page."""
    after, count = None, 0
    while count < MOST_EXPORTED:
        asked = {"filters": filters, "after": after, "limit": PAGE_OF_EXPORT}
        found = services.ask("customers", "list_customers", asked)
        items = bus.document(found["body_items"])
        yield from items
        count, after = count + len(items), found["next"]
        if after is None:
            return


def _cells(item: dict[str, Any]) -> list[Any]:
    address = item["address"] or {}
    return [
        *(item[name] for name in ("phone", "name", "email", "gstin")),
        "yes" if item["sez"] else "no",
        *(address.get(line) for line in LINES),
        *(item[name] for name in ("invoices_count", "total_spent", "last_visit_at", "id")),
    ]
