"""Redis as the guards need it: a script in one round trip, 50 ms at most, and a breaker that leaves a Redis in trouble alone.

One connection serves the process. What the requests of one turn ask goes out in one write, and what has come back is read at
once: a system call for each request costs more than the script. redis-py connects (TLS, log-in, database); its client is left
out, because its pool and its command layer cost three times the round trip itself.
"""

import socket
import threading
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.connection import Connection, SSLConnection, parse_url
from redis.retry import Retry

from gateway.ratelimit import redis_replies
from kit import metrics
from kit.clock import Clock
from kit.logs import get_logger

log = get_logger(__name__)

FAILURES_TO_OPEN = 3
OPEN_SECONDS = 1.0
PATIENCE_SECONDS = 1.0
"""How long a request waits for another that fetches its answer: much longer than that one may take."""


class Script:
    """A Lua script, sent by its hash and loaded again when Redis has lost it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = redis.Redis().register_script(source).sha


class _Asked:
    """A command and its answer. `done` is held until there is one, or until its asker is to fetch it for all who wait."""

    __slots__ = ("answer", "answered", "done", "leads", "packed")

    def __init__(self, packed: bytes) -> None:
        self.packed = packed
        self.answer: Any = None
        self.answered = False
        self.leads = False
        self.done = threading.Lock()
        self.done.acquire()


class RedisLink:
    """A connection to Redis, shared. Everything answers None when Redis cannot be asked; nothing raises."""

    def __init__(self, url: str, clock: Clock, *, timeout_seconds: float = 0.05) -> None:
        options = parse_url(url)  # type: ignore[no-untyped-call]
        make = options.pop("connection_class", Connection)
        if not issubclass(make, SSLConnection | Connection):
            raise ValueError("SAATHIX_REDIS_URL is redis:// or rediss://")
        self._make = make
        self._timeout = timeout_seconds
        self._options = {
            **options,
            "protocol": 2,
            "socket_timeout": timeout_seconds,
            "socket_connect_timeout": timeout_seconds,
            "retry": Retry(NoBackoff(), 0),
        }
        self._clock = clock
        self._connection: Any = None
        self._line = threading.Lock()
        self._waiting: list[_Asked] = []
        self._led = False
        self._failures = 0
        self._closed_until = 0.0
        self._fallback = metrics.REDIS_FALLBACK.of()

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[str | int]) -> list[str] | None:
        """Run a script that answers words, and give them; None when Redis is away."""
        tail = (len(keys), *keys, *arguments)
        try:
            answer = self._exchange(_packed(("EVALSHA", script.sha, *tail)))
        except redis.exceptions.ResponseError as problem:
            if not str(problem).startswith("NOSCRIPT"):
                raise
            answer = self._exchange(_packed(("EVAL", script.source, *tail)))
        return answer.decode().split(" ") if answer is not None else None

    def command(self, *words: str | int) -> Any | None:
        """Send one command and give its answer; None when Redis is away."""
        return self._exchange(_packed(words))

    def answers(self) -> bool:
        """Say whether Redis answers now."""
        return self.command("PING") is not None

    def _exchange(self, packed: bytes) -> Any | None:
        """Send a command and give its answer; None when Redis is away. An answer that is an error is raised."""
        if self._closed_until and self._clock.monotonic() < self._closed_until:
            return None
        mine = _Asked(packed)
        with self._line:
            self._waiting.append(mine)
            mine.leads, self._led = not self._led, True
        try:
            if mine.leads or self._told_to_lead(mine):
                self._lead()
        finally:  # also when a request that took too long is thrown out of its waiting
            if mine.leads or not mine.answered:
                self._leave(mine)
        if isinstance(mine.answer, Exception):
            raise mine.answer
        return mine.answer

    @staticmethod
    def _told_to_lead(mine: _Asked) -> bool:
        """Wait for the answer that another fetches with its own, or for the word to fetch it oneself."""
        mine.done.acquire(timeout=PATIENCE_SECONDS)
        return mine.leads

    def _lead(self) -> None:
        """Fetch the answers of all who wait now, one's own among them."""
        time.sleep(0)  # those who are about to ask come in
        with self._line:
            batch, self._waiting = self._waiting, []
        answers: list[Any] | None = None
        try:
            answers = self._answers(b"".join([asked.packed for asked in batch]), len(batch))
        finally:
            for asked, answer in zip(batch, answers or [None] * len(batch), strict=True):
                asked.answer, asked.answered = answer, True
                if not asked.leads:
                    asked.done.release()

    def _leave(self, mine: _Asked) -> None:
        """Leave the line; the first in it leads next."""
        with self._line:
            if mine in self._waiting:
                self._waiting.remove(mine)
            if not mine.leads:
                return
            mine.leads = False
            self._led = bool(self._waiting)
            if self._led:
                self._waiting[0].leads = True
                self._waiting[0].done.release()

    def _answers(self, packed: bytes, count: int) -> list[Any] | None:
        while True:
            fresh = self._connection is None
            try:
                if fresh:
                    self._connection = self._connected()
                answers = self._fetch(packed, count)
            except (redis.exceptions.RedisError, redis_replies.NotUnderstood, OSError) as problem:
                self._disconnect()
                if fresh or isinstance(problem, redis.exceptions.TimeoutError | TimeoutError):
                    self._count_failure(problem)
                    return None
                continue  # Redis was restarted: this connection is dead, a fresh one may not be
            except BaseException:  # a request that took too long: answers that nobody takes must not meet the next
                self._disconnect()
                raise
            if self._failures:
                self._recover()
            return answers

    def _fetch(self, packed: bytes, count: int) -> list[Any]:
        sock = self._connection._sock
        sock.sendall(packed)
        data = _received(sock, self._timeout)
        answers, taken = redis_replies.read(data, count)
        while len(answers) < count:
            data = data[taken:] + _received(sock, self._timeout)
            more, taken = redis_replies.read(data, count - len(answers))
            answers += more
        return answers

    def _connected(self) -> Any:
        connection = self._make(**self._options)
        connection.connect()
        return connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.disconnect()

    def _count_failure(self, problem: Exception) -> None:
        self._failures += 1
        if self._failures >= FAILURES_TO_OPEN:
            if not self._closed_until:
                log.warning("redis_away", problem=type(problem).__name__)
            self._closed_until = self._clock.monotonic() + OPEN_SECONDS
            self._fallback.set(1)

    def _recover(self) -> None:
        if self._closed_until:
            log.info("redis_back")
        self._failures, self._closed_until = 0, 0.0
        self._fallback.set(0)


def _received(sock: socket.socket, timeout: float) -> bytes:
    """Wait for bytes. In a busy process the time can be over before it was looked whether they have come: look once more."""
    try:
        data = sock.recv(redis_replies.AT_A_TIME)
    except TimeoutError:
        sock.settimeout(0.0)
        try:
            data = sock.recv(redis_replies.AT_A_TIME)
        except OSError:
            raise TimeoutError("Redis has not answered in time") from None
        finally:
            sock.settimeout(timeout)
    if not data:
        raise ConnectionResetError("Redis closed the connection")
    return data


@lru_cache(maxsize=10_000)  # a key in use asks the same again and again
def _packed(words: tuple[str | int, ...]) -> bytes:
    parts = [f"*{len(words)}\r\n".encode()]
    for word in words:
        encoded = str(word).encode()
        parts.append(b"$%d\r\n%b\r\n" % (len(encoded), encoded))
    return b"".join(parts)
