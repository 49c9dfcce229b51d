"""Events and those who are told of them: the shapes of webhooks."""

from typing import Any

from contracts.public.webhook_types import PUBLIC_TYPES
from contracts.versioning import SERVED
from gateway.openapi.kinds import COUNT, FLAG, PAIRS, TEXT, WHEN, ident, many, maybe, ref, thing, words

Json = dict[str, Any]

WEBHOOK = thing(
    "An endpoint that events are sent to. `secret` is shown in the answer that made it and null in every other.",
    id=ident("whk"),
    url=TEXT,
    events=many(TEXT),
    description=maybe(TEXT),
    headers={**PAIRS, "description": "Headers of your own on each delivery; their values are never shown again."},
    secret=maybe({"type": "string", "pattern": "^whsec_"}),
    previous_secret_expires_at=maybe({**WHEN, "description": "Until when a rotated secret signs beside the new one."}),
    status=words("enabled", "disabled"),
    disabled_reason=maybe(TEXT),
    failing_since=maybe({**WHEN, "description": "Since when nothing was accepted; after 5 days it is disabled."}),
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
    response=maybe({**TEXT, "description": "The beginning of the response: 4 KiB, in a list 200 characters."}),
    redelivery={**FLAG, "description": "Whether it was asked for, and is not the schedule's."},
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

REPLAY = thing(
    "How many events are sent again, or would be.",
    webhook_id=ident("whk"),
    events_count=COUNT,
    dry_run={**FLAG, "description": "Whether they were only counted."},
)

FINDING = thing(
    "One thing that is wrong.",
    code=words(
        "body_altered",
        "body_parsed",
        "body_reserialised",
        "body_truncated",
        "clock_off",
        "header_malformed",
        "header_missing",
        "live_secret_on_test",
        "signature_unknown",
        "test_secret_on_live",
        "wrong_secret",
    ),
    detail={**TEXT, "description": "What is wrong, and what to do."},
)

DIAGNOSIS = thing(
    "Why a delivery cannot be verified; nothing is wrong when `verified`.",
    verified={**FLAG, "description": "Whether it should have been accepted."},
    findings=many(ref("Finding")),
    webhook_id={**maybe(ident("whk")), "description": "Whose secret signed it."},
    event_id=maybe(ident("evt")),
    signed_at={**maybe(WHEN), "description": "When it was signed, by its header."},
    clock_off_seconds={
        **maybe({"type": "integer"}),
        "description": "How much later than that it was received; negative: earlier.",
    },
)

SHAPES: dict[str, Json] = {
    "Webhook": WEBHOOK,
    "Attempt": ATTEMPT,
    "Delivery": DELIVERY,
    "Event": EVENT,
    "Replay": REPLAY,
    "Finding": FINDING,
    "Diagnosis": DIAGNOSIS,
}
