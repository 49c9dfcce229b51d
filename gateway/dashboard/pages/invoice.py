"""Shop, an invoice: what a link from a request, an event or the ledger of stock leads to."""

from flask import Response

from gateway.dashboard import bus, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import page
from gateway.dashboard.pages.products import stores


@dashboard.get("/invoices/<invoice_id>")
@page("invoices:read")
def invoice(invoice_id: str) -> Response:
    """Look at an invoice, by its id or its number."""
    found = bus.read("billing", "get_invoice", {"invoice": invoice_id})
    names = {store["id"]: store["name"] for store in stores()}
    return rendering.render("dashboard/shop/invoice.html", invoice=found, store=names.get(found["store_id"], ""))
