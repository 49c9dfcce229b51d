"""PDFs made in a process of its own: a long document holds up neither the bus nor its heartbeat, and can be stopped."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from kit.errors import DeadlineExceeded
from kit.logs import get_logger
from services.billing.adapters.frames import read_frame, write_frame
from services.billing.adapters.recent import Recent

log = get_logger(__name__)

WORKER = ("-m", "services.billing.adapters.pdf_worker")
LARGE_PAGE = 100_000  # some 500 lines: what its worker took, it would keep
KEPT_BYTES = 16_000_000
HANDED_ON = ("PATH", "PYTHONPATH", "LC_ALL", "TZ", "SAATHIX_STACK")
"""Of the environment, no more than this: the worker needs no secrets."""


class Press:
    """
    Makes one PDF at a time; who comes meanwhile waits its turn, as long as its time lasts.

    The worker starts with the first page and ends after `pages` or a large one, for its memory grows; one that takes too
    long is ended.
    """

    def __init__(self, *, seconds: float, pages: int = 100, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._pages, self._monotonic = seconds, pages, monotonic
        self._turn = threading.Lock()
        self._recent = Recent(KEPT_BYTES)
        self._worker: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._printed = 0

    def pdf(self, page: str) -> bytes:
        """Give the PDF of a page of HTML, made now or kept from lately. Raises DeadlineExceeded when its time is over."""
        deadline = self._monotonic() + self._seconds
        key = hashlib.sha256(page.encode()).digest()
        if (kept := self._recent.get(key)) is not None:
            return kept
        if not self._turn.acquire(timeout=self._seconds):
            raise DeadlineExceeded("too many PDFs wait to be made")
        try:
            made = self._recent.get(key) or self._make(page.encode(), deadline)  # who was before may have made it
            self._recent.put(key, made)
            return made
        except TimeoutError as problem:
            self._end()
            raise DeadlineExceeded(f"the PDF was not made within {self._seconds:g} s") from problem
        except OSError:
            self._end()
            raise
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the worker."""
        with self._turn:
            self._end()

    def _make(self, page: bytes, deadline: float) -> bytes:
        connection = self._ready()
        connection.settimeout(max(deadline - self._monotonic(), 0.001))
        write_frame(connection, page)
        made = read_frame(connection)
        if made is None:
            raise ConnectionError("the worker that makes PDFs has ended over this one; its log says why")
        self._printed += 1 if len(page) < LARGE_PAGE else self._pages
        return made

    def _ready(self) -> socket.socket:
        """Give the socket of a worker that can go on."""
        if self._worker is not None and (self._worker.poll() is not None or self._printed >= self._pages):
            self._end()
        if self._connection is None:
            self._connection, theirs = socket.socketpair()
            with theirs:
                self._worker = subprocess.Popen(
                    [sys.executable, *WORKER, str(theirs.fileno())],
                    pass_fds=(theirs.fileno(),),
                    stdin=subprocess.DEVNULL,
                    env={name: os.environ[name] for name in HANDED_ON if name in os.environ},
                )
            log.info("pdf_worker_started", worker=self._worker.pid)
        return self._connection

    def _end(self) -> None:
        worker, connection = self._worker, self._connection
        self._worker, self._connection, self._printed = None, None, 0
        if connection is not None:
            connection.close()
        if worker is not None:
            worker.kill()
            worker.wait()
