"""Events leave through a table: written in the transaction that made them true, published by the relay after the commit."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from kit import tracing
from kit.caller import Caller
from kit.clock import rfc3339
from kit.db import Database, Tx
from kit.ids import new_id
from kit.messaging.events import Event

_AGAIN = 5_000

_wakers: list[Callable[[], None]] = []


def wake_on_commit(waker: Callable[[], None]) -> None:
    """Register a relay of this process, to be woken when events have been committed."""
    _wakers.append(waker)


def add(
    tx: Tx, caller: Caller, event_type: str, data: dict[str, Any], *, at: datetime, event_id: str | None = None
) -> str:
    """Write one event into the outbox and return its id."""
    event = new_event(caller, event_type, data, at=at, event_id=event_id)
    add_all(tx, [event], at=at)
    return event.id


def new_event(
    caller: Caller, event_type: str, data: dict[str, Any], *, at: datetime, event_id: str | None = None
) -> Event:
    """Make the envelope of something that happened in the caller's account."""
    trace = (caller.trace or tracing.traceparent()) if tracing.on else None
    return Event(
        event_id or new_id("evt", at), event_type, 1, rfc3339(at), caller.account_id, caller.livemode, data, trace
    )


def add_all(tx: Tx, events: Sequence[Event], *, at: datetime) -> None:
    """Write events into the outbox, in one statement."""
    if not events:
        return
    tx.run(
        """
        INSERT INTO outbox (account_id, event_id, event_type, envelope, created_at)
        SELECT account_id, event_id, event_type, envelope, %(at)s::timestamptz
          FROM unnest(%(accounts)s::text[], %(ids)s::text[], %(types)s::text[], %(envelopes)s::text[])
               AS e (account_id, event_id, event_type, envelope)
        """,
        {
            "accounts": [event.account_id for event in events],
            "ids": [event.id for event in events],
            "types": [event.type for event in events],
            "envelopes": [event.to_json() for event in events],
            "at": at,
        },
        prepare=True,
    )
    for waker in _wakers:
        tx.after_commit(waker)


def send_again(worker_db: Database, since: datetime, now: datetime) -> int:
    """
    Let the relay publish once more what was made since a moment, as the worker role; returns how many events.

    After a restore the databases say "sent" of events that lay in the broker's queues and are gone with them. Who has applied
    one already knows it by its id.
    """
    total = 0
    while done := _mark_unsent(worker_db, since, now):
        total += done
    return total


def _mark_unsent(worker_db: Database, since: datetime, before: datetime) -> int:
    with worker_db.transaction() as tx:
        return tx.run(
            """
            UPDATE outbox
               SET sent_at = NULL
             WHERE (account_id, event_id) IN (
                   SELECT account_id, event_id
                     FROM outbox
                    WHERE created_at >= %(since)s
                      AND sent_at < %(before)s
                    LIMIT %(limit)s)
            """,
            {"since": since, "before": before, "limit": _AGAIN},
        )
