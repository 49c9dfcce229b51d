"""Two gateway processes on ports of their own, with a Redis of their own that can be killed; all else is the stack's."""

import contextlib
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.fakes.private_redis import PrivateRedis
from tests.fault.ports import free_port
from tests.fault.stack import ROOT, wait_for

LIST = "/v1/customers?limit=1"


@dataclass
class Gateways:
    """The ports of the processes, and their Redis."""

    ports: list[int]
    redis: PrivateRedis

    def all_use_redis(self, key: str) -> bool:
        """Whether each process judges by the whole limit, and not by its share."""
        return all(policy_of(port, key).startswith('"minute";q=600;') for port in self.ports)


@contextlib.contextmanager
def two_gateways() -> Iterator[Gateways]:
    """Start them; SAATHIX_GATEWAY_WORKERS says 2, so that each takes half of a limit for its share."""
    redis = PrivateRedis()
    ports = [free_port() for _ in range(2)]
    processes = [_started(port, redis.url) for port in ports]
    try:
        for port in ports:
            wait_for(lambda port=port: _answers(port), seconds=40)
        yield Gateways(ports, redis)
    finally:
        for process in processes:
            process.kill()
            process.wait()
        redis.kill()


class Asked(NamedTuple):
    """One request: when it began and ended, which process was asked, how it answered (0: not at all)."""

    began: float
    ended: float
    process: int
    status: int


@dataclass
class Flood:
    """So many clients that ask without a pause (or at a pace), spread over the processes, until the block ends."""

    gateways: Gateways
    key: str
    clients: int
    pause_seconds: float = 0.0
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> "Flood":
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._ask_on, args=(n % 2,)) for n in range(self.clients)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()

    def accepted(self, *, process: int | None = None) -> list[Asked]:
        """What was not refused, in the order of its beginning."""
        return sorted(one for one in self.asked if one.status == 200 and process in (None, one.process))

    def since(self, moment: float) -> list[Asked]:
        """What began at a moment or after it."""
        return [one for one in self.asked if one.began >= moment]

    def _ask_on(self, process: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.gateways.ports[process], timeout=20)
        while not self._ending.is_set():
            began = time.monotonic()
            status = asked(connection, self.key)[0]
            self.asked.append(Asked(began, time.monotonic(), process, status))
            self._ending.wait(self.pause_seconds)
        connection.close()


def asked(connection: http.client.HTTPConnection, key: str) -> tuple[int, str]:
    """Ask once: the status (0: no answer) and the policy the limits were judged by."""
    try:
        connection.request("GET", LIST, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("RateLimit-Policy", "")
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0, ""


def policy_of(port: int, key: str) -> str:
    """The policy by which a process judges a key now."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        return asked(connection, key)[1]
    finally:
        connection.close()


def most_within(accepted: list[Asked], seconds: float) -> int:
    """
    The most requests that were surely accepted within one window of so many seconds.

    When a request was judged is not known, only that it was between its beginning and its end; so those count that lie in a
    window with both.
    """
    ends = sorted(accepted, key=lambda one: one.ended)
    most = 0
    for place, first in enumerate(sorted(accepted)):
        if len(accepted) - place <= most:
            break
        within = sum(1 for one in ends if one.began >= first.began and one.ended < first.began + seconds)
        most = max(most, within)
    return most


def _started(port: int, redis_url: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "SAATHIX_HTTP_PORT": str(port),
        "SAATHIX_REDIS_URL": redis_url,
        "SAATHIX_GATEWAY_WORKERS": "2",
        "SAATHIX_BAD_KEYS_A_MINUTE": "1000000",
    }
    program = ["-m", "gunicorn", "-c", "gateway/gunicorn.conf.py", "--workers", "1", "gateway.wsgi:app"]
    quiet = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, *program], cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
