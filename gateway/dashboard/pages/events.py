"""Developers, events: what happened in the account in the last 30 days, as webhooks tell it."""

from typing import Any

from flask import Response, request

from contracts.public.webhook_types import PUBLIC_TYPES
from gateway import services
from gateway.dashboard import bus, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import page
from gateway.dashboard.pages.webhooks import MOST_LISTED, event_kinds
from gateway.dashboard.spans import day_named, end_of, start_of
from kit.clock import rfc3339
from kit.errors import WireError


@dashboard.get("/events")
@page("events:read")
def events() -> Response:
    """List the events."""
    since, until = day_named("from"), day_named("to")
    kind = request.args.get("type", "")
    filters = {
        "type": kind if kind in PUBLIC_TYPES or kind.endswith(".*") else None,
        "created_at_gte": rfc3339(start_of(since)) if since else None,
        "created_at_lt": rfc3339(end_of(until)) if until else None,
    }
    found = bus.listed("webhooks", "list_events", filters)
    return rendering.render(
        "dashboard/developers/events.html",
        events=found.items,
        next_cursor=found.next_cursor,
        types=event_kinds(),
        chosen={"type": kind, "from": since, "to": until},
        is_filtered=any(filters.values()),
    )


@dashboard.get("/events/<event_id>")
@page("events:read")
def event(event_id: str) -> Response:
    """Look at an event and at what became of it at each endpoint."""
    text = services.ask("webhooks", "get_event", {"event_id": event_id})["body"]
    endpoints = bus.listed("webhooks", "list_endpoints", {}, limit=MOST_LISTED).items
    return rendering.render(
        "dashboard/developers/event.html",
        event=bus.document(text),
        text=text,
        deliveries=_deliveries_of(event_id, endpoints),
    )


def _deliveries_of(event_id: str, endpoints: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Ask each endpoint for what it was sent of an event: pairs of endpoint and delivery."""
    if not endpoints:
        return []
    asked = {
        entry["id"]: (
            "webhooks",
            "list_deliveries",
            {"endpoint_id": entry["id"], "filters": {"event": event_id}, "after": None, "limit": 20},
        )
        for entry in endpoints
    }
    answers = bus.read_all(**asked)
    return [
        (entry, delivery)
        for entry in endpoints
        if not isinstance(answers[entry["id"]], WireError)
        for delivery in answers[entry["id"]]
    ]
