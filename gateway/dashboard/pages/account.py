"""Settings → Account: one's own name, language and colours, and the accounts one belongs to."""

from flask import Response

from gateway.dashboard import flashes, forms, rendering, words
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.here import actor, me
from gateway.dashboard.pages.members import ROLE_NAMES
from gateway.dashboard.pages.settings_of_browser import THEMES
from gateway.dashboard.words import _
from gateway.members import audit, people
from gateway.members.people import MemberError
from gateway.problems import Problem
from gateway.request_context import current
from gateway.storage import accounts as stored
from gateway.storage import member_sessions, members

LONGEST_NAME = 120


@dashboard.get("/settings/account")
@page("")
def account() -> Response:
    """Look at oneself and one's accounts."""
    return _page(Form())


@dashboard.post("/settings/account")
@page("")
def change_account() -> Response:
    """Change what one is called, and how pages look."""
    form, context, session = forms.sent(), current(), me()
    try:
        name = people.name_from(form.text("name"))
    except MemberError:
        form.faults["name"] = _("Your name, in at most 120 characters.")
    language, theme = form.chosen("own_language", words.LANGUAGES), form.chosen("own_theme", THEMES)
    if not form.is_right:
        return _page(form, 422)
    with context.parts.db.transaction(session.member_id) as tx:
        members.change_words(tx, session.member_id, name=name, language=language, theme=theme)
    words.choose(language)
    flashes.add("good", _("Saved."))
    return rendering.redirect_to("dashboard.account")


@dashboard.post("/settings/account/name")
@page("account:write")
def rename_account() -> Response:
    """Rename the account, as members see it."""
    form, context, session = forms.sent(), current(), me()
    name = " ".join(form.text("account_name").split())
    if not 1 <= len(name) <= LONGEST_NAME:
        form.faults["account_name"] = _("A name, in at most 120 characters.")
        return _page(form, 422)
    with context.parts.db.transaction(session.own_account) as tx:
        stored.rename(tx, session.own_account, name)
        audit.note(tx, actor(), "account.renamed", name, at=context.at, before=session.account_name)
    flashes.add("good", _("Saved."))
    return rendering.redirect_to("dashboard.account")


@dashboard.post("/settings/account/switch")
@page("")
def switch_account() -> Response:
    """Look at another account one belongs to."""
    form, context, session = forms.sent(), current(), me()
    with context.parts.db.transaction(session.member_id) as tx:
        if form.text("account") not in {row["account_id"] for row in members.accounts_of(tx, session.member_id)}:
            raise Problem("not_found")
        chosen = form.text("account")
        member_sessions.choose(tx, session.member_id, session.session_id, account_id=chosen, livemode=True)
    return rendering.redirect_to("dashboard.home")


def _page(form: Form, status: int = 200) -> Response:
    session = me()
    with current().parts.db.transaction(session.member_id) as tx:
        mine = members.accounts_of(tx, session.member_id)
    shown = {
        "mine": [{**row, "role": _(ROLE_NAMES[row["role"]])} for row in mine],
        "all_languages": list(words.LANGUAGES.items()),
        "themes": [("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
    }
    return rendering.render("dashboard/account.html", status, form=form, **shown)
