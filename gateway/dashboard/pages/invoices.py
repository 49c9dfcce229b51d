"""Shop, invoices: found by number, customer, store, state of payment and day, and saved as a file."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Response, request

from gateway import services
from gateway.api.v1.schemas.values import e164
from gateway.dashboard import bus, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import page
from gateway.dashboard.pages.imports import CSV, csv_of
from gateway.dashboard.pages.products import stores
from gateway.dashboard.spans import day_named, end_of, start_of
from gateway.dashboard.words import mark
from kit.clock import IST, parse_rfc3339, rfc3339
from kit.errors import WireError
from kit.ids import is_id

STATES = {"paid": mark("Paid"), "partially_paid": mark("Partly paid"), "unpaid": mark("Unpaid")}
KINDS = {"paid": "good", "partially_paid": "warning", "unpaid": "bad"}
MODES = {
    "cash": mark("Cash"),
    "upi": mark("UPI"),
    "card": mark("Card"),
    "netbanking": mark("Net banking"),
    "wallet": mark("Wallet"),
    "credit": mark("On credit"),
}
LONGEST_NUMBER = 16
MOST_NAMED_ALIKE = 10
MOST_EXPORTED = 10_000
PAGE_OF_EXPORT = 100
HEAD = (
    "Number",
    "Issued",
    "Store",
    "Customer",
    "Phone",
    "GSTIN",
    "Place of supply",
    "Taxable value",
    "CGST",
    "SGST",
    "IGST",
    "Cess",
    "Round-off",
    "Total",
    "Paid",
    "Due",
    "Refunded",
    "Paid by",
    "State",
)


@dashboard.get("/invoices")
@page("invoices:read")
def invoices() -> Response:
    """List the invoices that the filters find, newest first."""
    wanted = request.args.get("find", "").strip()[:100]
    if is_id("inv", wanted):
        return rendering.redirect_to("dashboard.invoice", invoice_id=wanted)
    filters, people = _filters(wanted)
    found = bus.listed("billing", "list_invoices", filters) if filters is not None else bus.Listed([], None)
    known = stores()
    return rendering.render(
        "dashboard/shop/invoices.html",
        invoices=found.items,
        people=people if filters is None else [],
        customer=people[0] if people and filters is not None else None,
        stores=known,
        names={store["id"]: store["name"] for store in known},
        query=_query(),
        is_filtered=any(_query().values()),
        next_cursor=found.next_cursor,
        first_page="cursor" not in request.args,
        **shown_words(),
    )


@dashboard.get("/invoices/export.csv")
@page("reports:read")
def export_invoices() -> Response:
    """Save the invoices that the filters find, the newest of them when they are very many."""
    filters, _people = _filters(request.args.get("find", "").strip()[:100])
    names = {store["id"]: store["name"] for store in stores()}
    rows = [_cells(item, names) for item in _all(filters)] if filters is not None else []
    bus.note("report.exported", "invoices.csv", rows=len(rows))
    return rendering.file(csv_of([list(HEAD), *rows]), "invoices.csv", CSV)


def shown_words() -> dict[str, Any]:
    """Give the words that every page with invoices needs."""
    return {"states": STATES, "kinds": KINDS, "modes": MODES}


def _query() -> dict[str, str]:
    given = request.args
    days = {name: day_named(name) for name in ("from", "to")}
    return {
        "find": given.get("find", "").strip()[:100],
        "customer": given.get("customer", "")[:64],
        "store": given.get("store", "")[:64],
        "status": given.get("status", "") if given.get("status") in STATES else "",
        **{name: str(day or "") for name, day in days.items()},
    }


def _filters(wanted: str) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """Give what the API's list takes, and the customers whom the words name: of none or several, no invoices are listed."""
    query = _query()
    since, until = day_named("from"), day_named("to")
    given = {
        "store_id": query["store"],
        "status": query["status"],
        "customer_id": query["customer"],
        "created_at_gte": rfc3339(start_of(since)) if since else None,
        "created_at_lte": rfc3339(end_of(until) - timedelta(seconds=1)) if until else None,
    }
    filters: dict[str, Any] = {name: value for name, value in given.items() if value}
    if not wanted:
        return filters, _customer(query["customer"])
    could_be_number = len(wanted) <= LONGEST_NUMBER and any(letter.isdigit() for letter in wanted)
    phone = None if any(letter.isalpha() for letter in wanted) else e164(wanted)
    people = _people({"phone": phone} if phone else {"q": wanted}) if phone or not could_be_number else []
    if not people and could_be_number:
        return {**filters, "number": wanted}, []
    return ({**filters, "customer_id": people[0]["id"]} if len(people) == 1 else None), people


def _people(named: dict[str, str]) -> list[dict[str, Any]]:
    asked = {"filters": named, "after": None, "limit": MOST_NAMED_ALIKE}
    found: list[dict[str, Any]] = bus.document(services.ask("customers", "list_customers", asked)["body_items"])
    return found


def _customer(customer_id: str) -> list[dict[str, Any]]:
    """Read the customer whom a link names; without an answer the list stands without the name."""
    if not customer_id:
        return []
    asked = bus.read_all(person=("customers", "get_customer", {"customer_id": customer_id}))
    return [] if isinstance(asked["person"], WireError) else [asked["person"]]


def _all(filters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Read every invoice that the filters find, page by page."""
    after, count = None, 0
    while count < MOST_EXPORTED:
        asked = {"filters": filters, "after": after, "limit": PAGE_OF_EXPORT}
        found = services.ask("billing", "list_invoices", asked)
        items = bus.document(found["body_items"])
        yield from items
        count, after = count + len(items), found["next"]
        if after is None:
            return


def _cells(item: dict[str, Any], names: dict[str, str]) -> list[Any]:
    customer, tax = item["customer"] or {}, item["tax"]
    return [
        item["invoice_no"],
        parse_rfc3339(item["issued_at"]).astimezone(IST).strftime("%Y-%m-%d %H:%M"),
        names.get(item["store_id"], item["store_id"]),
        customer.get("name"),
        customer.get("phone"),
        customer.get("gstin"),
        item["place_of_supply"],
        item["taxable_value"],
        *(tax[name] for name in ("cgst", "sgst", "igst", "cess")),
        *(item[name] for name in ("round_off", "grand_total", "amount_paid", "amount_due", "amount_refunded")),
        ", ".join(payment["mode"] for payment in item["payments"]),
        item["status"],
    ]
