"""What the dispatcher counts: attempts by how they ended, how long they took, and what waits."""

from collections.abc import Sequence
from typing import Any

from kit import metrics
from kit.clock import Clock
from kit.db import Database
from kit.messaging.backlog import Reading
from services.webhooks.domain.delivery import DELIVERED, PENDING, Outcome
from services.webhooks.storage import backlog

_DELIVERED, _RETRIED, _FAILED = (metrics.DELIVERIES.of(outcome) for outcome in ("delivered", "retried", "failed"))
_SECONDS = metrics.DELIVERY_SECONDS.of()


def count(outcomes: Sequence[Outcome]) -> None:
    """Count attempts that have ended; a redelivery that failed changes nothing and counts as failed."""
    for outcome in outcomes:
        _SECONDS.observe(outcome.answer.latency_ms / 1000)
        {DELIVERED: _DELIVERED, PENDING: _RETRIED}.get(outcome.status or "", _FAILED).add()


def show_backlog(db: Database, clock: Clock) -> None:
    """Show what waits, read when it is asked for."""

    def read() -> list[dict[str, Any]]:
        with db.transaction() as tx:
            return [backlog.read(tx, clock.now())]

    reading = Reading(read)
    reading.show(metrics.DELIVERIES_DUE, "due")
    reading.show(metrics.DELIVERIES_OLDEST_DUE_SECONDS, "oldest")
    reading.show(metrics.ENDPOINTS_PAUSED, "paused")
