"""The dispatcher's one transaction: write down how attempts went, and take what is due next."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kit.clock import Clock, rfc3339
from kit.db import Database, Tx
from kit.ids import new_id
from services.webhooks.domain.delivery import Due, Outcome
from services.webhooks.domain.health import FAILING, GONE, is_given_up, showings
from services.webhooks.domain.public_data import shape
from services.webhooks.domain.public_event import PublicEvent
from services.webhooks.storage import deliveries, endpoints, events, health, taking

LEASE = timedelta(seconds=60)  # far longer than an attempt can take
FAILED_AT_ONCE = 5_000


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

    A receiver that answered 410, or accepted nothing for 5 days, gets nothing more: its endpoint is disabled, and the account
    is told by an event.
    """
    now = clock.now()
    with db.transaction() as tx:
        if outcomes:
            deliveries.settle(tx, outcomes)
            _note_health(tx, outcomes, now)
        if limit <= 0:
            return []
        return taking.take_due(tx, now=now, leased_until=now + LEASE, busy=busy, per_endpoint=per_endpoint, limit=limit)


def _note_health(tx: Tx, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Pause or disable what fails, and let what works again off."""
    gone = {(o.due.account_id, o.due.endpoint_id): (o.due.livemode, GONE) for o in outcomes if o.endpoint_is_gone}
    news = showings(outcomes)
    for row in health.note(tx, news, now) if news else []:
        if is_given_up(row["failing_since"], now):
            gone.setdefault((row["account_id"], row["endpoint_id"]), (row["livemode"], FAILING))
    told = [event for endpoint, why in sorted(gone.items()) if (event := _disable(tx, *endpoint, *why, now))]
    if told:
        deliveries.fail_waiting(tx, now=now, limit=FAILED_AT_ONCE)
        events.store(tx, told, now)


def _disable(
    tx: Tx, account_id: str, endpoint_id: str, livemode: bool, reason: str, now: datetime
) -> PublicEvent | None:
    """Disable an endpoint and give the event that says so; None when it was disabled already."""
    if not endpoints.disable(tx, account_id, endpoint_id, reason=reason, now=now):
        return None
    [data] = shape("webhook.disabled", {"webhook_id": endpoint_id, "reason": reason})
    return PublicEvent(account_id, new_id("evt", now), "webhook.disabled", rfc3339(now), livemode, data)
