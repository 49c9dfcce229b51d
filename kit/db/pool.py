"""A pool of connections that waits for a free one, with a limit, instead of failing. Works for threads and green threads."""

import threading
import time
from collections import Counter
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import psycopg2

from kit import metrics
from kit.db.patience import SERVICE_SECONDS, PatientConnection
from kit.errors import Unavailable

# libpq ignores connect_timeout while a green wait callback polls: see patience.py. A dead peer is found by TCP itself.
_TCP: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class Pool:
    """At most `size` connections; `take` waits up to `wait_seconds` for one and then raises Unavailable."""

    def __init__(
        self,
        dsn: str,
        size: int,
        wait_seconds: float,
        application: str,
        planner: str = "",
        *,
        patience_seconds: float = SERVICE_SECONDS,
    ) -> None:
        self._dsn = dsn
        self._options = {**_TCP, "options": planner} if planner else _TCP
        self._wait_seconds = wait_seconds
        self._application = application
        self._patience_seconds = patience_seconds
        self._places = threading.BoundedSemaphore(size)
        self._idle: list[Any] = []
        self._prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
        self._size, self._busy = size, 0
        self._waited = metrics.DB_POOL_WAIT_SECONDS.of()
        self.answered_at = float("-inf")
        _pools.add(self)

    def take(self) -> Any:
        """Lend a connection: the one used last, or a new one. Unavailable when none comes free or PostgreSQL is away."""
        if self._places.acquire(blocking=False):
            self._waited.observe(0.0)
        else:
            self._wait()
        try:
            connection = self._idle_one() or self.connect()
        except BaseException:
            self._places.release()
            raise
        self._busy += 1
        return connection

    def give_back(self, connection: Any) -> None:
        """Take a connection back; one that was lost is forgotten, and with it what lay idle beside it: it was the same server."""
        self._busy -= 1
        if connection.closed:
            self.forget_idle()
        else:
            self.answered_at = time.monotonic()
            self._idle.append(connection)
        self._places.release()

    def connect(self) -> Any:
        """Open a connection outside the count, in the place of one that was lost."""
        try:
            connection = psycopg2.connect(
                self._dsn, application_name=self._application, connection_factory=PatientConnection, **self._options
            )
        except psycopg2.OperationalError as problem:
            self._dsn = next_host_first(
                self._dsn
            )  # one that is silent would be waited for again, and the others never asked
            raise Unavailable("the database cannot be reached") from problem
        connection.patience_seconds = self._patience_seconds
        connection.autocommit = True  # BEGIN and COMMIT are ours, so that BEGIN rides with the first statement
        return connection

    def prepared_on(self, connection: Any) -> set[str]:
        """Return the names of the statements that a connection has prepared; the caller adds to them."""
        return self._prepared.setdefault(connection, set())

    def forget_idle(self) -> None:
        """Close what lies idle: after a restart of the server all of it is dead."""
        while (connection := self._idle_one()) is not None:
            connection.close()

    def states(self) -> Counter[str]:
        """Count the connections: at work, open and idle, not opened yet."""
        busy, idle = self._busy, len(self._idle)
        return Counter(busy=busy, idle=idle, free=max(0, self._size - busy - idle))

    def _idle_one(self) -> Any | None:
        try:
            return self._idle.pop()
        except IndexError:  # not looked at first: between the look and the pop another thread may have taken it
            return None

    def _wait(self) -> None:
        began = time.monotonic()
        admitted = self._places.acquire(timeout=self._wait_seconds)
        self._waited.observe(time.monotonic() - began)
        if not admitted:
            raise Unavailable("every database connection is busy")


_pools: WeakSet[Pool] = WeakSet()


def _states_of_all() -> dict[metrics.Labels, float]:
    states = sum((pool.states() for pool in list(_pools)), Counter(busy=0))
    return {(state,): float(states[state]) for state in ("busy", "idle", "free")}


metrics.DB_POOL_CONNECTIONS.measured_by(_states_of_all)


def next_host_first(dsn: str) -> str:
    """Put the first of several hosts of a DSN last."""
    head, slashes, rest = dsn.partition("://")
    server, slash, database = rest.partition("/")
    login, at, hosts = server.rpartition("@")
    first, comma, others = hosts.partition(",")
    return f"{head}{slashes}{login}{at}{others}{comma}{first}{slash}{database}"
