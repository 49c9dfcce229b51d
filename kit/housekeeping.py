"""
What every service's database sheds by itself: expired idempotency records, sent events, applied inbox rows.

A service with more to shed passes its own chores. Each deletes one batch a transaction, so that no lock is held for long.
"""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kit import idempotency, metrics
from kit.clock import Clock, SystemClock
from kit.db import Database
from kit.errors import WireError
from kit.logs import get_logger

log = get_logger(__name__)

OUTBOX_KEPT = timedelta(days=7)
INBOX_KEPT = timedelta(days=30)  # longer than any queue holds an event back
BATCH = 5_000
_FIRST_SECONDS = 60.0  # soon, or a process that is restarted often would never come to it
_EVERY_SECONDS = 600.0
_PAUSE_SECONDS = 0.2  # between two batches the tills come first


@dataclass(frozen=True, slots=True)
class Chore:
    """One table to be kept short: `run(worker_db, now, limit)` deletes at most so many old rows and says how many went."""

    table: str
    run: Callable[[Database, datetime, int], int]


def tidy(
    worker_db: Database, now: datetime, *, limit: int = BATCH, chores: Sequence[Chore] | None = None
) -> dict[str, int]:
    """Delete a batch of each, as the worker role; return how many rows went."""
    return {chore.table: _do(chore, worker_db, now, limit) for chore in (CHORES if chores is None else chores)}


def _do(chore: Chore, worker_db: Database, now: datetime, limit: int) -> int:
    gone = chore.run(worker_db, now, limit)
    metrics.HOUSEKEEPING_ROWS.of(chore.table).add(gone)
    return gone


def _purge_idempotency_records(worker_db: Database, now: datetime, limit: int) -> int:
    return idempotency.purge(worker_db, now, limit=limit)


def _purge_outbox(worker_db: Database, now: datetime, limit: int) -> int:
    with worker_db.transaction() as tx:
        return tx.run(
            """
            DELETE FROM outbox
             WHERE (account_id, event_id) IN (
                   SELECT account_id, event_id
                     FROM outbox
                    WHERE created_at < %(before)s
                      AND sent_at IS NOT NULL
                    LIMIT %(limit)s
                      FOR UPDATE SKIP LOCKED)
            """,
            {"before": now - OUTBOX_KEPT, "limit": limit},
        )


def _purge_inbox(worker_db: Database, now: datetime, limit: int) -> int:
    with worker_db.transaction() as tx:
        return tx.run(
            """
            DELETE FROM inbox
             WHERE (account_id, handler, event_id) IN (
                   SELECT account_id, handler, event_id
                     FROM inbox
                    WHERE received_at < %(before)s
                      AND state = 'applied'
                    LIMIT %(limit)s
                      FOR UPDATE SKIP LOCKED)
            """,
            {"before": now - INBOX_KEPT, "limit": limit},
        )


CHORES = (
    Chore("idempotency_records", _purge_idempotency_records),
    Chore("outbox", _purge_outbox),
    Chore("inbox", _purge_inbox),
)


class Housekeeper:
    """A thread of a process; several may run beside each other. `more` are the process's own chores."""

    def __init__(self, worker_db: Database, clock: Clock | None = None, *, more: Sequence[Chore] = ()) -> None:
        self._db, self._clock, self._chores = worker_db, clock or SystemClock(), (*CHORES, *more)
        self._stopping = threading.Event()
        for chore in self._chores:
            metrics.HOUSEKEEPING_ROWS.of(chore.table)  # shown from the start: what stays at 0 tells something, too

    def start(self) -> None:
        threading.Thread(target=self._run, name="housekeeping", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def clean(self, *, limit: int = BATCH) -> dict[str, int]:
        """Do every chore to its end, batch by batch; one that fails keeps no other from being done."""
        return {chore.table: self._finish(chore, limit) for chore in self._chores}

    def _finish(self, chore: Chore, limit: int) -> int:
        total = 0
        try:
            while gone := _do(chore, self._db, self._clock.now(), limit):
                total += gone
                if gone < limit or self._stopping.wait(_PAUSE_SECONDS):
                    break
        except WireError as problem:
            log.warning("housekeeping_waits", table=chore.table, error=problem.detail)
        except Exception as problem:  # housekeeping must outlive any surprise
            error = f"{type(problem).__name__}: {problem}"
            log.error("housekeeping_failed", table=chore.table, error=error, exc_info=True)
        return total

    def _run(self) -> None:
        wait = _FIRST_SECONDS
        while not self._stopping.wait(wait * random.uniform(0.8, 1.2)):
            log.info("tidied", **self.clean())
            wait = _EVERY_SECONDS
