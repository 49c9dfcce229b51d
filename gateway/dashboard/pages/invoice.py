"""Shop, an invoice: as it was printed, what was paid on it, and what came back."""

from typing import Any

from flask import Response

from gateway.api.v1.schemas.invoices import LATER_MODES, LaterPayment
from gateway.dashboard import bus, figures, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.invoices import MODES, shown_words
from gateway.dashboard.pages.products import stores
from gateway.dashboard.states import name_of_state
from gateway.dashboard.words import _, mark
from gateway.imports.columns import number_of
from kit.clock import IST, parse_rfc3339
from kit.errors import WireError

MOST_NOTES = 100
DOCUMENTS = {"tax_invoice": mark("Tax invoice"), "bill_of_supply": mark("Bill of supply")}


@dashboard.get("/invoices/<invoice_id>")
@page("invoices:read")
def invoice(invoice_id: str) -> Response:
    """Look at an invoice, by its id or its number."""
    return _invoice_page(_invoice(invoice_id), Form())


@dashboard.post("/invoices/<invoice_id>/payments")
@page("invoices:write")
def record_payment(invoice_id: str) -> Response:
    """Take a payment on what is due."""
    form = forms.sent()
    document = {
        "mode": form.text("mode") or None,
        "amount": number_of(form.text("amount")) if form.text("amount") else None,
        "reference": form.text("reference") or None,
    }
    wanted = forms.read_shape(form, LaterPayment(), document)
    if form.is_right:
        try:
            after = bus.change("billing", "record_payment", {"invoice": invoice_id, **wanted})
        except WireError as problem:
            form.refused(problem)
        else:
            amount = figures.rupees(after["payments"][-1]["amount"])
            bus.note("payment.recorded", after["id"], number=after["invoice_no"], mode=wanted["mode"], amount=amount)
            flashes.add("good", _("Booked. Due now: %(due)s.") % {"due": figures.rupees(after["amount_due"])})
            return rendering.redirect_to("dashboard.invoice", invoice_id=after["id"])
    return _invoice_page(_invoice(invoice_id), form, 422)


def payment_modes() -> list[tuple[str, str]]:
    """List how money comes and goes, as a select takes it."""
    return [(name, _(MODES[name])) for name in LATER_MODES]


def _invoice(invoice_id: str) -> dict[str, Any]:
    found: dict[str, Any] = bus.read("billing", "get_invoice", {"invoice": invoice_id})
    return found


def _invoice_page(found: dict[str, Any], form: Form, status: int = 200) -> Response:
    asked = {"invoice": found["id"], "filters": {}, "after": None, "limit": MOST_NOTES}
    notes = bus.read_all(notes=("billing", "list_refunds", asked))["notes"] if found["amount_refunded"] else []
    names = {store["id"]: store["name"] for store in stores()}
    return rendering.render(
        "dashboard/shop/invoice.html",
        status,
        invoice=found,
        document=_(DOCUMENTS.get(found["document_type"], found["document_type"])),
        notes=None if isinstance(notes, WireError) else notes,
        store=names.get(found["store_id"], ""),
        place=name_of_state(found["place_of_supply"]),
        day=parse_rfc3339(found["created_at"]).astimezone(IST).date().isoformat(),
        form=form,
        payment_modes=payment_modes(),
        **shown_words(),
    )
