"""Documents on paper: which format the client wants, and the bytes that the process `receipts` made, passed on."""

import base64
from typing import Any

from flask import Response, request

from gateway.conditions import known_tags
from gateway.request_context import current
from gateway.services import ask

HTML, PDF = "text/html", "application/pdf"
FORMATS = {HTML: "html", PDF: "pdf"}
SECONDS = 24.0
"""A PDF of a thousand lines takes longer than other answers; a worker that stops waits for it (gunicorn.conf.py)."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page is its text and its own style: no script runs, and nothing is loaded."""


def printed(query: dict[str, Any], **document: str) -> Response:
    """Answer a document as `format` says, else as Accept does, else as HTML; 304 to a client that has it."""
    context = current()
    wanted = query["format"] or FORMATS[request.accept_mimetypes.best_match((HTML, PDF), default=HTML)]
    of_publishable = context.principal is not None and context.principal.read_only
    known = [tag for tag in known_tags(context) if 0 < len(tag) <= 64]
    asked = {**document, "format": wanted, "paper": query["paper"], "masked": of_publishable, "known": known}
    result = ask("receipts", "render_receipt", asked, seconds=SECONDS)
    context.etag = f'"{result["tag"]}"'
    context.headers.append(("Vary", "Accept"))
    body = _body(result)
    if body is None:
        answer = Response(status=304)
        del answer.headers["Content-Type"]
        return answer
    answer = Response(body, 200, content_type=result["content_type"])
    answer.headers["Content-Disposition"] = f'inline; filename="{result["file_name"]}"'
    answer.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _body(result: dict[str, Any]) -> bytes | None:
    if result["base64"] is not None:
        return base64.b64decode(result["base64"])
    return None if result["body"] is None else result["body"].encode()
