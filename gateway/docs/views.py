"""The pages and files of the documentation: public, made once a process, and served with an ETag."""

import json

from flask import Blueprint, Response, current_app, render_template

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from contracts.versioning import CURRENT
from gateway.answers import JSON
from gateway.docs import assets
from gateway.docs.kept import Kept, kept, serve
from gateway.openapi import refusals
from gateway.openapi.document import document_of
from gateway.problems import STATUS_OF_KIND, Problem
from gateway.request_context import current
from gateway.rules import produces, public
from kit.wire_json import dumps

HTML = "text/html"
docs = Blueprint("docs", __name__, template_folder="templates")


@docs.get("/openapi.json")
@public
def openapi_document() -> Response:
    """Fetch this document: the whole API as OpenAPI 3.1."""
    return serve(kept("openapi.json", _document))


@docs.get("/docs")
@public
@produces(HTML)
def reference() -> Response:
    """Read the quickstart and try every operation, in a browser."""
    return serve(kept("reference", lambda: _page("reference.html")))


@docs.get("/docs/errors")
@public
@produces(HTML)
def error_pages() -> Response:
    """Read the list of all problem types."""
    return serve(kept("errors", lambda: _page("errors.html", errors=_by_status(), faults=FAULTS.values())))


@docs.get("/docs/errors/<code>")
@public
@produces(HTML)
def error_page(code: str) -> Response:
    """Read what a problem type means and what to do; the `type` of every problem is the address of its page."""
    if code not in ERRORS:
        raise Problem("not_found")
    return serve(kept(f"errors/{code}", lambda: _error_page(code)))


@docs.get("/docs/assets/<name>")
@public
@produces("text/css", "text/javascript", "image/png", "image/svg+xml")
def asset(name: str) -> Response:
    """Fetch a style sheet, a script or an image of these pages."""
    if name not in assets.FILES:
        raise Problem("not_found")
    return serve(kept(f"assets/{name}", lambda: assets.read(name)))


def _document() -> Kept:
    document = document_of(current_app, current().parts.settings.public_url)
    return Kept.of(dumps(document).encode(), JSON)


def _page(template: str, **words: object) -> Kept:
    text = render_template(template, version=CURRENT, public_url=current().parts.settings.public_url, **words)
    return Kept.of(text.encode(), f"{HTML}; charset=utf-8")


def _error_page(code: str) -> Kept:
    entry = ERRORS[code]
    example = refusals.examples(current().parts.settings.public_url)[code]["value"]
    shown = json.dumps(example, indent=2, ensure_ascii=False)
    return _page("error.html", error=entry, status=STATUS_OF_KIND[entry.kind], example=shown, faults=FAULTS.values())


def _by_status() -> list[tuple[int, list[object]]]:
    found: dict[int, list[object]] = {}
    for entry in ERRORS.values():
        found.setdefault(STATUS_OF_KIND[entry.kind], []).append(entry)
    return sorted(found.items())
