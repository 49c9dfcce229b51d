"""
Whether a form was sent from our own page: by where the browser says it comes from, and by a token that only our page holds.

The token is derived from the cookie, so a new session has a new one, and nobody can make it without the gateway's secret.
"""

from urllib.parse import urlsplit

from flask import request

from gateway.dashboard import cookies
from gateway.members import tokens
from gateway.request_context import RequestContext, current

FIELD, HEADER = "csrf", "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD"})
_PURPOSE = "forms"


class Forged(Exception):
    """The form does not come from a page of ours, or that page is of an earlier log-in."""


def token() -> str:
    """Give the token for the forms of the page being made; a visitor without a session gets a cookie for it."""
    context = current()
    held = cookies.read(cookies.SESSION) if context.session else cookies.read(cookies.VISIT)
    if held is None:
        visit = context.environ.setdefault("gateway.visit", tokens.new())
        return tokens.derived(context.parts.settings.cursor_secret, _PURPOSE, visit)
    return tokens.derived(context.parts.settings.cursor_secret, _PURPOSE, held)


def from_own_page(context: RequestContext) -> None:
    """The guard of everything that may change something. Raises Forged."""
    if context.environ["REQUEST_METHOD"] in SAFE:
        return
    if not _same_origin():
        raise Forged
    held = cookies.read(cookies.SESSION) if context.session else cookies.read(cookies.VISIT)
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not held or not tokens.is_derived(given, context.parts.settings.cursor_secret, _PURPOSE, held):
        raise Forged


def _same_origin() -> bool:
    """Believe Sec-Fetch-Site and Origin, which no page can set; one of the two must be there."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin is not None:
        parts = urlsplit(origin)
        return (parts.scheme, parts.netloc) == (request.scheme, request.host)
    return site is not None
