"""
Every event is applied once: it is claimed in the inbox, in the transaction of its effect.

A batch is applied in one transaction. When that raises, it is applied again one by one: what still raises becomes a row that
waits, is tried again with growing delay, and is dead after the last try; the others are applied.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import psycopg2

from kit import metrics, tracing
from kit.db import Database, Tx
from kit.db.database import is_passing
from kit.errors import Unavailable
from kit.logs import get_logger
from kit.messaging.events import Event

log = get_logger(__name__)

Apply = Callable[[Tx, list[Event]], None]

DELAYS = [timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 1800, 3600)]


def apply_batch(db: Database, handler: str, events: Sequence[Event], apply: Apply, now: datetime) -> None:
    """Apply the events not applied yet. Raises Unavailable when the database is away: nothing was applied then."""
    accounts = sorted({event.account_id for event in events})
    try:
        with db.transaction(*accounts) as tx:
            fresh = claim(tx, handler, events, now)
            if fresh:
                apply(tx, fresh)
        _count(handler, applied=len(fresh), duplicates=len(events) - len(fresh))
    except Unavailable:
        raise
    except Exception as problem:  # one event spoils its batch: find it
        log.warning("batch_failed", handler=handler, count=len(events), error=f"{type(problem).__name__}: {problem}")
        _apply_singly(db, handler, events, apply, now)


def claim(tx: Tx, handler: str, events: Sequence[Event], now: datetime) -> list[Event]:
    """Write the events into the inbox and return those that were not there, each once."""
    rows = tx.all(
        """
        INSERT INTO inbox (account_id, handler, event_id, state, received_at)
        SELECT account_id, %(handler)s::text, event_id, 'applied', %(now)s::timestamptz
          FROM unnest(%(accounts)s::text[], %(ids)s::text[]) AS e (account_id, event_id)
         ORDER BY account_id, event_id
            ON CONFLICT DO NOTHING
        RETURNING event_id
        """,
        {
            "handler": handler,
            "accounts": [event.account_id for event in events],
            "ids": [event.id for event in events],
            "now": now,
        },
        prepare=True,
    )
    unclaimed = {row["event_id"] for row in rows}
    fresh = []
    for event in events:
        if event.id in unclaimed:
            unclaimed.discard(event.id)
            fresh.append(event)
    return fresh


def _apply_singly(db: Database, handler: str, events: Sequence[Event], apply: Apply, now: datetime) -> None:
    for event in events:
        problem = None
        with db.transaction(event.account_id) as tx:
            fresh = claim(tx, handler, [event], now)
            if fresh:
                problem = _attempt(tx, event, apply)
                if problem:
                    _postpone(tx, handler, event, 1, problem, now)
        _count(handler, applied=len(fresh) if problem is None else 0, duplicates=1 - len(fresh))


def show(handler: str) -> None:
    """Let the metrics show a handler that has done nothing yet."""
    _count(handler, applied=0, duplicates=0)
    metrics.EVENT_RETRIES.of(handler)


def _count(handler: str, *, applied: int, duplicates: int) -> None:
    metrics.EVENTS_APPLIED.of(handler).add(applied)
    metrics.INBOX_DUPLICATES.of(handler).add(duplicates)


def _attempt(tx: Tx, event: Event, apply: Apply) -> str | None:
    """Apply one event in a savepoint; return what went wrong, or None. A passing fault of the database is raised."""
    try:
        with tx.savepoint():
            apply(tx, [event])
    except Unavailable:
        raise
    except psycopg2.Error as problem:
        if is_passing(problem):
            raise
        return f"{type(problem).__name__}: {problem}"
    except Exception as problem:  # a handler may fail in any way; the row keeps what it said
        return f"{type(problem).__name__}: {problem}"
    return None


def _postpone(tx: Tx, handler: str, event: Event, attempts: int, problem: str, now: datetime) -> None:
    dead = attempts > len(DELAYS)
    log.error("event_dead" if dead else "event_postponed", handler=handler, event_id=event.id, attempts=attempts)
    tx.run(
        """
        UPDATE inbox
           SET state = %(state)s, attempts = %(attempts)s, next_attempt_at = %(next)s, envelope = %(envelope)s,
               error = %(error)s
         WHERE account_id = %(account_id)s
           AND handler = %(handler)s
           AND event_id = %(event_id)s
        """,
        {
            "state": "dead" if dead else "waiting",
            "attempts": attempts,
            "next": None if dead else now + DELAYS[attempts - 1],
            "envelope": event.to_json(),
            "error": problem[:2000],
            "account_id": event.account_id,
            "handler": handler,
            "event_id": event.id,
        },
    )


def due(worker_db: Database, handlers: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """List the events that wait for another try, as the worker role."""
    with worker_db.transaction() as tx:
        return tx.all(
            """
            SELECT account_id, handler, event_id
              FROM inbox
             WHERE state = 'waiting'
               AND next_attempt_at <= %(now)s
               AND handler = ANY (%(handlers)s)
             ORDER BY next_attempt_at
             LIMIT 50
            """,
            {"now": now, "handlers": list(handlers)},
        )


def try_again(db: Database, row: dict[str, Any], apply: Apply, read: Callable[[str], Event], now: datetime) -> None:
    """Apply a waiting event again; a row that another process holds is left to it."""
    with db.transaction(row["account_id"]) as tx:
        waiting = tx.one(
            """
            SELECT attempts, envelope
              FROM inbox
             WHERE account_id = %(account_id)s
               AND handler = %(handler)s
               AND event_id = %(event_id)s
               AND state = 'waiting'
               FOR UPDATE SKIP LOCKED
            """,
            row,
        )
        if waiting is None:
            return
        event = read(waiting["envelope"])
        metrics.EVENT_RETRIES.of(row["handler"]).add()
        with tracing.span(f"retry {row['handler']}", tracing.CONSUMER, parent=event.trace):
            problem = _attempt(tx, event, apply)
        if problem:
            _postpone(tx, row["handler"], event, waiting["attempts"] + 1, problem, now)
            return
        tx.run(
            """
            UPDATE inbox
               SET state = 'applied', attempts = attempts + 1, next_attempt_at = NULL, envelope = NULL, error = NULL
             WHERE account_id = %(account_id)s
               AND handler = %(handler)s
               AND event_id = %(event_id)s
            """,
            row,
        )
    _count(row["handler"], applied=1, duplicates=0)


def revive(worker_db: Database, handler: str | None, now: datetime) -> int:
    """Make dead events due again, as the worker role; return how many."""
    with worker_db.transaction() as tx:
        return tx.run(
            """
            UPDATE inbox
               SET state = 'waiting', attempts = 1, next_attempt_at = %(now)s
             WHERE state = 'dead'
               AND (%(handler)s::text IS NULL OR handler = %(handler)s)
            """,
            {"handler": handler, "now": now},
        )


def dead(worker_db: Database) -> list[dict[str, Any]]:
    """List the dead events, as the worker role, oldest first."""
    with worker_db.transaction() as tx:
        return tx.all(
            """
            SELECT account_id, handler, event_id, attempts, received_at, error
              FROM inbox
             WHERE state = 'dead'
             ORDER BY received_at
             LIMIT 1000
            """
        )
