"""Webhook endpoints, their deliveries, and the events themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from ._base import Resource, matching, segment

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._pages import List
    from ..types import Delivery, Diagnosis, Event, Replay, Webhook, WebhookChangesRequest, WebhookEndpointRequest


class Webhooks(Resource):
    """Where events are sent. To verify what arrives: `saathix.webhooks.verify`."""

    def create(self, *, idempotency_key: str | None = None, **endpoint: Unpack[WebhookEndpointRequest]) -> Webhook:
        """Register an endpoint; its `secret` is shown this once."""
        return self._client._object("POST", "/v1/webhooks", body=endpoint, idempotency_key=idempotency_key)

    def retrieve(self, endpoint_id: str) -> Webhook:
        """Fetch an endpoint."""
        return self._client._object("GET", _path(endpoint_id))

    def list(self, *, limit: int | None = None, cursor: str | None = None) -> List[Webhook]:
        """List the endpoints."""
        return self._client._list("/v1/webhooks", {"limit": limit, "cursor": cursor})

    def update(
        self,
        endpoint_id: str,
        *,
        if_match: str | None = None,
        idempotency_key: str | None = None,
        **changes: Unpack[WebhookChangesRequest],
    ) -> Webhook:
        """Change what is named of an endpoint; `status` switches it off and on."""
        return self._client._object(
            "PATCH", _path(endpoint_id), body=changes, headers=matching(if_match), idempotency_key=idempotency_key
        )

    def delete(self, endpoint_id: str, *, if_match: str | None = None, idempotency_key: str | None = None) -> Webhook:
        """Delete an endpoint; nothing is sent to it any more."""
        return self._client._object(
            "DELETE", _path(endpoint_id), headers=matching(if_match), idempotency_key=idempotency_key
        )

    def rotate_secret(self, endpoint_id: str, *, idempotency_key: str | None = None) -> Webhook:
        """Make a new secret; the old one signs as well for 24 hours."""
        path = _path(endpoint_id) + "/rotate-secret"
        return self._client._object("POST", path, idempotency_key=idempotency_key)

    def test(self, endpoint_id: str, *, idempotency_key: str | None = None) -> Delivery:
        """Send a test event."""
        return self._client._object("POST", _path(endpoint_id) + "/test", idempotency_key=idempotency_key)

    def replay(
        self,
        endpoint_id: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        from_sequence: int | None = None,
        to_sequence: int | None = None,
        events: Sequence[str] | None = None,
        dry_run: bool = False,
        idempotency_key: str | None = None,
    ) -> Replay:
        """Send a range of events again; `dry_run` only counts them."""
        body = {
            "from": from_,
            "to": to,
            "from_sequence": from_sequence,
            "to_sequence": to_sequence,
            "events": None if events is None else [*events],
            "dry_run": dry_run,
        }
        return self._client._object("POST", _path(endpoint_id) + "/replay", body=body, idempotency_key=idempotency_key)

    def list_deliveries(
        self,
        endpoint_id: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["pending", "delivered", "failed"] | None = None,
        event: str | None = None,
    ) -> List[Delivery]:
        """List deliveries, newest first."""
        query = {"limit": limit, "cursor": cursor, "status": status, "event": event}
        return self._client._list(_path(endpoint_id) + "/deliveries", query)

    def retrieve_delivery(self, endpoint_id: str, delivery_id: str) -> Delivery:
        """Fetch a delivery."""
        return self._client._object("GET", _delivery(endpoint_id, delivery_id))

    def redeliver(self, endpoint_id: str, delivery_id: str, *, idempotency_key: str | None = None) -> Delivery:
        """Try a delivery once more, now."""
        path = _delivery(endpoint_id, delivery_id) + "/redeliver"
        return self._client._object("POST", path, idempotency_key=idempotency_key)

    def diagnose(
        self,
        body: Any,
        headers: Mapping[str, str],
        *,
        secret: str | None = None,
        received_at: str | None = None,
    ) -> Diagnosis:
        """Ask why a delivery cannot be verified; it knows the account's secrets and what was sent."""
        text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        complaint = {"body": text, "headers": dict(headers), "secret": secret, "received_at": received_at}
        return self._client._object("POST", "/v1/webhooks/verify-debug", body=complaint)


class Events(Resource):
    """What happened, for 30 days."""

    def retrieve(self, event_id: str) -> Event:
        """Fetch an event."""
        return self._client._object("GET", f"/v1/events/{segment(event_id, 'event_id')}")

    def list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        type: str | None = None,
        created_at_gte: str | None = None,
        after_sequence: int | None = None,
    ) -> List[Event]:
        """List events, newest first; behind a sequence number, oldest first."""
        query = {
            "limit": limit,
            "cursor": cursor,
            "type": type,
            "created_at[gte]": created_at_gte,
            "after_sequence": after_sequence,
        }
        return self._client._list("/v1/events", query)


def _path(endpoint_id: str) -> str:
    return f"/v1/webhooks/{segment(endpoint_id, 'endpoint_id')}"


def _delivery(endpoint_id: str, delivery_id: str) -> str:
    return f"{_path(endpoint_id)}/deliveries/{segment(delivery_id, 'delivery_id')}"
