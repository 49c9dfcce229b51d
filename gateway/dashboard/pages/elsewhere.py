"""Addresses under /dashboard where nothing is."""

from flask import Response

from gateway.dashboard import rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import open_page
from gateway.problems import Problem


@dashboard.get("/")
@open_page
def with_slash() -> Response:
    """Go to the home page."""
    return rendering.redirect_to("dashboard.home")


@dashboard.get("/<path:address>")
@open_page
def nothing(address: str) -> Response:
    """Say that nothing is here, as a page."""
    raise Problem("not_found")
