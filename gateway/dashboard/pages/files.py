"""Style sheet, scripts and icon."""

from flask import Response

from gateway.dashboard import assets
from gateway.dashboard.blueprint import dashboard
from gateway.docs.kept import serve
from gateway.problems import Problem
from gateway.routing import known_route
from gateway.rules import noted


@dashboard.get("/assets/<name>")
def asset(name: str) -> Response:
    """Fetch a file of the pages."""
    if name not in assets.FILES:
        raise Problem("not_found")
    return serve(assets.read(name))


noted(asset, guards=(known_route,), public=True)  # no look at the session: the same for everybody
