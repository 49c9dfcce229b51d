"""Events, as webhooks deliver them."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import page
from gateway.api.v1.schemas.queries import EventsQuery
from gateway.rules import needs, query

events = Blueprint("events", __name__, url_prefix="/v1/events")


@events.get("")
@needs("events:read")
@query(EventsQuery)
def list_events(query: dict[str, Any]) -> Response:
    """List the events of the last 30 days."""
    return page("webhooks", "list_events", query)
