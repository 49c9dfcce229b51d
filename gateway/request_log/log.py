"""
The buffer of the request log, and the one thread that empties it: many rows in one statement, once a second.

A request only appends to a list. The list is bounded: while the database is away or too slow, what does not fit is dropped and
counted, and no request fails or waits for it. A process that stops writes what it still has.
"""

import atexit
import threading
from collections import Counter
from typing import Any

import psycopg2
from psycopg2 import errors

from gateway import measures
from gateway.request_context import RequestContext
from gateway.request_log.entries import FOLDED, Entry, columns_of, entry_of
from gateway.settings import Network
from gateway.storage import request_log
from kit.clock import Clock
from kit.db import Database
from kit.errors import WireError
from kit.logs import get_logger

MOST_WAITING = 10_000
ROWS_A_STATEMENT = 250
GATHER_SECONDS = 1.0
WAIT_SECONDS = 5.0
"""How long it lets a database that is away alone."""
HOUSEKEEPING_SECONDS = 600.0
ROWS_OF_A_FLOOD = 5
"""Refusals beyond its quota that a key gets rows of their own for, each time; one more stands for the rest."""

log = get_logger(__name__)


class RequestLog:
    """What this process has answered and not yet written down."""

    def __init__(
        self, db: Database, clock: Clock, trusted: tuple[Network, ...] = (), *, most: int = MOST_WAITING
    ) -> None:
        self._db = db
        self._clock = clock
        self._trusted = trusted
        self._most = most
        self._waiting: list[Entry] = []
        self._tried = 0
        """How many rows the statement had whose commit nobody has confirmed: they go again together, and no others with them."""
        self._flood: Counter[str] = Counter()
        self._last_of_flood: dict[str, Entry] = {}
        self._dropped = 0
        self._writing = threading.Lock()
        self._something = threading.Event()
        self._plenty = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._next_housekeeping = 0.0

    def note(self, context: RequestContext, status: str, milliseconds: float) -> None:
        """Take down a request while its answer begins; whatever is wrong with the log, the request goes on."""
        entry = entry_of(context, status, milliseconds)
        if entry is None:
            return
        if entry.failure is not None and entry.failure.code == FOLDED and self._is_flooding(entry):
            return
        if len(self._waiting) >= self._most:
            self._dropped += 1
            measures.log_rows_dropped["full"].add()
            return
        self._waiting.append(entry)
        if len(self._waiting) == ROWS_A_STATEMENT:
            self._plenty.set()
        if not self._something.is_set():
            self._something.set()

    def start(self) -> None:
        """Begin to write down, in the process that serves."""
        self._thread = threading.Thread(target=self._run, name="request-log", daemon=True)
        self._thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Write down what waits, once; the process ends."""
        self._stopping.set()
        try:
            self.flush()
        except WireError as problem:
            measures.log_rows_dropped["lost"].add(len(self._waiting))
            log.warning("request_log_lost", rows=len(self._waiting), error=problem.detail)
        self._db.close()

    def flush(self) -> int:
        """Write down what waits and return how many rows; WireError when the database is away, and then it still waits."""
        written = 0
        with self._writing:
            self._end_floods()
            while self._waiting:
                entries = self._waiting[: self._tried or ROWS_A_STATEMENT]
                self._tried = len(entries)
                self._write(entries)
                self._tried = 0
                del self._waiting[: len(entries)]
                written += len(entries)
        if self._dropped:
            dropped, self._dropped = self._dropped, 0
            log.warning("request_log_dropped", rows=dropped)
        return written

    def keep_house(self) -> dict[str, int]:
        """Make the partitions of the days ahead, drop those that are over 30 days old; say how many."""
        return request_log.keep_house(self._db, self._clock.now())

    def _write(self, entries: list[Entry]) -> None:
        accounts = {entry.account_id for entry in entries}
        good = [entry for entry in entries if entry.failure is None]
        failed = [entry for entry in entries if entry.failure is not None]
        try:
            columns = [columns_of(part, self._trusted) if part else None for part in (good, failed)]
            with self._db.transaction(*accounts) as tx:
                request_log.add(tx, *columns)
        except errors.UniqueViolation:  # the answer to the commit was lost, not the commit
            log.info("request_log_repeated", rows=len(entries))
        except (psycopg2.Error, ValueError) as problem:  # these rows will never do; the next ones shall
            measures.log_rows_dropped["refused"].add(len(entries))
            log.error("request_log_refused", rows=len(entries), error=f"{type(problem).__name__}: {problem}")

    def _is_flooding(self, entry: Entry) -> bool:
        """Count a refusal beyond the quota; say whether it is one of so many that it gets no row of its own."""
        self._flood[entry.key_id] += 1
        if self._flood[entry.key_id] <= ROWS_OF_A_FLOOD:
            return False
        self._last_of_flood[entry.key_id] = entry
        return True

    def _end_floods(self) -> None:
        flood, last = self._flood, self._last_of_flood
        self._flood, self._last_of_flood = Counter(), {}
        self._waiting += [entry._replace(times=flood[key] - ROWS_OF_A_FLOOD) for key, entry in last.items()]

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._keep_house_in_time()
                if self._something.wait(timeout=HOUSEKEEPING_SECONDS / 10):
                    self._plenty.wait(timeout=GATHER_SECONDS)
                    self._plenty.clear()
                    self._something.clear()
                    self.flush()
            except WireError as problem:
                log.warning("request_log_waits", rows=len(self._waiting), error=problem.detail)
                self._something.set()
                self._stopping.wait(WAIT_SECONDS)
            except Exception as problem:  # the log must outlive any surprise
                log.error("request_log_failed", error=f"{type(problem).__name__}: {problem}", exc_info=True)
                self._stopping.wait(WAIT_SECONDS)

    def _keep_house_in_time(self) -> None:
        if self._clock.monotonic() < self._next_housekeeping:
            return
        self._next_housekeeping = self._clock.monotonic() + HOUSEKEEPING_SECONDS
        done: dict[str, Any] = self.keep_house()
        if any(done.values()):
            log.info("request_log_tidied", **done)
