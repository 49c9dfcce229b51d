"""A delivery under way: what is sent, how it went, and what that makes of the delivery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.webhooks.domain.retry_schedule import closes_at, next_attempt_at

PENDING = "pending"
DELIVERED = "delivered"
FAILED = "failed"

GONE = 410
RETRY_AFTER_STATUSES = (429, 503)


@dataclass(frozen=True, slots=True)
class Due:
    """
    A delivery that was taken to be sent now, with all that is needed for it.

    `attempt` counts all attempts from one, `scheduled` those of the schedule; a redelivery is none of these. `body` is in the
    newest version, `api_version` the endpoint's; it is None when the event is no longer kept. `failing`: the endpoint's last
    attempts have failed. `traceparent`: the trace that the event happened in, if it was traced.
    """

    account_id: str
    id: str
    attempt: int
    scheduled: int
    redelivery: bool
    first_attempt_at: datetime
    endpoint_id: str
    url: str
    livemode: bool
    sealed_secret: str
    old_secrets: Sequence[Mapping[str, str]]
    sealed_headers: str | None
    failing: bool
    api_version: str
    event_id: str
    body: str | None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended: with a status code, or with the class of its error."""

    latency_ms: int
    status_code: int | None = None
    error: str | None = None
    response_head: str | None = None
    retry_after_seconds: int | None = None

    @property
    def accepted(self) -> bool:
        """Say whether the receiver took the delivery: any 2xx."""
        return self.status_code is not None and 200 <= self.status_code < 300  # HTTP's own classes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt makes of its delivery; without a status that stays as it is, and so does its schedule."""

    due: Due
    answer: Answer
    sent_at: datetime
    status: str | None
    next_attempt_at: datetime | None
    closes_at: datetime | None = None

    @property
    def endpoint_is_gone(self) -> bool:
        """Say whether the receiver asked never to be called again."""
        return self.answer.status_code == GONE


def outcome_of(due: Due, answer: Answer, *, sent_at: datetime, now: datetime, jitter: float) -> Outcome:
    """Decide: delivered, to be tried again at a time, or failed after the last attempt or a 410. A redelivery fails without effect."""
    if answer.accepted:
        return Outcome(due, answer, sent_at, DELIVERED, None)
    if due.redelivery:
        return Outcome(due, answer, sent_at, None, None)
    if answer.status_code == GONE or due.body is None:
        return Outcome(due, answer, sent_at, FAILED, None)
    pause = answer.retry_after_seconds if answer.status_code in RETRY_AFTER_STATUSES else None
    again = next_attempt_at(
        due.scheduled, first_attempt_at=due.first_attempt_at, now=now, jitter=jitter, retry_after_seconds=pause
    )
    if again is None:
        return Outcome(due, answer, sent_at, FAILED, None)
    return Outcome(due, answer, sent_at, PENDING, again, closes_at(due.first_attempt_at))
