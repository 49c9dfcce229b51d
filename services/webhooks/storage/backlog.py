"""What waits to be delivered, for the metrics: one read of the index of pending deliveries, as the worker role."""

from datetime import datetime
from typing import Any

from kit.db import Tx
from services.webhooks.domain.health import FAILURES_TO_PAUSE

MOST_COUNTED = 100_000


def read(tx: Tx, now: datetime) -> dict[str, Any]:
    """
    Count the deliveries whose time has come and that nobody sends, the age of the oldest, and the endpoints that rest.

    What waits for an endpoint that rests is not due: it is held back on purpose, and would hide what is not.
    """
    row = tx.one(
        """
        SELECT d.due, d.oldest, e.paused
          FROM (SELECT count(*) AS due,
                       COALESCE(extract(epoch FROM %(now)s::timestamptz - min(next_attempt_at)), 0) AS oldest
                  FROM (SELECT d.next_attempt_at
                          FROM deliveries AS d
                          JOIN endpoints AS e ON e.account_id = d.account_id AND e.id = d.endpoint_id
                         WHERE d.status = 'pending'
                           AND d.next_attempt_at <= %(now)s
                           AND (d.leased_until IS NULL OR d.leased_until <= %(now)s)
                           AND e.status = 'enabled'
                           AND e.failures < %(failures_to_pause)s
                         LIMIT %(most)s) AS waiting) AS d,
               (SELECT count(*) AS paused
                  FROM endpoints
                 WHERE status = 'enabled'
                   AND failures >= %(failures_to_pause)s) AS e
        """,
        {"now": now, "failures_to_pause": FAILURES_TO_PAUSE, "most": MOST_COUNTED},
    )
    assert row is not None
    return row
