"""
The process that sends deliveries: `python -m services.webhooks.dispatcher`. Any number of them may run.

One thread talks to the database: in one transaction it writes down how attempts went and takes what is due, as much as there
is room for. The others send. SIGTERM stops the taking, gives back what has not been begun, lets what is under way end, and
writes that down.
"""

import os
import signal
import sys
import threading
from typing import Any

from kit import garbage, health, logs, metrics, observe
from kit.clock import Clock, SystemClock
from kit.db import Database, patience
from kit.errors import WireError
from kit.outage import Outage
from kit.settings import ConfigurationError, load_all
from services.webhooks import measures, operations
from services.webhooks.adapters.http_sender import TOTAL_SECONDS, HttpSender
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.delivery import Answer, Due, Outcome, outcome_of
from services.webhooks.lanes import Lanes
from services.webhooks.settings import DispatcherSettings

POLL_SECONDS = 0.15
GATHER_SECONDS = 0.05  # attempts that end within this time are written down together
DATABASE_PAUSE_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 600.0
HOUSEKEEPING_AGAIN_SECONDS = 30.0
HELD_PER_SENDER = 16  # leased ahead, so that senders need not wait for the database
BEGIN_WITHIN_SECONDS = operations.LEASE.total_seconds() - 2 * TOTAL_SECONDS

log = logs.get_logger(__name__)


class Dispatcher:
    """Takes, sends and settles until it is told to stop."""

    def __init__(self, db: Database, clock: Clock, sender: HttpSender, settings: DispatcherSettings) -> None:
        self._db = db
        self._clock = clock
        self._sender = sender
        self._settings = settings
        self._depth = settings.per_endpoint * HELD_PER_SENDER
        self._lanes = Lanes(
            self._send,
            threads=settings.threads,
            per_endpoint=settings.per_endpoint,
            depth=self._depth,
            held=settings.threads * HELD_PER_SENDER,
        )
        self._unsettled: list[Outcome] = []
        self._stopping = threading.Event()
        self._next_housekeeping = 0.0
        self._days_dropped = metrics.HOUSEKEEPING_ROWS.of("event_partitions")
        self._rows_purged = metrics.HOUSEKEEPING_ROWS.of("deliveries")

    def run(self) -> None:
        """Work until stopped; a database that is away is waited for."""
        log.info("dispatcher_started", threads=self._settings.threads)
        outage = Outage(log, "dispatcher")
        while not self._stopping.is_set():
            health.process.beat()
            try:
                self._keep_house()
                took = self.step()
                look_at = self._clock.monotonic() + POLL_SECONDS
                if took or self._lanes.wait(POLL_SECONDS):  # an attempt that ends late must not put the look off
                    self._stopping.wait(min(GATHER_SECONDS, max(look_at - self._clock.monotonic(), 0.0)))
                outage.back()
            except WireError as problem:
                outage.away(problem.detail)
                self._stopping.wait(DATABASE_PAUSE_SECONDS)
        self._end()
        log.info("dispatcher_stopped")

    def step(self) -> bool:
        """Settle what has ended and line up what is due; say whether there was any."""
        self._collect()
        room = self._lanes.room
        if room <= 0 and not self._unsettled:
            return False
        taken = operations.settle_and_take(
            self._db,
            self._clock,
            self._unsettled,
            busy=self._lanes.room_by_endpoint(),
            per_endpoint=self._depth,
            limit=room,
        )
        self._unsettled = []
        self._lanes.put(taken, begin_within_seconds=BEGIN_WITHIN_SECONDS)
        return bool(taken)

    def drain(self) -> None:
        """Wait until everything that was taken has been sent, and write it down."""
        while self._lanes.held:
            self._lanes.wait(POLL_SECONDS)
            self._collect()
        self._collect()
        operations.settle_and_take(self._db, self._clock, self._unsettled, busy={}, per_endpoint=0, limit=0)
        self._unsettled = []

    def stop(self, *_: Any) -> None:
        """End once what is under way has ended; a signal handler, so it only sets marks."""
        self._stopping.set()
        health.process.stop()
        self._lanes.wake()

    def close(self) -> None:
        """End the senders, which have nothing to do any more."""
        self._lanes.close()
        self._sender.close()

    def _end(self) -> None:
        try:
            operations.give_back(self._db, self._lanes.unsent())
            self.drain()
        except WireError as problem:  # the leases run out, and another dispatcher sends again
            log.warning("dispatcher_stopped_unsettled", error=problem.detail)
        self.close()

    def _collect(self) -> None:
        ended = self._lanes.ended()
        measures.count(ended)
        self._unsettled += ended
        if ended:
            operations.give_back(self._db, self._lanes.unsent(gone=True))

    def _send(self, due: Due) -> Outcome:
        try:
            return operations.attempt_delivery(due, self._clock, sender=self._sender, box=self._settings.box)
        except Exception as problem:  # a sender must always report, or its place is lost
            log.error("attempt_failed", delivery=due.id, error=f"{type(problem).__name__}: {problem}", exc_info=True)
            now = self._clock.now()
            return outcome_of(due, Answer(0, error="internal_error"), sent_at=now, now=now, jitter=0.0)

    def _keep_house(self) -> None:
        if self._clock.monotonic() < self._next_housekeeping:
            return
        self._next_housekeeping = self._clock.monotonic() + HOUSEKEEPING_AGAIN_SECONDS  # if it fails, deliveries go on
        self._sender.close_stale()
        done = operations.keep_house(self._db, self._clock)
        full = max(done["rows_purged"], done["failed_of_disabled"]) >= operations.PURGE_ROWS
        self._next_housekeeping = self._clock.monotonic() + (1.0 if full else HOUSEKEEPING_SECONDS)
        self._days_dropped.add(done["partitions_dropped"])
        self._rows_purged.add(done["rows_purged"])
        log.info("housekeeping_done", **done)


def main() -> int:
    """Run one dispatcher until SIGTERM or SIGINT; returns the exit status."""
    try:
        settings, *observed = load_all(os.environ, DispatcherSettings, *observe.SETTINGS)
    except ConfigurationError as problem:
        sys.stderr.write(f"dispatcher: {problem}\n")
        return 2
    logs.configure("dispatcher")
    patience.wait_with(patience.wait_in_threads)
    db = Database(
        settings.worker_database_url,
        size=2,
        application="dispatcher",
        by_key=True,
        patience_seconds=patience.WORKER_SECONDS,
    )
    health.process.need_database("database", db)
    measures.show_backlog(db, SystemClock())
    garbage.settle()
    health.process.start()
    observe.start("dispatcher", *observed)
    sender = HttpSender(UrlGuard(settings.url_policy), ca_bundle=settings.ca_bundle)
    dispatcher = Dispatcher(db, SystemClock(), sender, settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, dispatcher.stop)
    dispatcher.run()
    observe.stop()
    db.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
