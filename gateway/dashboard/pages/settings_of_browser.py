"""What stands in the top bar: language and colours, and whether live data or the sandbox is looked at."""

from flask import Response

from gateway.dashboard import cookies, forms, rendering, words
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import open_page, page
from gateway.dashboard.here import me
from gateway.members import sessions
from gateway.request_context import current
from gateway.storage import member_sessions, members

THEMES = ("auto", "light", "dark")


@dashboard.post("/appearance")
@open_page
def change_appearance() -> Response:
    """Choose language and colours: for the member, and for this browser before a log-in."""
    form, context = forms.sent(), current()
    session = context.session
    language = form.text("language") if form.text("language") in words.LANGUAGES else words.language()
    theme = form.text("theme") if form.text("theme") in THEMES else session.theme if session else "auto"
    answer = rendering.redirect(form.text("next") or "/dashboard/log-in")
    cookies.write(answer, cookies.LANGUAGE, language, cookies.YEAR)
    if form.text("theme") in THEMES:
        cookies.write(answer, cookies.THEME, theme, cookies.YEAR)
    if session is not None and session.stage == sessions.OPEN:
        with context.parts.db.transaction(session.member_id) as tx:
            members.change_words(tx, session.member_id, name=session.name, language=language, theme=theme)
    return answer


@dashboard.post("/mode")
@page("")
def change_mode() -> Response:
    """Look at live data, or at the sandbox."""
    form, session, context = forms.sent(), me(), current()
    if session.account_id is not None:
        live = form.text("mode") != "sandbox" or session.sandbox_account_id is None
        with context.parts.db.transaction(session.member_id) as tx:
            member_sessions.choose(
                tx, session.member_id, session.session_id, account_id=session.account_id, livemode=live
            )
    return rendering.redirect(form.text("next").partition("?")[0])
