"""Webhook endpoints."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, page, shown
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.webhooks import DeliveriesQuery, WebhookEndpoint
from gateway.request_context import current
from gateway.rules import body, idempotent, needs, query
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


@webhooks.get("/<endpoint_id>/deliveries")
@needs("webhooks:read")
@query(DeliveriesQuery)
def list_deliveries(endpoint_id: str, query: dict[str, Any]) -> Response:
    """List what was sent to an endpoint, and how it went."""
    return page("webhooks", "list_deliveries", query, endpoint_id=endpoint_id)
