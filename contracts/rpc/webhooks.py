"""
The webhooks service's methods: requests, answers, refusals.

What changes something takes an idempotency key. Lists take `filters`, `after` (the `next` of the page before, or
null) and `limit`, and answer `body_items` (the JSON text of an array) and `next`.
"""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.rpc import INVALID_TYPE, OUT_OF_RANGE, REQUIRED, Request, flag, text, whole
from contracts.versioning import SERVED

MOST_LISTED = 100
DEFAULT_LIMIT = 20
MOST_EVENTS = 50
API_VERSIONS = SERVED
EVENT_FILTERS = ("type", "created_at_gte", "created_at_lt", "after_sequence")
DELIVERY_FILTERS = ("status", "event")
DELIVERY_STATUSES = ("pending", "delivered", "failed")
ENDPOINT_STATUSES = ("enabled", "disabled")
MOST_HEADERS_CHANGED = 40
MOST_REPLAYED = 10_000


def _patterns(**options: Any) -> "fields.List[Any]":
    return fields.List(
        text(64),
        validate=[validate.Length(min=1, max=MOST_EVENTS, error=OUT_OF_RANGE)],
        error_messages={"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE},
        **options,
    )


def _headers(**options: Any) -> fields.Dict:
    """Headers of the client's own; what is wrong with one is the service's to say."""
    return fields.Dict(
        keys=fields.String(),
        values=text(2048, shortest=0, allow_none=True),
        validate=[validate.Length(max=MOST_HEADERS_CHANGED, error=OUT_OF_RANGE)],
        error_messages={"null": REQUIRED, "invalid": INVALID_TYPE},
        **options,
    )


class RegisterEndpoint(Request):
    """An address and the events it wants: names, `stock.*` for all of a kind, `*` for all."""

    url = text(2048, required=True)
    events = _patterns(required=True)
    description = text(500, shortest=0, load_default=None, allow_none=True)
    api_version = text(8, load_default=None, allow_none=True)
    headers = _headers(load_default=dict, allow_none=True)


class EndpointChanges(Request):
    """What a merge patch names (RFC 7396): what is absent stays; null clears the description, a header, or all headers."""

    url = text(2048)
    events = _patterns()
    description = text(500, shortest=0, allow_none=True)
    headers = _headers(allow_none=True)
    status = fields.String(
        validate=[validate.OneOf(ENDPOINT_STATUSES, error=OUT_OF_RANGE)],
        error_messages={"null": REQUIRED, "invalid": INVALID_TYPE},
    )


class GetEndpoint(Request):
    """Which endpoint: to show, to ping, or to give another secret."""

    endpoint_id = text(64, required=True)


class ChangeEndpoint(GetEndpoint):
    """A change of one endpoint; `changes` is an EndpointChanges, `expected_body` the SHA-256 of the body it is meant for."""

    changes = fields.Dict(required=True)
    expected_body = text(64, load_default=None, allow_none=True)


class DeleteEndpoint(GetEndpoint):
    """An end to one endpoint."""

    expected_body = text(64, load_default=None, allow_none=True)


class GetDelivery(GetEndpoint):
    """Which delivery of an endpoint: to show, or to send once more."""

    delivery_id = text(64, required=True)


class ReplayEvents(GetEndpoint):
    """
    Which events to send again: a range by time (`from`, `to`) or by sequence, both ends included and either one open, of these
    types (null: those the endpoint subscribes to). With `dry_run` they are only counted.
    """

    from_ = text(32, load_default=None, allow_none=True, data_key="from")
    to = text(32, load_default=None, allow_none=True)
    from_sequence = whole(1, 2**63 - 1, load_default=None, allow_none=True)
    to_sequence = whole(1, 2**63 - 1, load_default=None, allow_none=True)
    events = _patterns(load_default=None, allow_none=True)
    dry_run = flag(load_default=False)


class DiagnoseSignature(Request):
    """
    A delivery as a receiver got it. `body` is its raw text, or null when the receiver gave something else, named in
    `body_kind`; `secret` what it verifies with; `received_at` its clock.
    """

    body = text(1024 * 1024, shortest=0, load_default=None, allow_none=True)
    body_kind = text(16, load_default="text")
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    secret = text(256, load_default=None, allow_none=True)
    received_at = text(32, load_default=None, allow_none=True)


class GetEvent(Request):
    """Which event."""

    event_id = text(64, required=True)


class ListPage(Request):
    """Which page of a list; the filters are the list's own."""

    filters = fields.Dict(keys=fields.String(), load_default=dict, allow_none=True)
    after = fields.List(fields.Raw(), load_default=None, allow_none=True)
    limit = whole(1, MOST_LISTED, load_default=DEFAULT_LIMIT)


class ListEvents(ListPage):
    """Events, the newest first; with `after_sequence` (here or among the filters) in ascending order from behind it."""

    after_sequence = whole(0, 2**63 - 1, load_default=None, allow_none=True)
    type = text(64, load_default=None, allow_none=True)


class ListDeliveries(ListPage):
    """What was sent to an endpoint, the newest first."""

    endpoint_id = text(64, required=True)


class EndpointBody(Schema):
    """
    An endpoint: the JSON text `body`. `secret` is there in the answer that made it and null in every other; of `headers`
    the names alone are shown.
    """

    id = fields.String(required=True)
    url = fields.String(required=True)
    events = fields.List(fields.String(), required=True)
    description = fields.String(required=True, allow_none=True)
    headers = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    secret = fields.String(required=True, allow_none=True)
    previous_secret_expires_at = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(ENDPOINT_STATUSES))
    disabled_reason = fields.String(required=True, allow_none=True)
    failing_since = fields.String(required=True, allow_none=True)
    api_version = fields.String(required=True)
    livemode = fields.Boolean(required=True)
    created_at = fields.String(required=True)
    updated_at = fields.String(required=True)


class Attempt(Schema):
    """
    One POST: `status` is the receiver's, `error` why there is none; both null while it is under way. `response` is the beginning
    of the receiver's answer; a `redelivery` was asked for and is not the schedule's.
    """

    at = fields.String(required=True)
    status = fields.Integer(required=True, strict=True, allow_none=True)
    latency_ms = fields.Integer(required=True, strict=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)
    response = fields.String(required=True, allow_none=True)
    redelivery = fields.Boolean(required=True)


class DeliveryBody(Schema):
    """One event for one endpoint: an item of list_deliveries."""

    id = fields.String(required=True)
    webhook_id = fields.String(required=True)
    event_id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(DELIVERY_STATUSES))
    attempts = fields.List(fields.Nested(Attempt), required=True)
    next_attempt_at = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True)


class ReplayBody(Schema):
    """How many events a replay sends, or would send."""

    webhook_id = fields.String(required=True)
    events_count = fields.Integer(required=True, strict=True)
    dry_run = fields.Boolean(required=True)


class FindingBody(Schema):
    """One thing that the doctor found; the code is stable."""

    code = fields.String(required=True)
    detail = fields.String(required=True)


class DiagnosisBody(Schema):
    """What is wrong with a delivery as a receiver got it; nothing is when `verified`."""

    verified = fields.Boolean(required=True)
    findings = fields.List(fields.Nested(FindingBody), required=True)
    webhook_id = fields.String(required=True, allow_none=True)
    event_id = fields.String(required=True, allow_none=True)
    signed_at = fields.String(required=True, allow_none=True)
    clock_off_seconds = fields.Integer(required=True, strict=True, allow_none=True)


REFUSALS = {
    "register_endpoint": ("validation_failed", "webhook_limit_reached"),
    "get_endpoint": ("validation_failed", "not_found"),
    "change_endpoint": ("validation_failed", "not_found", "webhook_exists", "precondition_failed"),
    "delete_endpoint": ("validation_failed", "not_found", "precondition_failed"),
    "rotate_secret": ("validation_failed", "not_found"),
    "ping_endpoint": ("validation_failed", "not_found", "webhook_disabled"),
    "get_delivery": ("validation_failed", "not_found"),
    "redeliver": ("validation_failed", "not_found", "webhook_disabled"),
    "replay_events": ("validation_failed", "not_found", "webhook_disabled"),
    "diagnose_signature": ("validation_failed",),
    "list_endpoints": ("validation_failed",),
    "list_events": ("validation_failed",),
    "get_event": ("validation_failed", "not_found"),
    "list_deliveries": ("validation_failed", "not_found"),
}
