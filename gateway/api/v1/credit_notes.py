"""Credit notes."""

from flask import Blueprint, Response

from gateway.answers import masked_for_publishable, shown
from gateway.rules import needs
from gateway.services import ask

credit_notes = Blueprint("credit_notes", __name__, url_prefix="/v1/credit-notes")


@credit_notes.get("/<credit_note>")
@needs("invoices:read")
def get_credit_note(credit_note: str) -> Response:
    """Fetch a credit note by id or by number, with what came back and what was given back."""
    return masked_for_publishable(shown(ask("billing", "get_credit_note", {"credit_note": credit_note})))
