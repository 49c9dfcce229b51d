"""
Log in and out.

Whether an address has a log-in cannot be told from outside: the same words, and the same work in the hashing thread, for
one that has and one that has not. Every log-in makes a new session, so one that was planted in the browser is worth nothing.
"""

from collections.abc import Callable

from flask import Response, request

from gateway.dashboard import cookies, figures, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import open_page
from gateway.dashboard.here import browser
from gateway.dashboard.words import _, ngettext
from gateway.members import audit, second_factor, sessions
from gateway.members.audit import Actor
from gateway.members.tries import ANYWHERE
from gateway.request_context import current
from gateway.storage import member_sessions, members

TRIES, CODE_TRIES = "log-in", "code"


@dashboard.get("/log-in")
@open_page
def log_in() -> Response:
    """Show the log-in; whoever is logged in goes on to the home page."""
    session = current().session
    if session is not None and session.stage == sessions.OPEN:
        return rendering.redirect(request.args.get("next", ""))
    return _log_in_page(Form(), request.args.get("next", ""))


@dashboard.post("/log-in")
@open_page
def check_password() -> Response:
    """Take e-mail and password: into the dashboard, or on to the code."""
    form, context = forms.sent(), current()
    form.needs("email", "password")
    if not form.is_right:
        return _log_in_page(form, form.text("next"), 422)
    parts, where, email = context.parts, browser(), form.text("email").lower()
    wait = parts.tries.wait_seconds(TRIES, email, where.address)
    if wait:
        return _too_many(_log_in_page, form, wait)
    with parts.db.transaction() as tx:
        found = members.find_by_email(tx, email)
    fits = parts.passwords.verify(found["password_hash"] if found else None, form.raw("password")[:1024])
    if found is None or not fits:
        form.other_faults.append(_("E-mail or password is not right."))
        return _log_in_page(form, form.text("next"), 401)
    parts.tries.forget(TRIES, email, where.address)
    if found["has_totp"]:
        return _begun(found["member_id"], email, form.text("next"), sessions.SECOND_FACTOR)
    return _begun(found["member_id"], email, form.text("next"), sessions.OPEN)


@dashboard.get("/log-in/code")
@open_page
def second_step() -> Response:
    """Ask for the code of the second factor."""
    session = current().session
    if session is None or session.stage != sessions.SECOND_FACTOR:
        return rendering.redirect_to("dashboard.log_in")
    return _code_page(Form(), request.args.get("next", ""))


@dashboard.post("/log-in/code")
@open_page
def check_code() -> Response:
    """Take the code: five tries in fifteen minutes."""
    form, context = forms.sent(), current()
    session, parts = context.session, context.parts
    if session is None or session.stage != sessions.SECOND_FACTOR:
        return rendering.redirect_to("dashboard.log_in")
    wait = parts.tries.wait_seconds(CODE_TRIES, session.member_id, ANYWHERE)  # whatever the address: it is six digits
    if wait:
        return _too_many(_code_page, form, wait)
    secret = parts.settings.cursor_secret
    with parts.db.transaction(session.member_id) as tx:
        right = second_factor.is_right(tx, secret, session.member_id, form.text("code"), at=context.at)
    if not right:
        form.other_faults.append(_("This code is not right, or was used already."))
        return _code_page(form, form.text("next"), 401)
    parts.tries.forget(CODE_TRIES, session.member_id, ANYWHERE)
    return _begun(session.member_id, session.email, form.text("next"), sessions.OPEN)


@dashboard.post("/log-out")
@open_page
def log_out() -> Response:
    """End this session."""
    context = current()
    session = context.session
    if session is not None:
        with context.parts.db.transaction(session.member_id) as tx:
            member_sessions.end(tx, session.member_id, session.session_id, context.at)
    answer = rendering.redirect_to("dashboard.log_in")
    cookies.clear(answer, cookies.SESSION)
    flashes.add("good", _("You are logged out."))
    return answer


def begin_session(member_id: str, email: str, stage: str = sessions.OPEN) -> tuple[str, str | None]:
    """Log a person in on a new session; the one before in this browser ends. Returns its token and the account it looks at."""
    context = current()
    parts, where, before = context.parts, browser(), context.session
    with parts.db.transaction() as tx:
        accounts = members.accounts_of(tx, member_id)
    names = [member_id, *(account["account_id"] for account in accounts[:1])]
    if before is not None:
        names.append(before.member_id)
    with parts.db.transaction(*dict.fromkeys(names)) as tx:
        if before is not None:
            member_sessions.end(tx, before.member_id, before.session_id, context.at)
        token = sessions.begin(tx, member_id, where, at=context.at, stage=stage)
        if accounts and stage == sessions.OPEN:
            who = Actor(accounts[0]["account_id"], member_id, email, where.address)
            audit.note(tx, who, "member.signed_in", email, at=context.at, browser=figures.browser(where.agent))
    return token, accounts[0]["account_id"] if accounts else None


def _begun(member_id: str, email: str, then: str, stage: str) -> Response:
    token, _account = begin_session(member_id, email, stage)
    if stage == sessions.SECOND_FACTOR:
        own = rendering.own_path(then)
        answer = rendering.redirect_to("dashboard.second_step", **({"next": own} if own != "/dashboard" else {}))
    else:
        answer = rendering.redirect(then)
    cookies.write(answer, cookies.SESSION, token)
    cookies.clear(answer, cookies.VISIT)
    return answer


def _log_in_page(form: Form, then: str, status: int = 200) -> Response:
    return rendering.render("dashboard/log_in.html", status, form=form, next=rendering.own_path(then))


def _code_page(form: Form, then: str, status: int = 200) -> Response:
    return rendering.render("dashboard/log_in_code.html", status, form=form, next=rendering.own_path(then))


def _too_many(page: Callable[[Form, str, int], Response], form: Form, wait: int) -> Response:
    minutes = -(-wait // 60)
    said = ngettext("Too many tries. Wait %(num)s minute.", "Too many tries. Wait %(num)s minutes.", minutes)
    form.other_faults.append(said % {"num": minutes})
    answer = page(form, form.text("next"), 429)
    answer.headers["Retry-After"] = str(wait)
    return answer
