"""Settings → Security: one's password, second factor, and where one is logged in."""

import io
from typing import Any

from flask import Response
from markupsafe import Markup

from gateway.dashboard import cookies, flashes, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.here import browser, me
from gateway.dashboard.pages.log_in import begin_session
from gateway.dashboard.pages.passwords_lost import fault_password
from gateway.dashboard.words import _
from gateway.members import audit, people, second_factor, sessions
from gateway.members.audit import Actor
from gateway.members.people import MemberError
from gateway.problems import Problem
from gateway.request_context import current
from gateway.storage import member_sessions, members, second_factors
from kit.db import Tx

TRIES, CODE_TRIES = "own-password", "own-code"


@dashboard.get("/settings/security")
@page("")
def security() -> Response:
    """Look at password, second factor and sessions."""
    return _page(Form())


@dashboard.post("/settings/security/password")
@page("")
def change_password() -> Response:
    """Change one's password; every other session ends, and this one goes on under a new token."""
    form, context, session = forms.sent(), current(), me()
    fault_password(form, session.email, session.name)
    if not _is_own_password(form) or not form.is_right:
        return _page(form, 422)
    password_hash = context.parts.passwords.hash(form.raw("password"))
    with _own() as tx:
        people.set_password(tx, session.member_id, password_hash, at=context.at, but_session=session.session_id)
        _note(tx, "member.password_changed", by="member")
    token, _account = begin_session(session.member_id, session.email)
    flashes.add("good", _("Your password is changed. You are logged out everywhere else."))
    answer = rendering.redirect_to("dashboard.security")
    cookies.write(answer, cookies.SESSION, token)
    return answer


@dashboard.post("/settings/security/two-steps")
@page("")
def begin_second_factor() -> Response:
    """Show the secret for an authenticator app, as a QR code and in letters, after the password."""
    form, context, session = forms.sent(), current(), me()
    if not _is_own_password(form):
        return _page(form, 422)
    try:
        with _own() as tx:
            own = second_factor.propose(tx, context.parts.settings.cursor_secret, session.member_id)
    except MemberError:
        flashes.add("warning", _("The second step is on already."))
        return rendering.redirect_to("dashboard.security")
    return _two_steps_page(Form(), own)


@dashboard.post("/settings/security/two-steps/on")
@page("")
def switch_second_factor_on() -> Response:
    """Switch it on, once a code shows that the app has the secret; the recovery codes are shown this once."""
    form, context, session = forms.sent(), current(), me()
    secret = context.parts.settings.cursor_secret
    codes: list[str] = []
    if _may_try(form, CODE_TRIES):
        try:
            with _own() as tx:
                codes = second_factor.switch_on(tx, secret, session.member_id, form.text("code"), at=context.at)
                _note(tx, "member.two_factor_on")
        except MemberError:
            form.faults["code"] = _("This code is not right. Type the one the app shows now.")
    if not codes:
        with _own() as tx:
            own = second_factor.proposed(tx, secret, session.member_id)
        if own is None:
            return rendering.redirect_to("dashboard.security")
        return _two_steps_page(form, own, 422)
    return rendering.render("dashboard/recovery_codes.html", codes=codes)


@dashboard.post("/settings/security/two-steps/codes")
@page("")
def make_recovery_codes() -> Response:
    """Make other recovery codes, after the password; those before no longer work."""
    form, context, session = forms.sent(), current(), me()
    if not _is_own_password(form):
        return _page(form, 422)
    if not session.has_totp:
        return rendering.redirect_to("dashboard.security")
    with _own() as tx:
        codes = second_factor.replace_codes(tx, context.parts.settings.cursor_secret, session.member_id)
        _note(tx, "member.recovery_codes_made")
    return rendering.render("dashboard/recovery_codes.html", codes=codes)


@dashboard.post("/settings/security/two-steps/off")
@page("")
def switch_second_factor_off() -> Response:
    """Switch it off, after the password."""
    form, session = forms.sent(), me()
    if not _is_own_password(form):
        return _page(form, 422)
    with _own() as tx:
        second_factors.switch_off(tx, session.member_id)
        _note(tx, "member.two_factor_off")
    flashes.add("good", _("The second step is off."))
    return rendering.redirect_to("dashboard.security")


@dashboard.post("/settings/security/sessions/<session_id>/end")
@page("")
def end_session(session_id: str) -> Response:
    """Log oneself out somewhere else."""
    context, session = current(), me()
    with _own() as tx:
        if not member_sessions.end(tx, session.member_id, session_id, context.at):
            raise Problem("not_found")
        _note(tx, "member.ended_session")
    flashes.add("good", _("That session is ended."))
    return rendering.redirect_to("dashboard.security")


@dashboard.post("/settings/security/sessions/end")
@page("")
def log_out_everywhere() -> Response:
    """Log oneself out everywhere, here too."""
    context, session = current(), me()
    with _own() as tx:
        member_sessions.end_all(tx, session.member_id, context.at)
        _note(tx, "member.signed_out_everywhere")
    flashes.add("good", _("You are logged out everywhere."))
    answer = rendering.redirect_to("dashboard.log_in")
    cookies.clear(answer, cookies.SESSION)
    return answer


def _own() -> Any:
    """Open a transaction of the member, and of the account whose audit log hears of it."""
    session = me()
    accounts = [session.account_id] if session.account_id else []
    return current().parts.db.transaction(session.member_id, *accounts)


def _note(tx: Tx, action: str, **facts: Any) -> None:
    session = me()
    if session.account_id:
        who = Actor(session.account_id, session.member_id, session.email, browser().address, session.livemode)
        audit.note(tx, who, action, session.email, at=current().at, **facts)


def _is_own_password(form: Form) -> bool:
    """Ask for the password again before anything that a forgotten browser must not do."""
    context, session = current(), me()
    if not _may_try(form, TRIES, "current"):
        return False
    with context.parts.db.transaction(session.member_id) as tx:
        found = members.find(tx, session.member_id)
    if not context.parts.passwords.verify(found["password_hash"] if found else None, form.raw("current")[:1024]):
        form.faults["current"] = _("This is not your password.")
        return False
    context.parts.tries.forget(TRIES, session.member_id, browser().address)
    return True


def _may_try(form: Form, what: str, name: str = "code") -> bool:
    if current().parts.tries.wait_seconds(what, me().member_id, browser().address):
        form.faults[name] = _("Too many tries. Wait a quarter of an hour.")
        return False
    return True


def _two_steps_page(form: Form, own: str, status: int = 200) -> Response:
    address = second_factor.address_of(own, me().email)
    spaced = " ".join(own[place : place + 4] for place in range(0, len(own), 4))
    return rendering.render("dashboard/two_steps.html", status, form=form, secret=spaced, qr=_qr(address))


def _qr(address: str) -> Markup:
    import segno  # loaded with the first second factor

    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", xmldecl=False, svgns=True, scale=4, border=2, title=_("QR code"), omitsize=True
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704  # made by segno, of an address in which all is escaped


def _page(form: Form, status: int = 200) -> Response:
    context, session = current(), me()
    with context.parts.db.transaction(session.member_id) as tx:
        open_sessions = member_sessions.of_member(tx, session.member_id, context.at, sessions.IDLE)
        left = second_factors.codes_left(tx, session.member_id) if session.has_totp else 0
        person = members.find(tx, session.member_id)
    shown = {"sessions": open_sessions, "codes_left": left, "person": person}
    return rendering.render("dashboard/security.html", status, form=form, **shown)
