"""PDFs made in a process of its own: a long document holds up neither the bus nor its heartbeat, and can be stopped."""

import hashlib
import os
import socket
import subprocess
import sys
import threading

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


class _Job:
    """A PDF under way; whoever wants it waits for `done`."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.made: bytes | None = None
        self.problem: Exception | None = None


class Press:
    """
    Makes one PDF at a time; who comes meanwhile waits `seconds` at most, and finds it made when he comes again.

    The worker starts with the first page and ends after `pages` or a large one, for its memory grows; one that takes longer
    than `page_seconds` is ended.
    """

    def __init__(self, *, seconds: float, page_seconds: float = 60.0, pages: int = 100) -> None:
        self._seconds, self._page_seconds, self._pages = seconds, page_seconds, pages
        self._turn = threading.Lock()
        self._looking = threading.Lock()
        self._under_way: dict[bytes, _Job] = {}
        self._recent = Recent(KEPT_BYTES)
        self._worker: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._printed = 0

    def pdf(self, page: str) -> bytes:
        """Give the PDF of a page of HTML, made now or kept from lately. Raises DeadlineExceeded when it is not there in time."""
        key = hashlib.sha256(page.encode()).digest()
        with self._looking:
            kept, job = self._recent.get(key), self._under_way.get(key)
            if kept is not None:
                return kept
            if job is None:
                job = self._under_way[key] = _Job()
                threading.Thread(target=self._work, args=(job, key, page.encode()), name="pdf", daemon=True).start()
        if not job.done.wait(self._seconds):
            raise DeadlineExceeded(f"the PDF was not made within {self._seconds:g} s; ask for it again")
        if job.made is None:
            raise job.problem or RuntimeError("a PDF without bytes")
        return job.made

    def close(self) -> None:
        """End the worker."""
        self._end()

    def _work(self, job: _Job, key: bytes, page: bytes) -> None:
        try:
            job.made = self._in_turn(page)
        except Exception as problem:  # told to whoever waits
            job.problem = problem
        with self._looking:
            if job.made is not None:
                self._recent.put(key, job.made)
            del self._under_way[key]
        job.done.set()

    def _in_turn(self, page: bytes) -> bytes:
        """Make it when those before are done; a worker that fails is ended before the next one's turn."""
        if not self._turn.acquire(timeout=self._seconds):
            raise DeadlineExceeded("too many PDFs wait to be made")
        try:
            return self._make(page)
        except TimeoutError as problem:
            self._end()
            raise DeadlineExceeded(f"the PDF took longer than {self._page_seconds:g} s") from problem
        except OSError:
            self._end()
            raise
        finally:
            self._turn.release()

    def _make(self, page: bytes) -> bytes:
        connection = self._ready()
        connection.settimeout(self._page_seconds)
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
