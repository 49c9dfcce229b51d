"""Taking what is due: found endpoint by endpoint, leased, and its attempt written down, in one statement."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from kit.db import Tx
from kit.wire_json import dumps
from services.webhooks.domain.delivery import Due
from services.webhooks.domain.health import FAILURES_TO_PAUSE

# The endpoints with pending work are found by jumping through the index (one probe each), then each gives its oldest due
# deliveries, at most its free slots; so the backlog of one endpoint neither hides nor slows another's. One that keeps failing
# rests until its pause is over and then gives one at a time, save what its 24 hours leave no more time for. Redeliveries that
# were asked for are found in the same way and wait for no pause. What is taken is leased, and its attempt written down, before
# anything is sent. An attempt whose sender died keeps its number. A delivery is looked up with its endpoint, and changed by its
# place: so a plan that was made when the tables were empty is as good when they are full, whichever index it took.
_TAKE = """
WITH RECURSIVE waiting AS (
    (SELECT account_id, endpoint_id
       FROM deliveries
      WHERE status = 'pending'
      ORDER BY account_id, endpoint_id
      LIMIT 1)
    UNION ALL
    SELECT n.account_id, n.endpoint_id
      FROM waiting AS w
     CROSS JOIN LATERAL (
           SELECT account_id, endpoint_id
             FROM deliveries
            WHERE status = 'pending'
              AND (account_id, endpoint_id) > (w.account_id, w.endpoint_id)
            ORDER BY account_id, endpoint_id
            LIMIT 1) AS n
), asking AS (
    (SELECT account_id, endpoint_id
       FROM deliveries
      WHERE asked_at IS NOT NULL
      ORDER BY account_id, endpoint_id
      LIMIT 1)
    UNION ALL
    SELECT n.account_id, n.endpoint_id
      FROM asking AS w
     CROSS JOIN LATERAL (
           SELECT account_id, endpoint_id
             FROM deliveries
            WHERE asked_at IS NOT NULL
              AND (account_id, endpoint_id) > (w.account_id, w.endpoint_id)
            ORDER BY account_id, endpoint_id
            LIMIT 1) AS n
), busy AS MATERIALIZED (
    SELECT *
      FROM json_to_recordset(%(busy)s::json) AS b (endpoint_id text, free integer)
), candidates AS MATERIALIZED (
    (SELECT d.account_id, d.endpoint_id, d.id, d.next_attempt_at AS due_at
       FROM waiting AS w
       JOIN endpoints AS e ON e.account_id = w.account_id AND e.id = w.endpoint_id AND e.status = 'enabled'
       LEFT JOIN busy AS b ON b.endpoint_id = w.endpoint_id
      CROSS JOIN LATERAL (
            SELECT account_id, endpoint_id, id, next_attempt_at
              FROM deliveries
             WHERE account_id = w.account_id
               AND endpoint_id = w.endpoint_id
               AND status = 'pending'
               AND asked_at IS NULL
               AND next_attempt_at <= %(now)s::timestamptz
               AND (leased_until IS NULL OR leased_until <= %(now)s::timestamptz)
             ORDER BY next_attempt_at
             LIMIT CASE WHEN e.failures < %(failures_to_pause)s::integer THEN COALESCE(b.free, %(per_endpoint)s::integer)
                        WHEN b.endpoint_id IS NULL
                         AND (e.paused_until IS NULL OR e.paused_until <= %(now)s::timestamptz) THEN 1
                        ELSE 0 END) AS d
      ORDER BY d.next_attempt_at
      LIMIT %(limit)s::integer)
    UNION
    (SELECT d.account_id, d.endpoint_id, d.id, d.next_attempt_at
       FROM waiting AS w
       JOIN endpoints AS e ON e.account_id = w.account_id AND e.id = w.endpoint_id AND e.status = 'enabled'
        AND e.failures >= %(failures_to_pause)s::integer
       LEFT JOIN busy AS b ON b.endpoint_id = w.endpoint_id
      CROSS JOIN LATERAL (
            SELECT account_id, endpoint_id, id, next_attempt_at
              FROM deliveries
             WHERE account_id = w.account_id
               AND endpoint_id = w.endpoint_id
               AND status = 'pending'
               AND asked_at IS NULL
               AND closes_at <= %(now)s::timestamptz
               AND next_attempt_at <= %(now)s::timestamptz
               AND (leased_until IS NULL OR leased_until <= %(now)s::timestamptz)
             ORDER BY closes_at
             LIMIT COALESCE(b.free, %(per_endpoint)s::integer)) AS d
      ORDER BY d.next_attempt_at
      LIMIT %(limit)s::integer)
    UNION
    (SELECT d.account_id, d.endpoint_id, d.id, d.asked_at
       FROM asking AS w
       JOIN endpoints AS e ON e.account_id = w.account_id AND e.id = w.endpoint_id AND e.status = 'enabled'
       LEFT JOIN busy AS b ON b.endpoint_id = w.endpoint_id
      CROSS JOIN LATERAL (
            SELECT account_id, endpoint_id, id, asked_at
              FROM deliveries
             WHERE account_id = w.account_id
               AND endpoint_id = w.endpoint_id
               AND asked_at <= %(now)s::timestamptz
               AND (leased_until IS NULL OR leased_until <= %(now)s::timestamptz)
             ORDER BY asked_at
             LIMIT CASE WHEN e.failures < %(failures_to_pause)s::integer THEN COALESCE(b.free, %(per_endpoint)s::integer)
                        WHEN b.endpoint_id IS NULL THEN 1
                        ELSE 0 END) AS d
      ORDER BY d.asked_at
      LIMIT %(limit)s::integer)
    ORDER BY due_at
    LIMIT %(limit)s::integer
), locked AS (
    SELECT d.ctid AS place
      FROM deliveries AS d
      JOIN candidates AS c ON c.account_id = d.account_id AND c.endpoint_id = d.endpoint_id AND c.id = d.id
     WHERE (d.asked_at IS NOT NULL OR (d.status = 'pending' AND d.next_attempt_at <= %(now)s::timestamptz))
       AND (d.leased_until IS NULL OR d.leased_until <= %(now)s::timestamptz)
       FOR UPDATE OF d SKIP LOCKED
), taken AS (
    UPDATE deliveries AS d
       SET leased_until = %(leased_until)s::timestamptz,
           first_attempt_at = CASE WHEN d.asked_at IS NULL THEN COALESCE(d.first_attempt_at, %(now)s::timestamptz)
                                   ELSE d.first_attempt_at END
      FROM locked AS l
     WHERE d.ctid = l.place
    RETURNING d.account_id, d.id, d.endpoint_id, d.event_id, d.event_created_at, d.asked_at IS NOT NULL AS redelivery,
              COALESCE(d.first_attempt_at, %(now)s::timestamptz) AS first_attempt_at,
              d.attempts_made + 1 AS attempt, d.attempts_made - d.extra_attempts + 1 AS scheduled
), begun AS (
    INSERT INTO attempts
           (account_id, delivery_id, number, started_at, redelivery)
    SELECT account_id, id, attempt, %(now)s::timestamptz, redelivery
      FROM taken
        ON CONFLICT (account_id, delivery_id, number) DO UPDATE
       SET started_at = excluded.started_at, redelivery = excluded.redelivery
)
SELECT t.account_id, t.id, t.attempt, t.scheduled, t.redelivery, t.first_attempt_at, t.endpoint_id, e.url, e.livemode,
       e.sealed_secret, e.old_secrets::text AS old_secrets, e.sealed_headers, e.failing_since IS NOT NULL AS failing,
       e.api_version, t.event_id, v.body, v.traceparent
  FROM taken AS t
  JOIN endpoints AS e ON e.account_id = t.account_id AND e.id = t.endpoint_id
  LEFT JOIN events AS v ON v.account_id = t.account_id AND v.id = t.event_id AND v.created_at = t.event_created_at
"""


def take_due(
    tx: Tx, *, now: datetime, leased_until: datetime, busy: Mapping[str, int], per_endpoint: int, limit: int
) -> list[Due]:
    """Take up to `limit` due deliveries, the oldest first; `busy` gives the free slots of endpoints that have fewer left."""
    rows = tx.all(
        _TAKE,
        {
            "now": now,
            "leased_until": leased_until,
            "busy": dumps([{"endpoint_id": endpoint_id, "free": free} for endpoint_id, free in busy.items()]),
            "per_endpoint": per_endpoint,
            "failures_to_pause": FAILURES_TO_PAUSE,
            "limit": limit,
        },
        prepare=True,
    )
    return [Due(**{**row, "old_secrets": _read(row["old_secrets"])}) for row in rows]


@lru_cache(maxsize=256)
def _read(old_secrets: str) -> list[dict[str, str]]:
    """Read an endpoint's old secrets, which every delivery to it comes with."""
    return json.loads(old_secrets)
