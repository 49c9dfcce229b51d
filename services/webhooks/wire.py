"""Between the contract's shapes and the service's own: requests in, endpoints, deliveries and pages of lists out."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from contracts import versioning
from contracts.rpc import InvalidRequest, Request, read
from contracts.rpc.webhooks import (
    API_VERSIONS,
    DELIVERY_FILTERS,
    DELIVERY_STATUSES,
    EVENT_FILTERS,
    GetEndpoint,
    GetEvent,
    ListDeliveries,
    ListEvents,
    ListPage,
    RegisterEndpoint,
)
from kit.clock import parse_rfc3339, rfc3339
from kit.errors import Fault, fault
from kit.wire_json import dumps
from services.webhooks.domain.endpoint import Endpoint
from services.webhooks.errors import ValidationFailed


def registration_from_wire(request: Any) -> tuple[dict[str, Any], list[Fault]]:
    """Read the request of register_endpoint, and list what is wrong with its form."""
    try:
        wanted = read(RegisterEndpoint(), request)
    except InvalidRequest as problem:
        return {}, problem.faults
    if wanted["api_version"] not in (None, *API_VERSIONS):
        return wanted, [fault("/api_version", "out_of_range", f"versions served: {', '.join(API_VERSIONS)}")]
    return wanted, []


def payload(body: str, api_version: str) -> bytes:
    """Give an event as it is sent to an endpoint of a version: the stored text itself for the newest."""
    if api_version == versioning.CURRENT:
        return body.encode()
    return dumps(versioning.down(api_version, "events", json.loads(body))).encode()


def endpoint_id_from_wire(request: Any) -> str:
    """Read the request of get_endpoint; raises ValidationFailed."""
    return str(_read(GetEndpoint(), request)["endpoint_id"])


def event_id_from_wire(request: Any) -> str:
    """Read the request of get_event; raises ValidationFailed."""
    return str(_read(GetEvent(), request)["event_id"])


def page_from_wire(request: Any) -> dict[str, Any]:
    """Read the request of a list whose places are `[created_at, id]`; raises ValidationFailed."""
    wanted = _read(ListPage(), request)
    return {**wanted, "after": _place(wanted["after"])}


def deliveries_page_from_wire(request: Any) -> dict[str, Any]:
    """Read the request of list_deliveries; raises ValidationFailed."""
    wanted = _read(ListDeliveries(), request)
    filters = _filters(wanted["filters"], DELIVERY_FILTERS)
    if filters.get("status", DELIVERY_STATUSES[0]) not in DELIVERY_STATUSES:
        raise ValidationFailed([fault("/filters/status", "out_of_range", f"one of {', '.join(DELIVERY_STATUSES)}")])
    return {**wanted, "filters": filters, "after": _place(wanted["after"])}


def events_page_from_wire(request: Any) -> dict[str, Any]:
    """Read the request of list_events, whose places are `[sequence]`; raises ValidationFailed."""
    wanted = _read(ListEvents(), request)
    filters = _filters(wanted["filters"], EVENT_FILTERS)
    since = wanted["after_sequence"] if wanted["after_sequence"] is not None else filters.get("after_sequence")
    after = wanted["after"]
    if not all(isinstance(number, int) for number in (*(after or []), since or 0)):
        raise ValidationFailed([fault("/after", "invalid_type", "null or [sequence]")])
    pattern = wanted["type"] or filters.get("type")
    return {
        "limit": wanted["limit"],
        "after_sequence": since,
        "place": after[0] if after else None,
        "filters": {
            "types": [_like(str(pattern))] if pattern else None,
            "since": _instant("/filters/created_at_gte", filters.get("created_at_gte")),
            "until": _instant("/filters/created_at_lt", filters.get("created_at_lt")),
        },
    }


def endpoint_to_wire(endpoint: Endpoint, secret: str | None) -> str:
    """Write an endpoint's JSON text; the secret is there in the answer that made it, and null ever after."""
    return dumps(
        {
            "id": endpoint.id,
            "url": endpoint.url,
            "events": list(endpoint.events),
            "description": endpoint.description,
            "secret": secret,
            "status": endpoint.status,
            "disabled_reason": endpoint.disabled_reason,
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


def _read(schema: Request, request: Any) -> dict[str, Any]:
    try:
        return read(schema, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None


def _filters(asked: Mapping[str, Any] | None, known: Sequence[str]) -> dict[str, Any]:
    given = {name: value for name, value in (asked or {}).items() if value is not None}
    faults = [fault(f"/filters/{name}", "unknown_field", "no such filter") for name in given if name not in known]
    if faults:
        raise ValidationFailed(faults)
    return given


def _place(after: list[Any] | None) -> tuple[Any, str] | None:
    if after is None:
        return None
    if len(after) != 2 or not isinstance(after[1], str):  # created_at and id
        raise ValidationFailed([fault("/after", "invalid_type", "null or [created_at, id]")])
    return _instant("/after", after[0]), after[1]


def _instant(pointer: str, text: Any) -> Any:
    if text is None:
        return None
    try:
        return parse_rfc3339(text)
    except (TypeError, ValueError):
        raise ValidationFailed([fault(pointer, "invalid_type", "an RFC 3339 instant with its offset")]) from None


def _like(pattern: str) -> str:
    """Write `invoice.*` for LIKE."""
    escaped = pattern.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped[:-1] + "%" if escaped.endswith("*") else escaped
