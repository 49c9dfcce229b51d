"""
What a link in a letter opens: a new password, or an invitation.

The link's secret travels in the query, which no log of ours holds, and the form carries it on; it works once.
"""

from flask import Response, request

from gateway.dashboard import flashes, forms, rendering, words
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import open_page
from gateway.dashboard.here import browser
from gateway.dashboard.words import _, mark, say
from gateway.members import letters, passwords, people, sessions, tokens
from gateway.members.mail import Letter
from gateway.members.people import MemberError
from gateway.request_context import current
from gateway.storage import invitations

TRIES = "reset"

PASSWORD_FAULTS = {
    "short": mark("Use at least 10 characters."),
    "long": mark("Use at most 128 characters."),
    "common": mark("Everybody tries this one first. Use another."),
    "known": mark("Do not use your name or address as the password."),
}

_RESET = mark(
    "Somebody, we hope you, wants a new password for SaathiX Billing.\n\n"
    "This link sets it; it works once, for an hour:\n\n{link}\n\n"
    "If it was not you, do nothing: your password stays as it is."
)


@dashboard.get("/forgotten")
@open_page
def forgotten() -> Response:
    """Ask for the address of whoever does not know their password."""
    return rendering.render("dashboard/forgotten.html", form=Form(), sent=False)


@dashboard.post("/forgotten")
@open_page
def send_link() -> Response:
    """Send a link. The answer is the same, and as quick, whether the address has a log-in or not."""
    form, context = forms.sent(), current()
    try:
        email = people.email_from(form.text("email"))
    except MemberError:
        form.faults["email"] = _("This is no e-mail address.")
        return rendering.render("dashboard/forgotten.html", 422, form=form, sent=False)
    parts, at = context.parts, context.at

    def letter() -> Letter | None:
        made = letters.make_reset(parts.db, email, at=at)
        if made is None:
            return None
        token, language = made
        link = f"{parts.settings.dashboard_url}/dashboard/reset?link={token}"
        return Letter(email, say(language, "SaathiX Billing"), say(language, _RESET).format(link=link))

    if not parts.tries.wait_seconds(TRIES, email, browser().address):
        parts.mail.send(letter)
    return rendering.render("dashboard/forgotten.html", form=form, sent=True)


@dashboard.get("/reset")
@open_page
def new_password() -> Response:
    """Ask for the new password a link sets."""
    return _reset_page(Form(), request.args.get("link", ""))


@dashboard.post("/reset")
@open_page
def set_password() -> Response:
    """Set it, and log the person out everywhere; with a second factor they still need its code."""
    form, context = forms.sent(), current()
    link, parts = form.text("link"), context.parts
    email = letters.of_reset(parts.db, link, at=context.at)
    if email is None:
        return _dead(_("Ask for another one."))
    fault_password(form, email)
    if not form.is_right:
        return _reset_page(form, link, 422)
    try:
        letters.use_reset(parts.db, link, parts.passwords.hash(form.raw("password")), browser(), at=context.at)
    except MemberError:
        return _dead(_("Ask for another one."))
    flashes.add("good", _("Your password is set. Log in with it."))
    return rendering.redirect_to("dashboard.log_in")


@dashboard.get("/invitation")
@open_page
def invitation() -> Response:
    """Show an invitation."""
    return _invitation_page(Form(), request.args.get("link", ""))


@dashboard.post("/invitation")
@open_page
def accept_invitation() -> Response:
    """Join: with the log-in of this address, or with a new one."""
    form, context = forms.sent(), current()
    parts, link = context.parts, form.text("link")
    found = _invited(link)
    if found is None:
        return _dead(_("Ask whoever invited you for another one."))
    is_me = _is_me(found)
    if found["member_id"] and not is_me:
        return _invitation_page(form, link, 403)
    name, password_hash = "", None
    if not found["member_id"]:
        try:
            name = people.name_from(form.text("name"))
        except MemberError:
            form.faults["name"] = _("Your name, in at most 120 characters.")
        fault_password(form, found["email"], name)
        if not form.is_right:
            return _invitation_page(form, link, 422)
        password_hash = parts.passwords.hash(form.raw("password"))
    where, language = browser(), words.language()
    try:
        letters.accept(parts.db, link, where, name=name, password_hash=password_hash, language=language, at=context.at)
    except MemberError:
        return _dead(_("Ask whoever invited you for another one."))
    flashes.add("good", _("Welcome to %(account)s.") % {"account": found["account_name"]})
    return rendering.redirect_to("dashboard.home" if is_me else "dashboard.log_in")


def fault_password(form: Form, *known: str) -> None:
    """Say what is wrong with the new password of a form."""
    for fault in passwords.faults_of(form.raw("password"), *known):
        form.faults.setdefault("password", _(PASSWORD_FAULTS[fault]))


def _reset_page(form: Form, link: str, status: int = 200) -> Response:
    context = current()
    email = letters.of_reset(context.parts.db, link, at=context.at)
    if email is None:
        return _dead(_("Ask for another one."))
    return rendering.render("dashboard/new_password.html", status, form=form, link=link, email=email)


def _invitation_page(form: Form, link: str, status: int = 200) -> Response:
    found = _invited(link)
    if found is None:
        return _dead(_("Ask whoever invited you for another one."))
    shown = {"invitation": found, "role": _(found["role"]), "is_me": _is_me(found), "link": link}
    return rendering.render("dashboard/invitation.html", status, form=form, **shown)


def _invited(link: str) -> dict[str, str] | None:
    context = current()
    with context.parts.db.transaction() as tx:
        return invitations.find(tx, tokens.digest(link), context.at)


def _is_me(found: dict[str, str]) -> bool:
    session = current().session
    return session is not None and session.stage == sessions.OPEN and session.member_id == found["member_id"]


def _dead(advice: str) -> Response:
    return rendering.render("dashboard/dead_link.html", 410, advice=advice)
