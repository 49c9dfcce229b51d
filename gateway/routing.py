"""The first guard: is there anything at this address, and does it take this method?"""

from flask import request
from werkzeug.routing import BaseConverter

from gateway.cors import Preflight, is_preflight
from gateway.problems import Problem
from gateway.request_context import RequestContext

FIXED_WORDS = ("batch", "preview")


class Name(BaseConverter):
    """A part of a path that names something. The words of fixed paths do not, so that Allow says what they take."""

    regex = rf"(?!(?:{'|'.join(FIXED_WORDS)})\Z)[^/]+"


def known_route(context: RequestContext) -> None:
    """Refuse unknown addresses (404) and methods (405) before anything is looked up."""
    if request.routing_exception is not None:
        if is_preflight(request.routing_exception):
            raise Preflight
        raise request.routing_exception
    if request.url_rule is not None:
        context.route = request.url_rule.rule
    for value in (request.view_args or {}).values():
        if "\x00" in value:  # no id has it, and no database takes it
            raise Problem("not_found")


def acceptable(context: RequestContext) -> None:
    """Refuse a client that takes nothing of what is answered here."""
    accept = context.environ.get("HTTP_ACCEPT")
    offered = context.rules.produces
    if not accept or "*/*" in accept or accept in offered:
        return
    if request.accept_mimetypes.best_match(offered) is None:
        raise Problem("not_acceptable", f"This address answers {', '.join(offered)}.")
