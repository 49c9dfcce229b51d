"""Events and those who are told of them: the shapes of webhooks."""

from typing import Any

from contracts.public.webhook_types import PUBLIC_TYPES
from contracts.versioning import SERVED
from gateway.openapi.kinds import COUNT, FLAG, TEXT, WHEN, ident, many, maybe, ref, thing, words

Json = dict[str, Any]

WEBHOOK = thing(
    "An endpoint that events are sent to. `secret` is shown in the answer that made it and null in every other.",
    id=ident("whk"),
    url=TEXT,
    events=many(TEXT),
    description=maybe(TEXT),
    secret=maybe({"type": "string", "pattern": "^whsec_"}),
    status=words("enabled", "disabled"),
    disabled_reason=maybe(TEXT),
    api_version=words(*SERVED),
    livemode=FLAG,
    created_at=WHEN,
    updated_at=WHEN,
)

ATTEMPT = thing(
    "One POST to an endpoint: the status it answered, or why there is none.",
    at=WHEN,
    status=maybe({"type": "integer"}),
    latency_ms=maybe(COUNT),
    error=maybe(TEXT),
)

DELIVERY = thing(
    "One event for one endpoint.",
    id=ident("dlv"),
    webhook_id=ident("whk"),
    event_id=ident("evt"),
    status=words("pending", "delivered", "failed"),
    attempts=many(ref("Attempt")),
    next_attempt_at=maybe(WHEN),
    created_at=WHEN,
)

EVENT = thing(
    "Something that happened, as a webhook delivers it.",
    id=ident("evt"),
    type=words(*PUBLIC_TYPES),
    api_version=words(*SERVED),
    created_at=WHEN,
    livemode=FLAG,
    sequence={"type": "integer", "minimum": 1},
    data={"type": "object", "description": "What it is about, by type; see the webhooks guide."},
)

SHAPES: dict[str, Json] = {
    "Webhook": WEBHOOK,
    "Attempt": ATTEMPT,
    "Delivery": DELIVERY,
    "Event": EVENT,
}
