"""
The webhooks service's methods: requests, answers, refusals.

register_endpoint is a write and takes an idempotency key. Lists take `filters`, `after` (the `next` of the page before, or
null) and `limit`, and answer `body_items` (the JSON text of an array) and `next`.
"""

from marshmallow import Schema, fields, validate

from contracts.rpc import INVALID_TYPE, OUT_OF_RANGE, REQUIRED, Request, text, whole
from contracts.versioning import SERVED

MOST_LISTED = 100
DEFAULT_LIMIT = 20
MOST_EVENTS = 50
API_VERSIONS = SERVED
EVENT_FILTERS = ("type", "created_at_gte", "created_at_lt", "after_sequence")
DELIVERY_FILTERS = ("status", "event")
DELIVERY_STATUSES = ("pending", "delivered", "failed")


class RegisterEndpoint(Request):
    """An address and the events it wants: names, `stock.*` for all of a kind, `*` for all."""

    url = text(2048, required=True)
    events = fields.List(
        text(64),
        required=True,
        validate=[validate.Length(min=1, max=MOST_EVENTS, error=OUT_OF_RANGE)],
        error_messages={"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE},
    )
    description = text(500, shortest=0, load_default=None, allow_none=True)
    api_version = text(8, load_default=None, allow_none=True)


class GetEndpoint(Request):
    """Which endpoint."""

    endpoint_id = text(64, required=True)


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
    """An endpoint: the JSON text `body`. `secret` is there in the answer that made it and null in every other."""

    id = fields.String(required=True)
    url = fields.String(required=True)
    events = fields.List(fields.String(), required=True)
    description = fields.String(required=True, allow_none=True)
    secret = fields.String(required=True, allow_none=True)
    status = fields.String(required=True, validate=validate.OneOf(["enabled", "disabled"]))
    disabled_reason = fields.String(required=True, allow_none=True)
    api_version = fields.String(required=True)
    livemode = fields.Boolean(required=True)
    created_at = fields.String(required=True)
    updated_at = fields.String(required=True)


class Attempt(Schema):
    """One POST: `status` is the receiver's, `error` why there is none; both null while it is under way."""

    at = fields.String(required=True)
    status = fields.Integer(required=True, strict=True, allow_none=True)
    latency_ms = fields.Integer(required=True, strict=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)


class DeliveryBody(Schema):
    """One event for one endpoint: an item of list_deliveries."""

    id = fields.String(required=True)
    webhook_id = fields.String(required=True)
    event_id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(DELIVERY_STATUSES))
    attempts = fields.List(fields.Nested(Attempt), required=True)
    next_attempt_at = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True)


REFUSALS = {
    "register_endpoint": ("validation_failed",),
    "get_endpoint": ("validation_failed", "not_found"),
    "list_endpoints": ("validation_failed",),
    "list_events": ("validation_failed",),
    "get_event": ("validation_failed", "not_found"),
    "list_deliveries": ("validation_failed", "not_found"),
}
