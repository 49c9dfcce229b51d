"""What a request for a page passes, in this order, and the words that stand above a view."""

import hashlib
import secrets
from collections.abc import Callable

from flask import request

from gateway.dashboard import cookies
from gateway.dashboard.csrf import from_own_page
from gateway.idempotency.header import OWN_PREFIX
from gateway.members import sessions
from gateway.problems import Problem
from gateway.request_context import RequestContext
from gateway.routing import known_route
from gateway.rules import View, noted
from kit.caller import Caller, Idempotency

MOST_FORM_BYTES = 256 * 1024
ONCE = "once"
_LONGEST_ONCE = 64


class LogInFirst(Exception):
    """Nobody is logged in."""


class NotAllowed(Exception):
    """The member's role does not have the right."""


def known_session(context: RequestContext) -> None:
    """Find out who is logged in. The page that gives the code of a second factor is the only one for half a log-in."""
    token = cookies.read(cookies.SESSION)
    if token is not None:
        parts = context.parts
        context.session = sessions.find(parts.db, token, at=context.at, touch=not context.rules.polls)


def logged_in(context: RequestContext) -> None:
    """Send whoever is not logged in to the log-in."""
    if context.rules.right is not None and (context.session is None or context.session.stage != sessions.OPEN):
        raise LogInFirst


def bounded_form(context: RequestContext) -> None:
    """Read no form longer than it can be."""
    request.max_content_length = context.rules.most_bytes or MOST_FORM_BYTES
    request.max_form_memory_size = MOST_FORM_BYTES
    if (request.content_length or 0) > request.max_content_length:
        raise Problem("body_too_large")


def without_nul(_: RequestContext) -> None:
    """Refuse the one character that no database takes, wherever it stands."""
    sent = (*request.args.items(multi=True), *request.form.items(multi=True))
    if any("\x00" in value for _name, value in sent):
        raise Problem("invalid_query", "A value holds the character NUL.")


def allowed(context: RequestContext) -> None:
    """Refuse what the member's role has no right to; from here on services are asked for the account that is looked at."""
    session, right = context.session, context.rules.right
    if session is None or right is None or session.stage != sessions.OPEN:
        return
    if right and not session.may(right):
        raise NotAllowed
    if session.account_id is not None:
        live = session.shown_account == session.own_account
        context.acting = Caller(session.shown_account, None, live, session.member_id, context.request_id)


def sent_once(context: RequestContext) -> None:
    """A form that is sent twice has its effect once: the page gave it a word of its own, which becomes the idempotency key."""
    session = context.session
    if context.environ["REQUEST_METHOD"] in {"GET", "HEAD"} or session is None:
        return
    word = request.form.get(ONCE, "")
    if not word.isascii() or not word.isalnum() or len(word) > _LONGEST_ONCE:
        word = secrets.token_hex(16)
    key = f"{OWN_PREFIX}{session.member_id}:{word}"
    said = "\n".join(f"{name}={value}" for name, value in sorted(request.form.items(multi=True)) if name != "csrf")
    context.idempotency = Idempotency(key, hashlib.sha256(f"{request.path}\n{said}".encode()).hexdigest())


PAGE_GUARDS: tuple[Callable[[RequestContext], None], ...] = (
    known_route,  # 404, 405
    known_session,
    logged_in,  # to the log-in
    bounded_form,  # 413
    from_own_page,  # 403
    without_nul,  # 400
    allowed,  # 403
    sent_once,
)


def page(right: str, *, polls: bool = False, most_bytes: int = 0) -> Callable[[View], View]:
    """A page for members whose role has this right; '' is for everybody who is logged in."""
    return lambda view: noted(view, guards=PAGE_GUARDS, right=right, polls=polls, most_bytes=most_bytes)


def open_page(view: View) -> View:
    """A page for everybody, such as the log-in."""
    return noted(view, guards=PAGE_GUARDS, public=True)
