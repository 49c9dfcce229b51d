"""Takes committed events from the outbox to RabbitMQ, and marks them sent once RabbitMQ has confirmed them."""

import threading
import time

from kit import metrics
from kit.db import Database
from kit.errors import WireError
from kit.logs import get_logger
from kit.messaging import traces
from kit.messaging.core.publisher import Outgoing, Publisher
from kit.outage import Outage

log = get_logger(__name__)

_SWEEP_SECONDS = 0.5
_GATHER_SECONDS, _BUSY_GATHER_SECONDS = 0.04, 0.1
_BUSY_FROM = 8
_BATCH = 500


class Relay:
    """
    One thread of the service's process. Any number of relays may run: each takes rows that no other holds.

    A commit wakes it; a sweep finds what a killed process left. Rows are found by `sent_at IS NULL`, never by "id above the
    last", because ids are not in the order of commits.
    """

    def __init__(self, db: Database, publisher: Publisher) -> None:
        self._db, self._publisher = db, publisher
        self._wake = threading.Event()
        self._stopping = False
        self._busy = False
        self._published = metrics.OUTBOX_PUBLISHED.of()
        self._outage = Outage(log, "relay")
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        self._publisher.start()
        self._thread.start()

    def stop(self) -> None:
        """Send what has been committed until now and stop; what cannot be sent now is sent by the next process."""
        self._stopping = True
        self._wake.set()
        self._thread.join(timeout=5.0)
        self._publisher.stop()

    def wake(self) -> None:
        """Say that events have been committed."""
        self._wake.set()

    def _run(self) -> None:
        last = False
        while not last:
            last = self._stopping  # its last sweep begins after the stop: it finds the last commits
            if not last and self._wake.wait(_SWEEP_SECONDS):
                time.sleep(_BUSY_GATHER_SECONDS if self._busy else _GATHER_SECONDS)  # commits go out together
            self._wake.clear()
            try:
                self._send()
                self._outage.back()
            except WireError as problem:
                self._outage.away(problem.detail)
                time.sleep(_SWEEP_SECONDS)
            except Exception as problem:  # the relay must outlive any surprise, or events stop silently
                log.error("relay_failed", error=f"{type(problem).__name__}: {problem}", exc_info=True)
                time.sleep(_SWEEP_SECONDS)

    def _send(self) -> None:
        sent = _BATCH
        while sent == _BATCH and self._publisher.ready:
            sent = self.send_batch()
            self._busy = sent >= _BUSY_FROM

    def send_batch(self) -> int:
        """Publish up to 500 unsent events and return how many RabbitMQ has confirmed."""
        with self._db.transaction() as tx:
            rows = tx.all(
                """
                SELECT account_id, event_id, event_type, envelope
                  FROM outbox
                 WHERE sent_at IS NULL
                 ORDER BY position
                 LIMIT %(limit)s::bigint
                   FOR UPDATE SKIP LOCKED
                """,
                {"limit": _BATCH},
                prepare=True,
            )
            if not rows:
                return 0
            outgoing = [Outgoing(row["event_id"], row["event_type"], row["envelope"]) for row in rows]
            with traces.of_publish(outgoing) as traced:
                confirmed = self._publisher.publish(traced)
            sent = [row for row in rows if row["event_id"] in confirmed]
            if sent:
                tx.run(
                    """
                    UPDATE outbox
                       SET sent_at = clock_timestamp()
                      FROM unnest(%(accounts)s::text[], %(ids)s::text[]) AS s (account_id, event_id)
                     WHERE outbox.account_id = s.account_id
                       AND outbox.event_id = s.event_id
                    """,
                    {"accounts": [row["account_id"] for row in sent], "ids": [row["event_id"] for row in sent]},
                    prepare=True,
                )
        if len(sent) < len(rows):
            time.sleep(_SWEEP_SECONDS)
        self._published.add(len(sent))
        return len(sent)
