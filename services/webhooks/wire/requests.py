"""Requests read by their contract, into what the operations take."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.rpc import InvalidRequest, Request, read
from contracts.rpc.webhooks import (
    API_VERSIONS,
    DELIVERY_FILTERS,
    DELIVERY_STATUSES,
    EVENT_FILTERS,
    ChangeEndpoint,
    DeleteEndpoint,
    DiagnoseSignature,
    EndpointChanges,
    GetDelivery,
    GetEndpoint,
    GetEvent,
    ListDeliveries,
    ListEvents,
    ListPage,
    RegisterEndpoint,
    ReplayEvents,
)
from kit.clock import parse_rfc3339
from kit.errors import Fault, fault
from services.webhooks.errors import ValidationFailed


def registration_from_wire(request: Any) -> tuple[dict[str, Any], list[Fault]]:
    """Read the request of register_endpoint, and list what is wrong with its form."""
    try:
        wanted = read(RegisterEndpoint(), request)
    except InvalidRequest as problem:
        return {}, problem.faults
    wanted["headers"] = wanted["headers"] or {}
    if wanted["api_version"] not in (None, *API_VERSIONS):
        return wanted, [fault("/api_version", "out_of_range", f"versions served: {', '.join(API_VERSIONS)}")]
    return wanted, []


def endpoint_id_from_wire(request: Any) -> str:
    """Read a request that names an endpoint and nothing else; raises ValidationFailed."""
    return str(_read(GetEndpoint(), request)["endpoint_id"])


def change_from_wire(request: Any) -> dict[str, Any]:
    """Read the request of change_endpoint; raises ValidationFailed."""
    wanted = _read(ChangeEndpoint(), request)
    return {**wanted, "changes": _read(EndpointChanges(), wanted["changes"])}


def deletion_from_wire(request: Any) -> dict[str, Any]:
    """Read the request of delete_endpoint; raises ValidationFailed."""
    return _read(DeleteEndpoint(), request)


def delivery_from_wire(request: Any) -> tuple[str, str]:
    """Read a request that names a delivery of an endpoint; raises ValidationFailed."""
    wanted = _read(GetDelivery(), request)
    return wanted["endpoint_id"], wanted["delivery_id"]


def replay_from_wire(request: Any) -> dict[str, Any]:
    """Read the request of replay_events, which names a range by at least one of its ends; raises ValidationFailed."""
    wanted = _read(ReplayEvents(), request)
    if all(wanted[name] is None for name in ("from_", "to", "from_sequence", "to_sequence")):
        raise ValidationFailed([fault("/from", "required", "name a range, by time or by sequence")])
    return {**wanted, "from": _instant("/from", wanted.pop("from_")), "to": _instant("/to", wanted["to"])}


def complaint_from_wire(request: Any) -> dict[str, Any]:
    """Read the request of diagnose_signature; raises ValidationFailed."""
    wanted = _read(DiagnoseSignature(), request)
    return {**wanted, "received_at": _instant("/received_at", wanted["received_at"])}


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
