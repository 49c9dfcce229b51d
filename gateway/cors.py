"""
Which pages of the web may ask: any may read with a publishable key (`pk_`), none may do anything with a secret one.

A preflight bears no key, so it is answered for whatever can be read under a key; the answer to the request itself says
whether the page may see it.
"""

from typing import Any

from flask import Response, request
from werkzeug.exceptions import MethodNotAllowed

from gateway.request_context import RequestContext

_READING = frozenset({"GET", "HEAD"})
_SEEN = ", ".join(
    (
        "Request-Id",
        "API-Version",
        "ETag",
        "Link",
        "Deprecation",
        "Sunset",
        "RateLimit",
        "RateLimit-Policy",
        "Retry-After",
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
    )
)
_TO_A_PAGE = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", _SEEN)]
_NOTHING: list[tuple[str, str]] = []
_DAY_SECONDS = 86_400


class Preflight(Exception):
    """Not a refusal: a browser asks whether it may ask."""


def is_preflight(error: Exception) -> bool:
    """Say whether a method that an address does not take is a browser's question about a GET that it does."""
    if request.method != "OPTIONS" or not isinstance(error, MethodNotAllowed):
        return False
    if request.path.startswith("/dashboard"):  # its pages are nobody else's to read
        return False
    asked = request.headers.get("Access-Control-Request-Method")
    return "Origin" in request.headers and asked in _READING and asked in (error.valid_methods or ())


def permission() -> Response:
    """Answer a preflight."""
    answer = Response(b"", 204)
    del answer.headers["Content-Type"]
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    answer.headers["Access-Control-Allow-Headers"] = "Authorization, API-Version, If-None-Match"
    answer.headers["Access-Control-Max-Age"] = str(_DAY_SECONDS)
    return answer


def headers_for_pages(context: RequestContext) -> list[tuple[str, str]]:
    """Give the headers that let a page of the web see an answer: to a GET with a publishable key, also a refused one."""
    environ = context.environ
    principal = context.principal
    publishable = principal.read_only if principal is not None else _looks_publishable(environ)
    return _TO_A_PAGE if publishable and environ["REQUEST_METHOD"] in _READING else _NOTHING


def _looks_publishable(environ: dict[str, Any]) -> bool:
    return str(environ.get("HTTP_AUTHORIZATION", "")).startswith("Bearer pk_")
