"""
Bytes on their way to the broker: what is written in one turn leaves in one system call.

A call costs a frame out and an acknowledgement; sent one by one they cost more than all of our own work on it. So writers
only add, and a thread of the connection sends what has gathered. A green thread gets its turn when those that write have
had theirs; a real one at once.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any


class Outgoing:
    """What waits to be sent on one socket. `broken` is called once, when sending fails."""

    def __init__(self, sock: Any, broken: Callable[[], None]) -> None:
        self._sock, self._broken = sock, broken
        self._waiting: deque[bytes] = deque()
        self._something = threading.Event()
        self._closed = False
        self._sending_since: float | None = None

    def start(self) -> None:
        threading.Thread(target=self._run, name="amqp-outgoing", daemon=True).start()

    def close(self) -> None:
        """Stop; what still waits is dropped, as on any lost connection."""
        self._closed = True
        self._something.set()

    def add(self, data: Any) -> None:
        """Take bytes to send. They are copied: pyamqp reuses its buffer for the next frame."""
        self._waiting.append(bytes(data))
        if not self._something.is_set():
            self._something.set()

    def drain(self, seconds: float) -> None:
        """Wait until all that was written has been handed to the system, so long at most."""
        until = time.monotonic() + seconds
        while (self._waiting or self._sending_since is not None) and time.monotonic() < until:
            time.sleep(0.005)

    def stuck_for(self) -> float:
        """Return for how many seconds one send has waited for the broker to read; 0 when none does."""
        since = self._sending_since
        return 0.0 if since is None else time.monotonic() - since

    def _run(self) -> None:
        while True:
            self._something.wait()
            self._something.clear()
            if self._closed:
                return
            self._sending_since = time.monotonic()
            data = b"".join(self._waiting.popleft() for _ in range(len(self._waiting)))
            try:
                self._sock.sendall(data)
            except OSError:
                self._broken()
                return
            finally:
                self._sending_since = None
