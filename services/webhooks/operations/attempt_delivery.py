"""Send one delivery once."""

import random
from collections.abc import Mapping

from kit import tracing
from kit.clock import Clock
from services.webhooks.adapters.http_sender import HttpSender
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.domain.delivery import Answer, Due, Outcome, outcome_of
from services.webhooks.domain.endpoint import living
from services.webhooks.domain.signature import signed_headers
from services.webhooks.wire import payload


def attempt_delivery(due: Due, clock: Clock, *, sender: HttpSender, box: SecretBox) -> Outcome:
    """
    Sign the stored body, in the version of the endpoint, with its secret and those that still live; send it with the endpoint's
    own headers, and decide what becomes of the delivery. The attempt is on record already.
    """
    sent_at = clock.now()
    if due.body is None:
        return outcome_of(due, Answer(0, error="event_expired"), sent_at=sent_at, now=sent_at, jitter=0.0)
    body = payload(due.body, due.api_version)
    secrets = [box.open(due.sealed_secret), *(box.open(old["sealed"]) for old in living(due.old_secrets, sent_at))]
    proof = signed_headers(secrets, due.event_id, int(sent_at.timestamp()), body, attempt=due.attempt)
    headers = box.open_headers(due.sealed_headers) | proof
    with tracing.span("deliver webhook", tracing.CLIENT, parent=due.traceparent) as span:
        answer = sender.post(due.url, body, headers | _trace(due, headers), livemode=due.livemode)
        if span is not None:
            _note(span, due, answer)
    jitter = random.uniform(-1, 1)  # spreads retries, protects nothing
    return outcome_of(due, answer, sent_at=sent_at, now=clock.now(), jitter=jitter)


def _trace(due: Due, headers: Mapping[str, str]) -> dict[str, str]:
    """Name the trace that the event happened in, unless the endpoint's owner has given a header of that name."""
    trace = tracing.traceparent() or due.traceparent
    if trace is None or tracing.TRACEPARENT in map(str.lower, headers):
        return {}
    return {tracing.TRACEPARENT: trace}


def _note(span: tracing.Span, due: Due, answer: Answer) -> None:
    span.note({"messaging.message.id": due.event_id, "saathix.delivery_id": due.id, "saathix.attempt": due.attempt})
    if answer.status_code is not None:
        span.note({"http.response.status_code": answer.status_code})
    if not answer.accepted:
        span.fail(answer.error or str(answer.status_code))
