"""
The process that sends deliveries: `python -m services.webhooks.dispatcher`. Any number of them may run.

One thread talks to the database: in one transaction it writes down how attempts went and takes what is due, as much as there
are free senders. The others send. SIGTERM stops the taking, lets what is in flight end, and writes that down.
"""

import os
import queue
import signal
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kit import logs
from kit.clock import Clock, SystemClock
from kit.db import Database
from kit.errors import WireError
from kit.settings import ConfigurationError, load
from services.webhooks import operations
from services.webhooks.adapters.http_sender import HttpSender
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.delivery import Answer, Due, Outcome, outcome_of
from services.webhooks.settings import DispatcherSettings

POLL_SECONDS = 0.15
DATABASE_PAUSE_SECONDS = 1.0
HOUSEKEEPING_SECONDS = 600.0
GATHER_SECONDS = 0.005  # outcomes that end together are written down together

log = logs.get_logger(__name__)


class Dispatcher:
    """Takes, sends and settles until it is told to stop."""

    def __init__(self, db: Database, clock: Clock, sender: HttpSender, settings: DispatcherSettings) -> None:
        self._db = db
        self._clock = clock
        self._sender = sender
        self._settings = settings
        self._outcomes: queue.SimpleQueue[Outcome | None] = queue.SimpleQueue()
        self._unsettled: list[Outcome] = []
        self._in_flight: Counter[str] = Counter()
        self._stopping = threading.Event()
        self._senders = ThreadPoolExecutor(settings.threads, thread_name_prefix="sender")
        self._next_housekeeping = 0.0

    def run(self) -> None:
        """Work until stopped; a database that is away is waited for."""
        log.info("dispatcher_started", threads=self._settings.threads)
        while not (self._stopping.is_set() and not self._in_flight.total() and not self._unsettled):
            try:
                self._keep_house()
                busy = self.step()
            except WireError as problem:
                log.warning("dispatcher_waits", error=problem.detail)
                self._stopping.wait(DATABASE_PAUSE_SECONDS)
                if self._stopping.is_set() and not self._in_flight.total():
                    break  # the leases run out and another dispatcher sends again
                continue
            if not busy:
                self._await_outcome(POLL_SECONDS)
        self.close()
        log.info("dispatcher_stopped")

    def close(self) -> None:
        """End the senders, which have nothing to do any more."""
        self._senders.shutdown()
        self._sender.close()

    def step(self) -> bool:
        """Settle what has ended and start what is due; say whether it is worth looking again at once."""
        self._gather()
        free = 0 if self._stopping.is_set() else self._settings.threads - self._in_flight.total()
        if not self._unsettled and free <= 0:
            self._await_outcome(POLL_SECONDS)
            return True
        taken = operations.settle_and_take(
            self._db,
            self._clock,
            self._unsettled,
            busy={endpoint: max(self._settings.per_endpoint - used, 0) for endpoint, used in self._in_flight.items()},
            per_endpoint=self._settings.per_endpoint,
            limit=free,
        )
        self._unsettled = []
        for due in taken:
            self._in_flight[due.endpoint_id] += 1
            self._senders.submit(self._send, due)
        return bool(taken)

    def drain(self) -> None:
        """Wait for what is in flight and settle it (tests, and the end)."""
        while self._in_flight.total():
            self._await_outcome(1.0)
        self.step_settling_only()

    def step_settling_only(self) -> None:
        """Write down what has ended and take nothing."""
        self._gather()
        operations.settle_and_take(self._db, self._clock, self._unsettled, busy={}, per_endpoint=0, limit=0)
        self._unsettled = []

    def stop(self, *_: Any) -> None:
        """End once what is in flight has ended; a signal handler, so it only sets marks."""
        self._stopping.set()
        self._outcomes.put(None)

    def _send(self, due: Due) -> None:
        try:
            outcome = operations.attempt_delivery(due, self._clock, sender=self._sender, box=self._settings.box)
        except Exception as problem:  # a sender must always report, or its place is lost
            log.error("attempt_failed", delivery=due.id, error=f"{type(problem).__name__}: {problem}", exc_info=True)
            outcome = outcome_of(due, Answer(0, error="internal_error"), now=self._clock.now(), jitter=0.0)
        self._outcomes.put(outcome)

    def _await_outcome(self, seconds: float) -> None:
        try:
            self._note(self._outcomes.get(timeout=seconds))
        except queue.Empty:
            return
        if self._in_flight.total():
            self._stopping.wait(GATHER_SECONDS)

    def _gather(self) -> None:
        while True:
            try:
                self._note(self._outcomes.get_nowait())
            except queue.Empty:
                return

    def _note(self, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        self._unsettled.append(outcome)
        self._in_flight[outcome.due.endpoint_id] -= 1
        if self._in_flight[outcome.due.endpoint_id] <= 0:
            del self._in_flight[outcome.due.endpoint_id]

    def _keep_house(self) -> None:
        if self._clock.monotonic() < self._next_housekeeping or self._stopping.is_set():
            return
        done = operations.keep_house(self._db, self._clock)
        self._sender.close_stale()
        full = done["rows_purged"] >= operations.PURGE_ROWS
        self._next_housekeeping = self._clock.monotonic() + (1.0 if full else HOUSEKEEPING_SECONDS)
        log.info("housekeeping_done", **done)


def main() -> int:
    """Run one dispatcher until SIGTERM or SIGINT; returns the exit status."""
    try:
        settings = load(DispatcherSettings, os.environ)
    except ConfigurationError as problem:
        sys.stderr.write(f"dispatcher: {problem}\n")
        return 2
    logs.configure("dispatcher")
    db = Database(settings.worker_database_url, size=2, application="dispatcher")
    sender = HttpSender(UrlGuard(settings.url_policy), ca_bundle=settings.ca_bundle)
    dispatcher = Dispatcher(db, SystemClock(), sender, settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, dispatcher.stop)
    dispatcher.run()
    db.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
