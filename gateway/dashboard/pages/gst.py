"""Shop, GST: a month's GSTR-1 of a GSTIN, what to mend in it, and the file that the portal takes."""

from datetime import date
from typing import Any

from flask import Response, request

from gateway import services
from gateway.api.v1.reports import RETURN_SECONDS
from gateway.api.v1.schemas.queries import GstReportQuery
from gateway.dashboard import bus, forms, gst_return, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.reports import known_stores
from gateway.dashboard.states import name_of_state
from gateway.problems import Problem
from gateway.request_context import current
from kit.clock import ist_date
from kit.errors import WireError

ASKED = ("period", "gstin", "store", "hsn_digits")
DIGITS = ("4", "6", "8")
MONTHS = 24
PROBLEMS_A_PAGE = 50
MOST_ROWS = 100
JSON = "application/json"
Json = dict[str, Any]


@dashboard.get("/gst")
@page("reports:read")
def gst() -> Response:
    """Look at the return of a month."""
    form, stores = _form()
    query, found = forms.read_shape(form, GstReportQuery(), _named(form)), {}
    if form.is_right:
        try:
            found = _found(bus.read("reporting", "gst_report", query, seconds=RETURN_SECONDS))
        except WireError as problem:
            form.refused(problem)
    return rendering.render(
        "dashboard/reports/gst.html",
        200 if form.is_right else 422,
        form=form,
        address=_named(form),
        months=_months(),
        registrations=_registrations(stores),
        stores=[store for store in stores if store["gstin"] and store["gstin"] == form.text("gstin")],
        digits=[(name, name) for name in DIGITS],
        state=name_of_state,
        **found,
    )


@dashboard.get("/gst/return.json")
@page("reports:read")
def gst_file() -> Response:
    """Save the return: as the portal takes it, or the API's whole answer with checks and problems."""
    form, _stores = _form()
    whole = request.args.get("whole") == "1"
    asked = {**_named(form), "format": "json" if whole else "gstn"}
    query = forms.read_shape(form, GstReportQuery(), asked)
    if not form.is_right:
        return rendering.redirect_to("dashboard.gst", **_named(form))
    made = services.ask("reporting", "gst_report", query, seconds=RETURN_SECONDS)
    name = made.get("file_name") or f"gst-report-{form.text('gstin') or 'none'}-{form.text('period')}.json"
    bus.note("report.exported", name)
    return rendering.file(made["body"].encode(), name, JSON)


@dashboard.get("/gst/document")
@page("invoices:read")
def gst_document() -> Response:
    """Go to the invoice that a return names by its number, or that one of its credit notes belongs to."""
    number, gstin = request.args.get("number", "")[:16], request.args.get("gstin", "")[:15]
    asked = {"filters": {"number": number}, "after": None, "limit": 10}
    found = bus.read_all(
        invoices=("billing", "list_invoices", asked), note=("billing", "get_credit_note", {"credit_note": number})
    )
    for answer in found.values():
        if isinstance(answer, WireError) and answer.code not in {"not_found", "ambiguous_number", "validation_failed"}:
            raise answer
    invoices = found["invoices"] if isinstance(found["invoices"], list) else []
    of_gstin = {store["id"] for store in known_stores() if store["gstin"] == gstin}
    own = sorted(invoices, key=lambda one: one["store_id"] not in of_gstin)  # two GSTINs may have the same number
    if own:
        return rendering.redirect_to("dashboard.invoice", invoice_id=own[0]["id"])
    if isinstance(found["note"], dict):
        return rendering.redirect_to("dashboard.invoice", invoice_id=found["note"]["invoice_id"])
    raise Problem("not_found")


def _form() -> tuple[Form, list[Json]]:
    """Read what is asked for: this month of the default store's GSTIN when nothing is said."""
    stores = known_stores()
    form = Form({name: request.args.get(name, "")[:64] for name in ASKED})
    if not form.text("period"):
        form.values["period"] = ist_date(current().at).isoformat()[:7]
    if "gstin" not in request.args:
        registered = [
            store["gstin"] for store in sorted(stores, key=lambda one: not one["is_default"]) if store["gstin"]
        ]
        form.values["gstin"] = registered[0] if registered else ""
    if not form.text("hsn_digits"):
        form.values["hsn_digits"] = DIGITS[0]
    return form, stores


def _named(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in ASKED if form.text(name)}


def _months() -> list[str]:
    """Name this month and those before it, newest first."""
    today = ist_date(current().at)
    counted = [today.year * 12 + today.month - 1 - back for back in range(MONTHS)]
    return [date(number // 12, number % 12 + 1, 1).isoformat()[:7] for number in counted]


def _registrations(stores: list[Json]) -> list[tuple[str, str]]:
    """Give each GSTIN with the state it is of."""
    return [
        (gstin, f"{gstin} · {name_of_state(gstin[:2])}") for gstin in sorted({s["gstin"] for s in stores if s["gstin"]})
    ]


def _found(made: Json) -> dict[str, Any]:
    given = request.args.get("row", "0")
    begin = int(given) if given.isdecimal() and len(given) < 5 else 0
    problems = made["problems"][begin:][:PROBLEMS_A_PAGE]
    return {
        "made": made,
        "sections": gst_return.sections(made),
        "rates": gst_return.by_rate(made),
        "hsn": [(kind, rows[:MOST_ROWS], len(rows)) for kind, rows in gst_return.hsn(made) if rows],
        "issued": gst_return.issued(made)[:MOST_ROWS],
        "problems": [gst_return.problem(one) for one in problems],
        "begin": begin,
        "next_row": begin + PROBLEMS_A_PAGE if len(made["problems"]) > begin + PROBLEMS_A_PAGE else None,
        "failed_checks": [check for check in made["checks"] if not check["passed"]],
    }
