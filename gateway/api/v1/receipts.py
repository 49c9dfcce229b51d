"""Receipts: invoices and credit notes as pages to print."""

from typing import Any

from flask import Blueprint, Response

from gateway.api.v1.schemas.queries import ReceiptQuery
from gateway.printing import HTML, PDF, printed
from gateway.rules import needs, produces, query

receipts = Blueprint("receipts", __name__, url_prefix="/v1")


@receipts.get("/invoices/<invoice>/receipt")
@needs("invoices:read_one")
@produces(HTML, PDF)
@query(ReceiptQuery)
def get_invoice_receipt(invoice: str, query: dict[str, Any]) -> Response:
    """Fetch an invoice as a page to print or as PDF, on A4 or on 80 mm paper, with a UPI QR code for what is due."""
    return printed(query, invoice=invoice)


@receipts.get("/credit-notes/<credit_note>/receipt")
@needs("invoices:read")
@produces(HTML, PDF)
@query(ReceiptQuery)
def get_credit_note_receipt(credit_note: str, query: dict[str, Any]) -> Response:
    """Fetch a credit note as a page to print or as PDF, on A4 or on 80 mm paper."""
    return printed(query, credit_note=credit_note)
