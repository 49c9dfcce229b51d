"""Developers, webhooks: what was sent to an endpoint, each attempt with its request and answer, and once more."""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from contracts import versioning
from contracts.versioning import CURRENT
from gateway import services
from gateway.dashboard import bus, flashes, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import page
from gateway.dashboard.words import _, mark
from kit.errors import WireError
from kit.wire_json import dumps

REASONS = {
    "timed_out": mark("Your server did not answer within 10 seconds."),
    "connection_failed": mark("Nobody takes connections at this address."),
    "connection_closed": mark("Your server closed the connection before it had answered."),
    "name_not_resolved": mark("The name of the host leads to no address."),
    "address_refused": mark("The host leads to an address inside a network; such are not delivered to."),
    "tls_failed": mark("The certificate of your server is not valid for this host."),
    "bad_response": mark("What your server answered is no HTTP."),
    "event_expired": mark("The event is over 30 days old."),
    "internal_error": mark("It failed on our side and is tried again."),
}
STATUSES = ("pending", "delivered", "failed")


@dashboard.get("/webhooks/<endpoint_id>/deliveries")
@page("webhooks:read", polls=True)
def deliveries(endpoint_id: str) -> Response:
    """Give the list again, for the page that shows it and watches it."""
    if not rendering.is_part():
        return rendering.redirect_to("dashboard.webhook", endpoint_id=endpoint_id)
    shown = deliveries_of(endpoint_id)
    return rendering.render("dashboard/developers/deliveries.html", endpoint={"id": endpoint_id}, **shown)


@dashboard.get("/webhooks/<endpoint_id>/deliveries/<delivery_id>")
@page("webhooks:read")
def delivery(endpoint_id: str, delivery_id: str) -> Response:
    """Look at a delivery: its attempts, what was sent and what came back."""
    found = _delivery(endpoint_id, delivery_id)
    endpoint = bus.read("webhooks", "get_endpoint", {"endpoint_id": endpoint_id})
    return rendering.render(
        "dashboard/developers/delivery.html",
        endpoint=endpoint,
        delivery=found,
        waits=_waits(found),
        after=_after(),
        body=_body_sent(found["event_id"], endpoint["api_version"]),
        target=urlsplit(endpoint["url"]),
        reasons=REASONS,
    )


@dashboard.get("/webhooks/<endpoint_id>/deliveries/<delivery_id>/attempts")
@page("webhooks:read", polls=True)
def attempts(endpoint_id: str, delivery_id: str) -> Response:
    """Give the attempts again, for the page that watches them."""
    found = _delivery(endpoint_id, delivery_id)
    shown: dict[str, Any] = {
        "endpoint": {"id": endpoint_id},
        "delivery": found,
        "waits": _waits(found),
        "reasons": REASONS,
    }
    return rendering.render("dashboard/developers/delivery_attempts.html", **shown)


@dashboard.post("/webhooks/<endpoint_id>/deliveries/<delivery_id>/redeliver")
@page("webhooks:write")
def redeliver(endpoint_id: str, delivery_id: str) -> Response:
    """Send it once more, now."""
    before = bus.change("webhooks", "redeliver", {"endpoint_id": endpoint_id, "delivery_id": delivery_id})
    bus.note("webhook.redelivered", endpoint_id, delivery=delivery_id)
    flashes.add("good", _("It is sent once more."))
    ids = {"endpoint_id": endpoint_id, "delivery_id": delivery_id}
    return rendering.redirect_to("dashboard.delivery", **ids, after=len(before["attempts"]))


def deliveries_of(endpoint_id: str) -> dict[str, Any]:
    """Read the page of an endpoint's deliveries that the address asks for."""
    status = request.args.get("status", "")
    filters = {
        "status": status if status in STATUSES else None,
        "event": request.args.get("event", "").strip()[:64] or None,
    }
    found = bus.listed("webhooks", "list_deliveries", filters, endpoint_id=endpoint_id)
    first_page = "cursor" not in request.args
    return {
        "deliveries": found.items,
        "next_cursor": found.next_cursor,
        "filters": filters,
        "statuses": STATUSES,
        "watched": first_page and any(_waits(item) for item in found.items),
        "first_page": first_page,
    }


def _delivery(endpoint_id: str, delivery_id: str) -> dict[str, Any]:
    found: dict[str, Any] = bus.read(
        "webhooks", "get_delivery", {"endpoint_id": endpoint_id, "delivery_id": delivery_id}
    )
    return found


def _after() -> int:
    """Give how many attempts there were when somebody asked for one more."""
    text = request.args.get("after", "0")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _waits(found: dict[str, Any]) -> bool:
    """Say whether something more is to be seen soon: an attempt that was asked for, the first one, or one that is under way."""
    tried = found["attempts"]
    if not tried:
        return bool(found["status"] == "pending")
    is_under_way = tried[-1]["status"] is None and tried[-1]["error"] is None
    return is_under_way or len(tried) <= _after()


def _body_sent(event_id: str, api_version: str) -> str | None:
    """Give the body as it is sent to an endpoint of a version, byte for byte; None when the event is over 30 days old."""
    try:
        text: str = services.ask("webhooks", "get_event", {"event_id": event_id})["body"]
    except WireError as problem:
        if problem.code in bus.MISSING_CODES:
            return None
        raise
    return text if api_version == CURRENT else dumps(versioning.down(api_version, "events", json.loads(text)))
