"""The dispatcher's housekeeping: partitions ahead, what is older than 30 days gone, nothing waiting in vain."""

from datetime import UTC, timedelta

from kit.clock import Clock
from kit.db import Database
from services.webhooks.storage import deliveries, partitions

DAYS_AHEAD = 8
DAYS_KEPT = 30
PURGE_ROWS = 5_000


def keep_house(db: Database, clock: Clock) -> dict[str, int]:
    """
    Do each chore in a transaction of its own, and say how much there was to do.

    A day is dropped whole once its last event is more than 30 days old.
    """
    now = clock.now()
    today = now.astimezone(UTC).date()
    oldest = today - timedelta(days=DAYS_KEPT)
    done = {}
    with db.transaction() as tx:
        done["partitions_made"] = partitions.ensure(tx, today - timedelta(days=1), 1 + DAYS_AHEAD)
    with db.transaction() as tx:
        done["partitions_dropped"] = partitions.drop_before(tx, oldest)
    with db.transaction() as tx:
        done["rows_purged"] = deliveries.purge(tx, before=now - timedelta(days=DAYS_KEPT + 1), limit=PURGE_ROWS)
    with db.transaction() as tx:
        done["failed_of_disabled"] = deliveries.fail_waiting(tx, now=now, limit=PURGE_ROWS)
    return done
