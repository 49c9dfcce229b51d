"""Making a page: its template, the words and figures in it, and the headers that keep it safe."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, render_template, request, url_for

from gateway.dashboard import assets, cookies, csrf, figures, flashes, navigation, words
from gateway.dashboard.guards import ONCE
from gateway.members import sessions
from gateway.request_context import current

HTML = "text/html; charset=utf-8"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def prepare(app: Flask) -> None:
    """Give the templates their filters and translations."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(words._, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(figures.FILTERS)


def render(template: str, status: int = 200, **values: Any) -> Response:
    """Make a page, or a part of one."""
    shown = {**_common(), **values}
    return _safe(Response(render_template(template, **shown), status, content_type=HTML))


def redirect_to(endpoint: str, **values: Any) -> Response:
    """Send the browser to another page of ours, after a form too."""
    return redirect(url_for(endpoint, **values))


def redirect(path: str) -> Response:
    """Send the browser to an address of ours; any other is the home page."""
    answer = Response(b"", 303)
    del answer.headers["Content-Type"]
    answer.headers["Location"] = own_path(path)
    return _safe(answer)


def file(body: bytes, name: str, content_type: str) -> Response:
    """Let the browser save a file."""
    answer = _safe(Response(body, 200, content_type=content_type))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def document(text: str, policy: str) -> Response:
    """Show a document that is no page of ours, such as a receipt, under a policy of its own."""
    answer = _safe(Response(text, 200, content_type=HTML))
    answer.headers["Content-Security-Policy"] = policy
    return answer


def own_path(path: str | None) -> str:
    """Give a path when it is one of the dashboard, else the home page: nobody is sent elsewhere by a link to the log-in."""
    if not path or not (path == "/dashboard" or path.startswith(("/dashboard/", "/dashboard?"))):
        return "/dashboard"
    if "\\" in path or "//" in path or not path.isprintable():
        return "/dashboard"
    return path


def is_part() -> bool:
    """Say whether htmx asked, for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def _common() -> Mapping[str, Any]:
    context = current()
    session = context.session if context.session and context.session.stage == sessions.OPEN else None
    theme = session.theme if session else cookies.read(cookies.THEME)
    return {
        "me": session,
        "may": session.may if session else lambda _right: False,
        "theme": theme if theme in {"light", "dark"} else "auto",
        "language": words.language(),
        "languages": words.LANGUAGES,
        "navigation": navigation.shown(session),
        "flashes": flashes.take,
        "csrf_token": csrf.token,
        "once": lambda: secrets.token_hex(16),
        "once_name": ONCE,
        "asset": assets.url,
        "here": request.full_path.rstrip("?"),
        "request_id": context.request_id,
        "cookies_work": cookies.works_here(),
    }


def _safe(answer: Response) -> Response:
    for name, value in HEADERS.items():
        answer.headers[name] = value
    return answer


def finish(answer: Response) -> Response:
    """Add the cookies that the making of the answer asked for."""
    environ = current().environ
    if "gateway.visit" in environ:
        cookies.write(answer, cookies.VISIT, environ["gateway.visit"])
    flashes.carry(answer)
    return answer
