"""Events, as webhooks deliver them."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import page, shown
from gateway.api.v1.schemas.queries import EventsQuery
from gateway.rules import needs, query
from gateway.services import ask

events = Blueprint("events", __name__, url_prefix="/v1/events")


@events.get("")
@needs("events:read")
@query(EventsQuery)
def list_events(query: dict[str, Any]) -> Response:
    """List the events of the last 30 days."""
    return page("webhooks", "list_events", query)


@events.get("/<event_id>")
@needs("events:read")
def get_event(event_id: str) -> Response:
    """Fetch an event."""
    return shown(ask("webhooks", "get_event", {"event_id": event_id}))
