"""What every service's database sheds by itself: expired idempotency records, sent events, applied inbox rows."""

import random
import threading
from datetime import datetime, timedelta

from kit import idempotency
from kit.clock import Clock, SystemClock
from kit.db import Database
from kit.errors import WireError
from kit.logs import get_logger

log = get_logger(__name__)

OUTBOX_KEPT = timedelta(days=7)
INBOX_KEPT = timedelta(days=30)  # longer than any queue holds an event back
_EVERY_SECONDS = 600.0
_BATCH = 5_000


def tidy(worker_db: Database, now: datetime) -> dict[str, int]:
    """Delete a batch of each, as the worker role; return how many rows went."""
    return {
        "idempotency_records": idempotency.purge(worker_db, now, limit=_BATCH),
        "outbox": _purge_outbox(worker_db, now - OUTBOX_KEPT),
        "inbox": _purge_inbox(worker_db, now - INBOX_KEPT),
    }


def _purge_outbox(worker_db: Database, before: datetime) -> int:
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
            {"before": before, "limit": _BATCH},
        )


def _purge_inbox(worker_db: Database, before: datetime) -> int:
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
            {"before": before, "limit": _BATCH},
        )


class Housekeeper:
    """A thread of the service's process; several may run beside each other."""

    def __init__(self, worker_db: Database, clock: Clock | None = None) -> None:
        self._db, self._clock = worker_db, clock or SystemClock()
        self._stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="housekeeping", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY_SECONDS * random.uniform(0.8, 1.2)):
            try:
                gone = tidy(self._db, self._clock.now())
                while max(gone.values()) == _BATCH and not self._stopping.is_set():
                    gone = tidy(self._db, self._clock.now())
                log.info("tidied", **gone)
            except WireError as problem:
                log.warning("housekeeping_waits", error=problem.detail)
            except Exception as problem:  # housekeeping must outlive any surprise
                log.error("housekeeping_failed", error=f"{type(problem).__name__}: {problem}", exc_info=True)
