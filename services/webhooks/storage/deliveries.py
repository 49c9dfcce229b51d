"""Deliveries and their attempts: taken when due under a lease, settled with how they went."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.db import Tx
from kit.wire_json import dumps
from services.webhooks.domain.delivery import Due, Outcome

# The endpoints with pending work are found by jumping through the index (one probe each), then each gives its oldest due
# deliveries, at most its free slots; so the backlog of one endpoint neither hides nor slows another's. What is taken is
# leased, and its attempt written down, before anything is sent. An attempt whose sender died keeps its number.
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
), candidates AS MATERIALIZED (
    SELECT d.account_id, d.id
      FROM waiting AS w
      JOIN endpoints AS e ON e.account_id = w.account_id AND e.id = w.endpoint_id AND e.status = 'enabled'
      LEFT JOIN json_to_recordset(%(busy)s::json) AS b (endpoint_id text, free integer) ON b.endpoint_id = w.endpoint_id
     CROSS JOIN LATERAL (
           SELECT account_id, id, next_attempt_at
             FROM deliveries
            WHERE account_id = w.account_id
              AND endpoint_id = w.endpoint_id
              AND status = 'pending'
              AND next_attempt_at <= %(now)s::timestamptz
              AND (leased_until IS NULL OR leased_until <= %(now)s::timestamptz)
            ORDER BY next_attempt_at
            LIMIT COALESCE(b.free, %(per_endpoint)s::integer)) AS d
     ORDER BY d.next_attempt_at
     LIMIT %(limit)s::integer
), locked AS (
    SELECT d.account_id, d.id
      FROM deliveries AS d
      JOIN candidates AS c ON c.account_id = d.account_id AND c.id = d.id
     WHERE d.status = 'pending'
       AND d.next_attempt_at <= %(now)s::timestamptz
       AND (d.leased_until IS NULL OR d.leased_until <= %(now)s::timestamptz)
       FOR UPDATE OF d SKIP LOCKED
), taken AS (
    UPDATE deliveries AS d
       SET leased_until = %(leased_until)s::timestamptz,
           first_attempt_at = COALESCE(d.first_attempt_at, %(now)s::timestamptz)
      FROM locked AS l
     WHERE d.account_id = l.account_id
       AND d.id = l.id
    RETURNING d.account_id, d.id, d.endpoint_id, d.event_id, d.event_created_at, d.first_attempt_at,
              d.attempts_made + 1 AS attempt
), begun AS (
    INSERT INTO attempts
           (account_id, delivery_id, number, started_at)
    SELECT account_id, id, attempt, %(now)s::timestamptz
      FROM taken
        ON CONFLICT (account_id, delivery_id, number) DO UPDATE
       SET started_at = excluded.started_at
)
SELECT t.account_id, t.id, t.attempt, t.first_attempt_at, t.endpoint_id, e.url, e.livemode, e.sealed_secret, e.api_version,
       t.event_id, v.body
  FROM taken AS t
  JOIN endpoints AS e ON e.account_id = t.account_id AND e.id = t.endpoint_id
  LEFT JOIN events AS v ON v.account_id = t.account_id AND v.id = t.event_id AND v.created_at = t.event_created_at
"""

# An outcome counts only for the attempt that is under way: one that was taken over and settled meanwhile is left alone.
_SETTLE = """
WITH outcomes AS MATERIALIZED (
    SELECT *
      FROM json_to_recordset(%(outcomes)s::json)
           AS r (account_id text, id text, attempt integer, status text, next_attempt_at timestamptz, sent_at timestamptz,
                 status_code integer, latency_ms integer, error text, response_head text)
), noted AS (
    UPDATE attempts AS a
       SET started_at = o.sent_at, status_code = o.status_code, latency_ms = o.latency_ms, error = o.error,
           response_head = o.response_head
      FROM outcomes AS o
     WHERE a.account_id = o.account_id
       AND a.delivery_id = o.id
       AND a.number = o.attempt
)
UPDATE deliveries AS d
   SET status = o.status, next_attempt_at = o.next_attempt_at, attempts_made = o.attempt, leased_until = NULL
  FROM outcomes AS o
 WHERE d.account_id = o.account_id
   AND d.id = o.id
   AND d.attempts_made = o.attempt - 1
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
            "limit": limit,
        },
        prepare=True,
    )
    return [Due(**row) for row in rows]


def settle(tx: Tx, outcomes: Sequence[Outcome]) -> int:
    """Write down how attempts went and what becomes of their deliveries; returns how many deliveries it settled."""
    rows = [
        {
            "account_id": outcome.due.account_id,
            "id": outcome.due.id,
            "attempt": outcome.due.attempt,
            "status": outcome.status,
            "next_attempt_at": outcome.next_attempt_at.isoformat() if outcome.next_attempt_at else None,
            "sent_at": outcome.sent_at.isoformat(),
            "status_code": outcome.answer.status_code,
            "latency_ms": outcome.answer.latency_ms,
            "error": outcome.answer.error,
            "response_head": outcome.answer.response_head,
        }
        for outcome in outcomes
    ]
    return tx.run(_SETTLE, {"outcomes": dumps(rows)})


def give_back(tx: Tx, dues: Sequence[Due]) -> int:
    """End the leases of deliveries that were taken and not begun; returns how many."""
    return tx.run(
        """
        UPDATE deliveries AS d
           SET leased_until = NULL
          FROM json_to_recordset(%(dues)s::json) AS r (account_id text, id text, attempt integer)
         WHERE d.account_id = r.account_id
           AND d.id = r.id
           AND d.attempts_made = r.attempt - 1
        """,
        {"dues": dumps([{"account_id": due.account_id, "id": due.id, "attempt": due.attempt} for due in dues])},
    )


def fail_waiting(tx: Tx, *, now: datetime) -> int:
    """Fail what still waits for endpoints that are disabled, save what is being sent at this moment."""
    return tx.run(
        """
        UPDATE deliveries AS d
           SET status = 'failed', next_attempt_at = NULL
          FROM endpoints AS e
         WHERE e.status = 'disabled'
           AND d.account_id = e.account_id
           AND d.endpoint_id = e.id
           AND d.status = 'pending'
           AND (d.leased_until IS NULL OR d.leased_until <= %(now)s::timestamptz)
        """,
        {"now": now},
    )


def newest_first(
    tx: Tx, account_id: str, endpoint_id: str, *, filters: Mapping[str, Any], after_id: str | None, limit: int
) -> list[dict[str, Any]]:
    """List an endpoint's deliveries with their attempts."""
    return tx.all(
        """
        SELECT d.id, d.endpoint_id, d.event_id, d.status, d.next_attempt_at, d.created_at,
               COALESCE((
                   SELECT json_agg(json_build_object(
                              'at', to_char(a.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                              'status', a.status_code, 'latency_ms', a.latency_ms, 'error', a.error) ORDER BY a.number)
                     FROM attempts AS a
                    WHERE a.account_id = d.account_id
                      AND a.delivery_id = d.id), '[]') AS attempts
          FROM deliveries AS d
         WHERE d.account_id = %(account_id)s
           AND d.endpoint_id = %(endpoint_id)s
           AND (%(status)s::text IS NULL OR d.status = %(status)s)
           AND (%(event_id)s::text IS NULL OR d.event_id = %(event_id)s)
           AND (%(after_id)s::text IS NULL OR d.id < %(after_id)s)
         ORDER BY d.id DESC
         LIMIT %(limit)s
        """,
        {
            "account_id": account_id,
            "endpoint_id": endpoint_id,
            "status": filters.get("status"),
            "event_id": filters.get("event"),
            "after_id": after_id,
            "limit": limit,
        },
    )


def purge(tx: Tx, *, before: datetime, limit: int) -> int:
    """Delete deliveries and attempts that are older than what is kept; returns how many rows went."""
    attempts = tx.run(
        """
        DELETE FROM attempts
         WHERE ctid = ANY (ARRAY(SELECT ctid FROM attempts WHERE started_at < %(before)s LIMIT %(limit)s))
        """,
        {"before": before, "limit": limit},
    )
    deliveries = tx.run(
        """
        DELETE FROM deliveries
         WHERE ctid = ANY (ARRAY(SELECT ctid FROM deliveries WHERE created_at < %(before)s LIMIT %(limit)s))
        """,
        {"before": before, "limit": limit},
    )
    return attempts + deliveries
