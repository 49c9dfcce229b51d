"""The dispatcher's one transaction: write down how attempts went, and take what is due next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kit.clock import Clock, rfc3339
from kit.db import Database, Tx
from kit.ids import new_id
from services.webhooks.domain.delivery import Due, Outcome
from services.webhooks.domain.public_data import shape
from services.webhooks.domain.public_event import PublicEvent
from services.webhooks.storage import deliveries, endpoints, events

LEASE = timedelta(seconds=60)  # far longer than an attempt can take
GONE_REASON = "the receiver answered 410 Gone"


def settle_and_take(
    db: Database,
    clock: Clock,
    outcomes: Sequence[Outcome],
    *,
    busy: Mapping[str, int],
    per_endpoint: int,
    limit: int,
) -> list[Due]:
    """
    Settle the outcomes and lease up to `limit` due deliveries, each with its attempt on record before it is sent.

    A receiver that answered 410 gets nothing more: its endpoint is disabled, and the account is told by an event.
    """
    now = clock.now()
    with db.transaction() as tx:
        if outcomes:
            deliveries.settle(tx, outcomes)
            _disable_gone(tx, [outcome for outcome in outcomes if outcome.endpoint_is_gone], now)
        if limit <= 0:
            return []
        return deliveries.take_due(
            tx, now=now, leased_until=now + LEASE, busy=busy, per_endpoint=per_endpoint, limit=limit
        )


def _disable_gone(tx: Tx, gone: Sequence[Outcome], now: datetime) -> None:
    told = []
    for due in sorted(
        {(o.due.account_id, o.due.endpoint_id): o.due for o in gone}.values(), key=lambda d: d.endpoint_id
    ):
        if endpoints.disable(tx, due.account_id, due.endpoint_id, reason=GONE_REASON, now=now):
            data = shape("webhook.disabled", {"webhook_id": due.endpoint_id, "reason": GONE_REASON})[0]
            told.append(
                PublicEvent(due.account_id, new_id("evt", now), "webhook.disabled", rfc3339(now), due.livemode, data)
            )
    if told:
        deliveries.fail_waiting(tx, now=now)
        events.store(tx, told, now)
