"""Shop, refunds: some or all of an invoice given back, after a look at what that comes to; and the credit notes made of it."""

from typing import Any

from flask import Response

from gateway.api.v1.schemas.invoices import Refund
from gateway.dashboard import bus, figures, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.invoice import payment_modes
from gateway.dashboard.pages.invoices import MODES
from gateway.dashboard.pages.products import stores
from gateway.dashboard.states import name_of_state
from gateway.dashboard.words import _
from gateway.imports.columns import number_of
from kit.errors import Fault, WireError

ALL, SOME = "all", "some"


@dashboard.get("/invoices/<invoice_id>/refund")
@page("refunds:write")
def ask_to_refund_invoice(invoice_id: str) -> Response:
    """Ask what came back."""
    left = _left_of(invoice_id)
    values = {"what": SOME, **{f"restock-{item['line']}": "1" for item in left["items"]}}
    return _refund_page(left, Form(values), None)


@dashboard.post("/invoices/<invoice_id>/refund")
@page("refunds:write")
def refund_invoice(invoice_id: str) -> Response:
    """Show what it comes to; once that is confirmed, give it back: credit note, stock and money."""
    form = forms.sent()
    if form.ticked("confirmed"):
        return _refund(invoice_id, form)
    left, preview = _left_of(invoice_id), None
    wanted = _wanted(form, [item["line"] for item in left["items"]])
    if form.is_right:
        try:
            preview = bus.read("billing", "preview_refund", {"invoice": invoice_id, **wanted})
        except WireError as problem:
            _refused(form, problem, wanted["items"])
    return _refund_page(left, form, preview, 200 if preview else 422)


@dashboard.get("/credit-notes/<credit_note_id>")
@page("invoices:read")
def credit_note(credit_note_id: str) -> Response:
    """Look at a credit note, by its id or its number."""
    found = bus.read("billing", "get_credit_note", {"credit_note": credit_note_id})
    names = {store["id"]: store["name"] for store in stores()}
    return rendering.render(
        "dashboard/shop/credit_note.html",
        note=found,
        store=names.get(found["store_id"], ""),
        place=name_of_state(found["place_of_supply"]),
        modes=MODES,
    )


def _refund(invoice_id: str, form: Form) -> Response:
    """Give it back. A form sent twice gets here twice, with nothing left perhaps: billing knows its key and answers as before."""
    lines = sorted(int(name[4:]) for name in form.values if name.startswith("qty-") and name[4:].isdecimal())
    wanted = _wanted(form, lines)
    if form.is_right:
        try:
            made = bus.change("billing", "refund_invoice", {"invoice": invoice_id, **wanted})
        except WireError as problem:
            _refused(form, problem, wanted["items"])
        else:
            amount = figures.rupees(made["total"])
            bus.note("invoice.refunded", made["invoice_id"], number=made["invoice_no"], amount=amount, note=made["id"])
            flashes.add(
                "good", _("%(number)s is made: %(amount)s.") % {"number": made["credit_note_no"], "amount": amount}
            )
            return rendering.redirect_to("dashboard.credit_note", credit_note_id=made["id"])
    return _refund_page(_left_of(invoice_id), form, None, 422)


def _left_of(invoice_id: str) -> dict[str, Any]:
    """Ask what is left of each line: what a refund of everything would give back."""
    left: dict[str, Any] = bus.read("billing", "preview_refund", {"invoice": invoice_id, "items": None})
    return left


def _wanted(form: Form, lines: list[int]) -> dict[str, Any]:
    """Read the form as the API's body: everything left of these lines, or the quantities that are filled in."""
    what = form.chosen("what", (ALL, SOME))
    items = [
        {"line": line, "restock": form.ticked(f"restock-{line}")}
        | ({} if what == ALL else {"qty": number_of(form.text(f"qty-{line}"))})
        for line in lines
        if what == ALL or form.text(f"qty-{line}")
    ]
    if not items:
        form.other_faults.append(_("Say how many of which line came back, or choose all of it."))
    document = {"items": items, "reason": form.text("reason") or None, "mode": form.text("mode") or None}
    faults: list[Fault] = []
    wanted: dict[str, Any] = Refund().read(document, "", faults) if items else {"items": []}
    form.take(_at_their_lines(faults, items))
    return wanted


def _refused(form: Form, problem: WireError, items: list[dict[str, Any]]) -> None:
    problem.errors = _at_their_lines(problem.errors, items)
    form.refused(problem)


def _at_their_lines(faults: Any, items: list[dict[str, Any]]) -> list[Fault]:
    """Put what is said of `/items/0` beside the field of its line."""
    placed: list[Fault] = []
    for fault in faults:
        parts = str(fault.get("pointer") or "").split("/")
        at_item = len(parts) > 2 and parts[1] == "items" and parts[2].isdecimal() and int(parts[2]) < len(items)
        placed.append({**fault, "pointer": f"/qty-{items[int(parts[2])]['line']}"} if at_item else fault)
    return placed


def _refund_page(left: dict[str, Any], form: Form, preview: Any, status: int = 200) -> Response:
    return rendering.render(
        "dashboard/shop/refund.html",
        status,
        left=left,
        form=form,
        preview=preview,
        ways=[("", _("As it was paid")), *payment_modes()],
        modes=MODES,
    )
