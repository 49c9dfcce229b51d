"""Endpoints, deliveries, payloads, diagnoses and pages of lists, written as the contract has them."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from contracts import versioning
from kit.clock import rfc3339
from kit.wire_json import dumps
from services.webhooks.domain.custom_headers import SHOWN
from services.webhooks.domain.doctor import Diagnosis
from services.webhooks.domain.endpoint import Endpoint


def payload(body: str, api_version: str) -> bytes:
    """Give an event as it is sent to an endpoint of a version: the stored text itself for the newest."""
    if api_version == versioning.CURRENT:
        return body.encode()
    return dumps(versioning.down(api_version, "events", json.loads(body))).encode()


def endpoint_to_wire(endpoint: Endpoint, headers: Iterable[str], secret: str | None = None) -> str:
    """
    Write an endpoint's JSON text, of its headers the names alone; the secret is there in the answer that made it, and null
    ever after.
    """
    return dumps(
        {
            "id": endpoint.id,
            "url": endpoint.url,
            "events": list(endpoint.events),
            "description": endpoint.description,
            "headers": dict.fromkeys(headers, SHOWN),
            "secret": secret,
            "previous_secret_expires_at": endpoint.old_secrets[0]["until"][:19] + "Z" if endpoint.old_secrets else None,
            "status": endpoint.status,
            "disabled_reason": endpoint.disabled_reason,
            "failing_since": rfc3339(endpoint.failing_since) if endpoint.failing_since else None,
            "api_version": endpoint.api_version,
            "livemode": endpoint.livemode,
            "created_at": rfc3339(endpoint.created_at),
            "updated_at": rfc3339(endpoint.updated_at),
        }
    )


def delivery_to_wire(row: Mapping[str, Any]) -> str:
    """Write a delivery's JSON text."""
    return dumps(
        {
            "id": row["id"],
            "webhook_id": row["endpoint_id"],
            "event_id": row["event_id"],
            "status": row["status"],
            "attempts": row["attempts"],
            "next_attempt_at": rfc3339(row["next_attempt_at"]) if row["next_attempt_at"] else None,
            "created_at": rfc3339(row["created_at"]),
        }
    )


def page(
    found: Sequence[Any], limit: int, *, to_wire: Callable[[Any], str], place: Callable[[Any], list[Any]]
) -> dict[str, Any]:
    """Make a page of what was found (one more than asked for means that there is a next page), as JSON text."""
    shown = found[:limit]
    return {
        "body_items": f"[{','.join([to_wire(item) for item in shown])}]",
        "next": place(shown[-1]) if len(found) > limit else None,
    }


def replay_to_wire(endpoint_id: str, count: int, *, dry_run: bool) -> str:
    """Write the JSON text of what a replay sends, or would send."""
    return dumps({"webhook_id": endpoint_id, "events_count": count, "dry_run": dry_run})


def diagnosis_to_wire(diagnosis: Diagnosis) -> str:
    """Write the doctor's findings."""
    return dumps(
        {
            "verified": diagnosis.verified,
            "findings": [{"code": found.code, "detail": found.detail} for found in diagnosis.findings],
            "webhook_id": diagnosis.webhook_id,
            "event_id": diagnosis.event_id,
            "signed_at": rfc3339(diagnosis.signed_at) if diagnosis.signed_at else None,
            "clock_off_seconds": diagnosis.clock_off_seconds,
        }
    )
