"""Deliveries and their attempts: settled with how they went, asked for again, listed, and purged. Taking is in taking.py."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.db import Tx
from kit.wire_json import dumps
from services.webhooks.domain.delivery import Due, Outcome

# An outcome counts only for the attempt that is under way: one that was taken over and settled meanwhile is left alone.
_SETTLE = """
WITH outcomes AS MATERIALIZED (
    SELECT *
      FROM unnest(%(account_id)s::text[], %(endpoint_id)s::text[], %(id)s::text[], %(attempt)s::integer[],
                  %(redelivery)s::boolean[], %(status)s::text[], %(next_attempt_at)s::timestamptz[],
                  %(closes_at)s::timestamptz[], %(sent_at)s::timestamptz[], %(status_code)s::integer[],
                  %(latency_ms)s::integer[], %(error)s::text[], %(response_head)s::text[])
           AS r (account_id, endpoint_id, id, attempt, redelivery, status, next_attempt_at, closes_at, sent_at,
                 status_code, latency_ms, error, response_head)
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
   SET status = COALESCE(o.status, d.status),
       next_attempt_at = CASE WHEN o.status IS NULL THEN d.next_attempt_at ELSE o.next_attempt_at END,
       closes_at = CASE WHEN o.status IS NULL THEN d.closes_at ELSE o.closes_at END,
       attempts_made = o.attempt,
       extra_attempts = d.extra_attempts + o.redelivery::integer,
       asked_at = CASE WHEN o.redelivery THEN NULL ELSE d.asked_at END,
       leased_until = NULL
  FROM outcomes AS o
 WHERE d.account_id = o.account_id
   AND d.endpoint_id = o.endpoint_id
   AND d.id = o.id
   AND d.attempts_made = o.attempt - 1
"""

_DUE = ("account_id", "endpoint_id", "id", "attempt", "redelivery")
_ANSWER = ("status_code", "latency_ms", "error", "response_head")
_OUTCOME = ("status", "next_attempt_at", "closes_at", "sent_at")

_SHOWN = """
        SELECT d.id, d.endpoint_id, d.event_id, d.status, d.next_attempt_at, d.created_at,
               COALESCE((
                   SELECT json_agg(json_build_object(
                              'at', to_char(a.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                              'status', a.status_code, 'latency_ms', a.latency_ms, 'error', a.error,
                              'response', left(a.response_head, %(shown)s), 'redelivery', a.redelivery) ORDER BY a.number)
                     FROM attempts AS a
                    WHERE a.account_id = d.account_id
                      AND a.delivery_id = d.id), '[]') AS attempts
          FROM deliveries AS d
         WHERE d.account_id = %(account_id)s
           AND d.endpoint_id = %(endpoint_id)s
"""


def settle(tx: Tx, outcomes: Sequence[Outcome]) -> int:
    """Write down how attempts went and what becomes of their deliveries; returns how many deliveries it settled."""
    columns = {name: [getattr(outcome.due, name) for outcome in outcomes] for name in _DUE}
    columns |= {name: [getattr(outcome.answer, name) for outcome in outcomes] for name in _ANSWER}
    columns |= {name: [getattr(outcome, name) for outcome in outcomes] for name in _OUTCOME}
    return tx.run(_SETTLE, columns, prepare=True)


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


def fail_waiting(tx: Tx, *, now: datetime, limit: int) -> int:
    """Fail what waits for endpoints that are disabled or deleted, save what is being sent at this moment; returns how many."""
    return tx.run(
        """
        UPDATE deliveries
           SET status = 'failed', next_attempt_at = NULL, closes_at = NULL, asked_at = NULL
         WHERE (account_id, id) IN (
               SELECT d.account_id, d.id
                 FROM deliveries AS d
                WHERE d.status = 'pending'
                  AND (d.leased_until IS NULL OR d.leased_until <= %(now)s::timestamptz)
                  AND NOT EXISTS (
                      SELECT FROM endpoints AS e
                       WHERE e.account_id = d.account_id
                         AND e.id = d.endpoint_id
                         AND e.status = 'enabled')
                LIMIT %(limit)s
                  FOR UPDATE SKIP LOCKED)
        """,
        {"now": now, "limit": limit},
    )


def fail_waiting_of(tx: Tx, account_id: str, endpoint_id: str, *, now: datetime, limit: int) -> int:
    """Fail the first of what waits for one endpoint, in the same way; returns how many."""
    return tx.run(
        """
        UPDATE deliveries
           SET status = 'failed', next_attempt_at = NULL, closes_at = NULL, asked_at = NULL
         WHERE account_id = %(account_id)s
           AND id IN (
               SELECT id
                 FROM deliveries
                WHERE account_id = %(account_id)s
                  AND endpoint_id = %(endpoint_id)s
                  AND status = 'pending'
                  AND (leased_until IS NULL OR leased_until <= %(now)s::timestamptz)
                LIMIT %(limit)s
                  FOR UPDATE SKIP LOCKED)
        """,
        {"account_id": account_id, "endpoint_id": endpoint_id, "now": now, "limit": limit},
    )


def ask_again(tx: Tx, account_id: str, endpoint_id: str, delivery_id: str, now: datetime) -> bool:
    """Want one attempt more of a delivery, now; say whether the endpoint has it."""
    return bool(
        tx.run(
            """
            UPDATE deliveries
               SET asked_at = %(now)s
             WHERE account_id = %(account_id)s
               AND id = %(id)s
               AND endpoint_id = %(endpoint_id)s
            """,
            {"account_id": account_id, "id": delivery_id, "endpoint_id": endpoint_id, "now": now},
        )
    )


def newest_first(
    tx: Tx, account_id: str, endpoint_id: str, *, filters: Mapping[str, Any], after_id: str | None, limit: int
) -> list[dict[str, Any]]:
    """List an endpoint's deliveries with their attempts; of each response the first 200 characters."""
    return tx.all(
        _SHOWN
        + """
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
            "shown": 200,
        },
    )


def find(tx: Tx, account_id: str, endpoint_id: str, delivery_id: str) -> dict[str, Any] | None:
    """Return one delivery of an endpoint with its attempts and what was read of each response, or None."""
    params = {"account_id": account_id, "endpoint_id": endpoint_id, "id": delivery_id, "shown": 4096}
    return tx.one(_SHOWN + " AND d.id = %(id)s", params)


def purge(tx: Tx, *, before: datetime, limit: int) -> int:
    """Delete deliveries that are older than what is kept, and their attempts; returns how many rows went."""
    return int(
        tx.all(
            """
            WITH old AS (
                DELETE FROM deliveries
                 WHERE ctid = ANY (ARRAY(SELECT ctid FROM deliveries WHERE created_at < %(before)s LIMIT %(limit)s))
                RETURNING account_id, id
            ), theirs AS (
                DELETE FROM attempts AS a
                 USING old AS o
                 WHERE a.account_id = o.account_id
                   AND a.delivery_id = o.id
                RETURNING 1
            )
            SELECT (SELECT count(*) FROM old) + (SELECT count(*) FROM theirs) AS rows
            """,
            {"before": before, "limit": limit},
        )[0]["rows"]
    )
