"""
Closed and open loop.

Closed: each connection sends its next request when the last one is answered; what comes out is the capacity.
Open: requests are due at a constant rate, whatever the answers do, and a latency counts from the moment its request was due,
so a server that stalls is charged for everyone who had to wait (no coordinated omission).
"""

import select
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Protocol

from bench.http import Connection, Reply

PATIENCE_SECONDS = 30.0
MAX_RETRIES = 5


class Work(Protocol):
    """What to send, and whether the answer is right: a fault in words, or None."""

    def next(self) -> tuple[bytes, object]: ...

    def check(self, task: object, reply: Reply) -> str | None: ...


@dataclass
class Outcome:
    """What a run saw. Latencies in milliseconds, of the requests inside the measured window."""

    latencies_ms: list[float] = field(default_factory=list)
    answered: int = 0
    measured: int = 0
    seconds: float = 0.0
    resent: int = 0
    faults: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Plan:
    """How to run: `rate` per second for an open loop, None for a closed one."""

    base_url: str
    connections: int
    seconds: float
    warm_up: float
    rate: float | None = None


class Loop:
    """One thread, one epoll, many connections."""

    def __init__(self, plan: Plan, work: Work) -> None:
        self._plan, self._work = plan, work
        self._poll = select.epoll()
        self._by_fd: dict[int, Connection] = {}
        self._idle: deque[Connection] = deque()
        self._busy = 0
        self._issued = 0
        self.outcome = Outcome(seconds=plan.seconds)

    def run(self) -> Outcome:
        """Warm up, measure, and wait for what is under way."""
        for _ in range(self._plan.connections):
            connection = Connection(self._plan.base_url)
            self._open(connection)
            self._idle.append(connection)
        self._begin = time.monotonic()
        self._measure_from = self._begin + self._plan.warm_up
        self._end = self._measure_from + self._plan.seconds
        while True:
            now = time.monotonic()
            self._issue(now)
            if now >= self._end and not self._busy and not self._overdue():
                break
            if now > self._end + PATIENCE_SECONDS:
                self.outcome.faults["no answer within 30 s"] += self._busy
                break
            for fd, _ in self._poll.poll(self._nap(now)):
                self._readable(fd)
        for connection in self._by_fd.values():
            connection.close()
        return self.outcome

    def _issue(self, now: float) -> None:
        while self._idle and (due := self._next_due(now)) is not None:
            connection = self._idle.popleft()
            wire, task = self._work.next()
            self._issued += 1
            self._busy += 1
            connection.retries = 0
            try:
                connection.send(wire, task, due)
            except OSError:
                self._send_again(connection, wire, task, due)

    def _next_due(self, now: float) -> float | None:
        """When the next request was due, None when none is."""
        if self._plan.rate is None:
            return now if now < self._end else None
        due = self._begin + self._issued / self._plan.rate
        return due if due <= now and due < self._end else None

    def _overdue(self) -> bool:
        return self._plan.rate is not None and self._begin + self._issued / self._plan.rate < self._end

    def _nap(self, now: float) -> float:
        if self._plan.rate is None or not self._idle:
            return 0.25
        return min(0.25, max(0.0, self._begin + self._issued / self._plan.rate - now))

    def _readable(self, fd: int) -> None:
        connection = self._by_fd[fd]
        idle = connection.task is None
        try:
            reply = connection.receive()
        except OSError:
            self._reopen(connection)
            if not idle:
                self._send_again(connection, connection.wire, connection.task, connection.due)
            return
        if reply is not None and not idle:
            self._finish(connection, reply)

    def _finish(self, connection: Connection, reply: Reply) -> None:
        now = time.monotonic()
        fault = self._work.check(connection.task, reply)
        if fault is not None:
            self.outcome.faults[fault] += 1
        self.outcome.answered += 1
        counted = connection.due if self._plan.rate is not None else now
        if self._measure_from <= counted <= self._end:
            self.outcome.measured += 1
            self.outcome.latencies_ms.append((now - connection.due) * 1000)
        connection.task = None
        self._busy -= 1
        self._idle.append(connection)

    def _send_again(self, connection: Connection, wire: bytes, task: object, due: float) -> None:
        """The server hung up before it answered: the same request, with the same idempotency key, until it is definite."""
        self.outcome.resent += 1
        connection.retries += 1
        if connection.retries > MAX_RETRIES:
            raise SystemExit("the server hung up on one request five times")
        if connection.sock is None:
            self._open(connection)
        try:
            connection.send(wire, task, due)
        except OSError:
            self._reopen(connection)
            self._send_again(connection, wire, task, due)

    def _open(self, connection: Connection) -> None:
        fd = connection.open()
        self._by_fd[fd] = connection
        self._poll.register(fd, select.EPOLLIN)

    def _reopen(self, connection: Connection) -> None:
        assert connection.sock is not None
        fd = connection.sock.fileno()
        self._poll.unregister(fd)
        del self._by_fd[fd]
        connection.close()
        self._open(connection)
