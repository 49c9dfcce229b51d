"""Invoices."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, masked_for_publishable, page, shown
from gateway.api.v1.schemas.invoices import InvoicesBatch, InvoicesQuery, LaterPayment, Refund, Sale
from gateway.api.v1.schemas.queries import ListQuery
from gateway.auth.stores import in_own_store, only_own_store
from gateway.batches import batch
from gateway.idempotency.items import with_keys
from gateway.request_context import current
from gateway.rules import body, idempotent, needs, query
from gateway.services import ask, write

invoices = Blueprint("invoices", __name__, url_prefix="/v1/invoices")


@invoices.post("")
@needs("invoices:write")
@body(Sale)
@idempotent
def create_invoice(body: dict[str, Any]) -> Response:
    """Create a sale invoice and take the stock, both or neither."""
    only_own_store(body["store_id"])
    return made(write("billing", "create_invoice", body), at="/v1/invoices")


@invoices.post("/batch")
@needs("invoices:write")
@body(InvoicesBatch)
@idempotent
def create_invoice_batch(body: dict[str, Any]) -> Response:
    """Create up to 100 sale invoices, such as those of a till that was offline, with a result for each."""
    items = body["invoices"]
    sales = with_keys(items, current().raw_body["invoices"], as_if_posted_to="/v1/invoices", named="sale")
    return batch(write("billing", "create_invoice_batch", {"invoices": sales}), items)


@invoices.post("/preview")
@needs("invoices:write")
@body(Sale)
def preview_invoice(body: dict[str, Any]) -> Response:
    """Compute the invoice that a sale would make and explain its taxes; nothing is changed, and stock is not looked at."""
    only_own_store(body["store_id"])
    return shown(ask("billing", "preview_invoice", body))


@invoices.get("")
@needs("invoices:read")
@query(InvoicesQuery)
def list_invoices(query: dict[str, Any]) -> Response:
    """List invoices, newest first."""
    return page("billing", "list_invoices", in_own_store(query))


@invoices.get("/<invoice>")
@needs("invoices:read_one")
def get_invoice(invoice: str) -> Response:
    """Fetch an invoice by id or by number, with its lines and taxes."""
    return masked_for_publishable(shown(ask("billing", "get_invoice", {"invoice": invoice})))


@invoices.post("/<invoice>/payments")
@needs("invoices:write")
@body(LaterPayment)
@idempotent
def record_payment(invoice: str, body: dict[str, Any]) -> Response:
    """Take a payment on an invoice that has something due, and answer with the invoice as it stands then."""
    return made(write("billing", "record_payment", {"invoice": invoice, **body}), at="/v1/invoices")


@invoices.post("/<invoice>/refunds")
@needs("refunds:write")
@body(Refund)
@idempotent
def refund_invoice(invoice: str, body: dict[str, Any]) -> Response:
    """Give back some or all of an invoice: makes a credit note, puts goods back into stock and money back where it came from."""
    return made(write("billing", "refund_invoice", {"invoice": invoice, **body}), at="/v1/credit-notes")


@invoices.get("/<invoice>/refunds")
@needs("invoices:read")
@query(ListQuery)
def list_refunds(invoice: str, query: dict[str, Any]) -> Response:
    """List the credit notes of an invoice, newest first."""
    return page("billing", "list_refunds", query, invoice=invoice)
