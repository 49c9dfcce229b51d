"""What waits in a service's tables, for its metrics: read when they are scraped, once in a few seconds, as the worker role."""

import threading
from collections.abc import Callable
from typing import Any

from kit import metrics
from kit.clock import SystemClock
from kit.db import Database
from kit.errors import WireError
from kit.logs import get_logger

log = get_logger(__name__)

KEPT_SECONDS = 5.0
PATIENCE_SECONDS = 1.0
MOST_COUNTED = 100_000

_monotonic = SystemClock().monotonic


class Reading:
    """
    What a query returned, kept for some seconds. When the database is away, nothing: the metrics are missing then.

    It is read beside the scrape, which waits a second for it: a database that hangs must not take the other metrics with it.
    """

    def __init__(self, read: Callable[[], list[dict[str, Any]]]) -> None:
        self._read = read
        self._rows: list[dict[str, Any]] = []
        self._read_at = float("-inf")
        self._under_way = threading.Lock()
        self._done = threading.Event()

    def rows(self) -> list[dict[str, Any]]:
        """Give the rows of a moment ago, or of now."""
        if self._age() >= KEPT_SECONDS:
            if self._under_way.acquire(blocking=False):
                self._done.clear()
                threading.Thread(target=self._refresh, name="backlog", daemon=True).start()
            self._done.wait(PATIENCE_SECONDS)
        return self._rows if self._age() < KEPT_SECONDS else []

    def _age(self) -> float:
        return _monotonic() - self._read_at

    def _refresh(self) -> None:
        try:
            self._rows = self._read()
            self._read_at = _monotonic()
        except WireError as problem:
            log.warning("backlog_not_read", error=problem.detail)
        except Exception as problem:  # the metrics miss it, and the next scrape tries again
            log.error("backlog_failed", error=f"{type(problem).__name__}: {problem}", exc_info=True)
        finally:
            self._under_way.release()
            self._done.set()

    def show(self, gauge: metrics.Gauge, column: str) -> None:
        """Show a column of the only row."""
        gauge.measured_by(lambda: dict.fromkeys([()], float(rows[0][column])) if (rows := self.rows()) else {})


def show_outbox(worker_db: Database) -> None:
    """Show how many events have not left, and how long the oldest of them has waited."""

    def read() -> list[dict[str, Any]]:
        with worker_db.transaction() as tx:
            return tx.all(
                """
                SELECT (SELECT count(*)
                          FROM (SELECT FROM outbox WHERE sent_at IS NULL LIMIT %(most)s) AS u) AS unsent,
                       COALESCE((SELECT GREATEST(extract(epoch FROM clock_timestamp() - created_at), 0)
                                   FROM outbox
                                  WHERE sent_at IS NULL
                                  ORDER BY position
                                  LIMIT 1), 0) AS oldest
                """,
                {"most": MOST_COUNTED},
            )

    reading = Reading(read)
    reading.show(metrics.OUTBOX_UNSENT, "unsent")
    reading.show(metrics.OUTBOX_OLDEST_SECONDS, "oldest")


def show_dead(worker_db: Database, handlers: list[str]) -> None:
    """Show how many events each handler has given up, those that have given up none too."""

    def read() -> list[dict[str, Any]]:
        with worker_db.transaction() as tx:
            return tx.all(
                """
                SELECT h.handler, count(i.handler) AS dead
                  FROM unnest(%(handlers)s::text[]) AS h (handler)
                  LEFT JOIN inbox AS i ON i.handler = h.handler AND i.state = 'dead'
                 GROUP BY h.handler
                 ORDER BY h.handler
                """,
                {"handlers": handlers},
            )

    reading = Reading(read)
    metrics.DEAD_EVENTS.measured_by(lambda: {(row["handler"],): float(row["dead"]) for row in reading.rows()})
