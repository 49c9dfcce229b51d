"""
How an endpoint is doing: when it is given a rest, and when it is given up.

After a few failures in a row an endpoint is paused, and then tried with one delivery at a time until one is accepted. That
delays attempts and never uses one up; an attempt whose 24 hours are about to end is not held back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.webhooks.domain.delivery import Due, Outcome

FAILURES_TO_PAUSE = 5
PAUSE = timedelta(seconds=30)
GIVEN_UP_AFTER = timedelta(days=5)

GONE = "the receiver answered 410 Gone"
FAILING = "no delivery has been accepted for 5 days"

_NOT_THE_RECEIVERS = frozenset({"event_expired", "internal_error"})


@dataclass(frozen=True, slots=True)
class Showing:
    """What a batch of outcomes says of an endpoint: it works, or so many attempts failed."""

    account_id: str
    endpoint_id: str
    works: bool
    failures: int


def showings(outcomes: Sequence[Outcome]) -> list[Showing]:
    """
    Sum up what is news, endpoint by endpoint, in a fixed order: failures, and successes of those that were failing.

    An endpoint that accepted one of the batch works, whatever became of the others.
    """
    accepted: dict[tuple[str, str], Due] = {}
    failed: dict[tuple[str, str], int] = {}
    for outcome in outcomes:
        endpoint = outcome.due.account_id, outcome.due.endpoint_id
        if outcome.answer.accepted:
            accepted[endpoint] = outcome.due
        elif outcome.answer.error not in _NOT_THE_RECEIVERS:
            failed[endpoint] = failed.get(endpoint, 0) + 1
    news = {endpoint for endpoint, due in accepted.items() if due.failing} | failed.keys() - accepted.keys()
    return [Showing(*endpoint, endpoint in accepted, failed.get(endpoint, 0)) for endpoint in sorted(news)]


def is_given_up(failing_since: datetime, now: datetime) -> bool:
    """Say whether an endpoint that failed just now has been failing for too long."""
    return now - failing_since >= GIVEN_UP_AFTER
