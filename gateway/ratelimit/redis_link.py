"""Redis as the guards need it: a script in one round trip, 50 ms at most, and a breaker that leaves a Redis in trouble alone.

redis-py's connection speaks the protocol; its client is left out, because its pool and its command layer cost three times
the round trip itself.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.connection import Connection, SSLConnection, parse_url
from redis.retry import Retry

from kit.clock import Clock
from kit.logs import get_logger

log = get_logger(__name__)

FAILURES_TO_OPEN = 3
OPEN_SECONDS = 1.0


class Script:
    """A Lua script, sent by its hash and loaded again when Redis has lost it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = redis.Redis().register_script(source).sha


class RedisLink:
    """A few connections to Redis. Everything answers None when Redis cannot be asked; nothing raises."""

    def __init__(self, url: str, clock: Clock, *, timeout_seconds: float = 0.05) -> None:
        options = parse_url(url)  # type: ignore[no-untyped-call]
        self._make = options.pop("connection_class", Connection)
        if not issubclass(self._make, SSLConnection | Connection):
            raise ValueError("SAATHIX_REDIS_URL is redis:// or rediss://")
        self._options = {
            **options,
            "socket_timeout": timeout_seconds,
            "socket_connect_timeout": timeout_seconds,
            "retry": Retry(NoBackoff(), 0),
        }
        self._clock = clock
        self._idle: list[Any] = []
        self._failures = 0
        self._closed_until = 0.0

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[str | int]) -> list[str] | None:
        """Run a script that answers words, and give them; None when Redis is away."""
        tail = (len(keys), *keys, *arguments)
        try:
            answer = self._exchange(_packed(("EVALSHA", script.sha, *tail)))
        except redis.exceptions.NoScriptError:
            answer = self._exchange(_packed(("EVAL", script.source, *tail)))
        return answer.decode().split(" ") if answer is not None else None

    def command(self, *words: str | int) -> Any | None:
        """Send one command and give its answer; None when Redis is away."""
        return self._exchange(_packed(words))

    def _exchange(self, packed: bytes) -> Any | None:
        """Send a command and give its answer; None when Redis is away. An answer that is an error is raised."""
        if self._closed_until and self._clock.monotonic() < self._closed_until:
            return None
        while True:
            fresh, connection = not self._idle, None
            try:
                connection = self._connected() if fresh else self._idle.pop()
                connection.send_packed_command([packed], check_health=False)
                answer = _reply(connection)
            except redis.exceptions.ResponseError:
                self._idle.append(connection)
                raise
            except (redis.exceptions.RedisError, OSError) as problem:
                if connection is not None:
                    connection.disconnect()
                if fresh or isinstance(problem, redis.exceptions.TimeoutError):
                    self._count_failure(problem)
                    return None
                self._idle.clear()  # Redis was restarted: what lay idle is dead, a fresh connection may not be
                continue
            self._idle.append(connection)
            if self._failures:
                self._recover()
            return answer

    def answers(self) -> bool:
        """Say whether Redis answers now."""
        return self.command("PING") is not None

    def _connected(self) -> Any:
        connection = self._make(**self._options)
        connection.connect()
        return connection

    def _count_failure(self, problem: Exception) -> None:
        self._failures += 1
        if self._failures >= FAILURES_TO_OPEN:
            if not self._closed_until:
                log.warning("redis_away", problem=type(problem).__name__)
            self._closed_until = self._clock.monotonic() + OPEN_SECONDS

    def _recover(self) -> None:
        if self._closed_until:
            log.info("redis_back")
        self._failures, self._closed_until = 0, 0.0


def _reply(connection: Any) -> Any:
    """Read the answer. In a busy process the time can be over before it was looked whether the answer has come: look once more."""
    try:
        return connection.read_response(disconnect_on_error=False)
    except redis.exceptions.TimeoutError:
        if not connection.can_read(timeout=0):
            raise
        return connection.read_response(disconnect_on_error=False)


@lru_cache(maxsize=10_000)  # a key in use asks the same again and again
def _packed(words: tuple[str | int, ...]) -> bytes:
    parts = [f"*{len(words)}\r\n".encode()]
    for word in words:
        encoded = str(word).encode()
        parts.append(b"$%d\r\n%b\r\n" % (len(encoded), encoded))
    return b"".join(parts)
