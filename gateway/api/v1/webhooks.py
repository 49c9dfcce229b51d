"""Webhook endpoints."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, page, shown
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.webhooks import Complaint, DeliveriesQuery, Replay, WebhookChanges, WebhookEndpoint
from gateway.request_context import current
from gateway.rules import body, idempotent, if_match, needs, query
from gateway.services import ask, write

webhooks = Blueprint("webhooks", __name__, url_prefix="/v1/webhooks")


@webhooks.post("")
@needs("webhooks:write")
@body(WebhookEndpoint)
@idempotent
def register_endpoint(body: dict[str, Any]) -> Response:
    """Register an address for events; its payloads stay in the version of this request unless another is named."""
    request = {**body, "api_version": body["api_version"] or current().version}
    return made(write("webhooks", "register_endpoint", request), at="/v1/webhooks")


@webhooks.get("")
@needs("webhooks:read")
@query(ListQuery)
def list_endpoints(query: dict[str, Any]) -> Response:
    """List the endpoints, newest first."""
    return page("webhooks", "list_endpoints", query)


@webhooks.get("/<endpoint_id>")
@needs("webhooks:read")
def get_endpoint(endpoint_id: str) -> Response:
    """Fetch an endpoint, without its secret."""
    return shown(ask("webhooks", "get_endpoint", {"endpoint_id": endpoint_id}))


@webhooks.patch("/<endpoint_id>")
@needs("webhooks:write")
@body(WebhookChanges)
@idempotent
@if_match(get_endpoint)
def change_endpoint(endpoint_id: str, body: dict[str, Any], expected_body: str | None) -> Response:
    """Change what is named of an endpoint; disabled, it gets nothing until it is enabled again."""
    request = {"endpoint_id": endpoint_id, "changes": body, "expected_body": expected_body}
    return made(write("webhooks", "change_endpoint", request))


@webhooks.delete("/<endpoint_id>")
@needs("webhooks:write")
@idempotent
@if_match(get_endpoint)
def delete_endpoint(endpoint_id: str, expected_body: str | None) -> Response:
    """Delete an endpoint, and what waits for it."""
    request = {"endpoint_id": endpoint_id, "expected_body": expected_body}
    return made(write("webhooks", "delete_endpoint", request))


@webhooks.post("/<endpoint_id>/rotate-secret")
@needs("webhooks:write")
@idempotent
def rotate_secret(endpoint_id: str) -> Response:
    """Give an endpoint another secret, shown this once; the one before signs beside it for 24 hours."""
    return made(write("webhooks", "rotate_secret", {"endpoint_id": endpoint_id}))


@webhooks.post("/<endpoint_id>/test")
@needs("webhooks:write")
@idempotent
def ping_endpoint(endpoint_id: str) -> Response:
    """Send an endpoint a ping, whatever it subscribes to, and show the delivery."""
    return _begun(write("webhooks", "ping_endpoint", {"endpoint_id": endpoint_id}))


@webhooks.post("/<endpoint_id>/replay")
@needs("webhooks:write")
@body(Replay)
@idempotent
def replay_events(endpoint_id: str, body: dict[str, Any]) -> Response:
    """Send a range of events to an endpoint again (202), or only count them (200)."""
    return _begun(write("webhooks", "replay_events", {"endpoint_id": endpoint_id, **body}))


@webhooks.get("/<endpoint_id>/deliveries")
@needs("webhooks:read")
@query(DeliveriesQuery)
def list_deliveries(endpoint_id: str, query: dict[str, Any]) -> Response:
    """List what was sent to an endpoint, and how it went."""
    return page("webhooks", "list_deliveries", query, endpoint_id=endpoint_id)


@webhooks.get("/<endpoint_id>/deliveries/<delivery_id>")
@needs("webhooks:read")
def get_delivery(endpoint_id: str, delivery_id: str) -> Response:
    """Fetch a delivery with its attempts and the beginning of each response."""
    return shown(ask("webhooks", "get_delivery", {"endpoint_id": endpoint_id, "delivery_id": delivery_id}))


@webhooks.post("/<endpoint_id>/deliveries/<delivery_id>/redeliver")
@needs("webhooks:write")
@idempotent
def redeliver(endpoint_id: str, delivery_id: str) -> Response:
    """Send a delivery once more, now and whatever its state; its schedule stays as it is."""
    return _begun(write("webhooks", "redeliver", {"endpoint_id": endpoint_id, "delivery_id": delivery_id}))


@webhooks.post("/verify-debug")
@needs("webhooks:read")
@body(Complaint)
def diagnose_signature(body: dict[str, Any]) -> Response:
    """Say why a delivery cannot be verified: body, headers, secret or clock. Changes nothing."""
    raw = body["body"]
    seen = {"body": raw} if isinstance(raw, str) else {"body": None, "body_kind": raw["kind"]}
    return shown(ask("webhooks", "diagnose_signature", {**body, **seen}))


def _begun(result: dict[str, Any]) -> Response:
    """Answer 202 for what the dispatcher will do, 200 when there is nothing to do."""
    answer = made(result)
    answer.status_code = 202 if result["created"] else 200
    return answer
