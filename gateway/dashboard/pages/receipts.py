"""Shop, receipts: an invoice or a credit note as a page to print, or as PDF, on A4 or on a roll."""

import base64
import hashlib
import re
from typing import Any

from flask import Response, request

from gateway import services
from gateway.dashboard import rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import page
from gateway.printing import SECONDS

PAPERS = ("a4", "80mm")
FORMATS = ("html", "pdf")
PDF = "application/pdf"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@dashboard.get("/invoices/<invoice_id>/receipt")
@page("invoices:read")
def invoice_receipt(invoice_id: str) -> Response:
    """Print an invoice, or save it as PDF."""
    return _printed(invoice=invoice_id)


@dashboard.get("/credit-notes/<credit_note_id>/receipt")
@page("invoices:read")
def credit_note_receipt(credit_note_id: str) -> Response:
    """Print a credit note, or save it as PDF."""
    return _printed(credit_note=credit_note_id)


def _printed(**document: str) -> Response:
    given = request.args
    asked = {
        **document,
        "format": given["format"] if given.get("format") in FORMATS else "html",
        "paper": given["paper"] if given.get("paper") in PAPERS else "a4",
        "masked": False,
        "known": [],
    }
    made: dict[str, Any] = services.ask("receipts", "render_receipt", asked, seconds=SECONDS)
    if made["base64"] is not None:
        return rendering.file(base64.b64decode(made["base64"]), made["file_name"], PDF)
    return rendering.document(made["body"], _policy(made["body"]))


def _policy(text: str) -> str:
    """Let the page be its text and its own style, which is known by its hash: no script runs, and nothing is loaded."""
    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(text)]
    allowed = " ".join([f"'sha256-{found}'" for found in hashes]) or "'none'"
    return f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
