"""
gunicorn's gevent worker as we want it: bounded times, problem documents for what is no HTTP, and a stop that waits for nobody silent.
"""

import os
import sys
import time
from typing import Any

import gevent
import gevent.socket
from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import UnsupportedTransferCoding
from gunicorn.workers.ggevent import GeventWorker

SILENT_SECONDS = 3.0
"""How long a stopping worker still answers on connections that lie idle; the answer then closes them."""
HEAD_SECONDS = float(os.environ.get("SAATHIX_GATEWAY_HEAD_SECONDS", "15"))
"""How long a new connection may take to send the head of its first request; later ones have the keep-alive time."""
REQUEST_SECONDS = float(os.environ.get("SAATHIX_GATEWAY_REQUEST_SECONDS", "60"))
"""How long a request may take from its head to the end of its answer, a slow client's body included."""


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """Stopping: no new connections, requests under way are finished, idle connections are closed after three seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: set[_Waiting] = set()
        self._fresh: set[Any] = set()
        self._begun: dict[Any, float] = {}
        self._stopping_since: float | None = None

    def init_process(self) -> None:
        """Begin to serve; a setting is an attribute from here on, not a search: a request reads twenty of them."""
        vars(self.cfg).update({name: setting.get() for name, setting in self.cfg.settings.items()})
        super().init_process()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop; at once when it has not begun to serve."""
        if not self.booted:
            sys.exit(0)
        super().handle_exit(sig, frame)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Serve a connection."""
        greenlet = gevent.getcurrent()
        self._fresh.add(greenlet)
        try:
            super().handle(listener, client, addr)
        finally:
            self._fresh.discard(greenlet)

    def timeout_ctx(self) -> "_Waiting":
        """Wait for the next request of a connection: not long for the first, later as long as it may be idle."""
        greenlet = gevent.getcurrent()
        seconds = HEAD_SECONDS if greenlet in self._fresh else self.cfg.keepalive
        self._fresh.discard(greenlet)
        return _Waiting(seconds, self._waiting)

    def handle_request(self, *args: Any) -> Any:
        """Serve a request; `notify` ends it when it takes too long."""
        refuse_other_codings(args[1])
        greenlet = gevent.getcurrent()
        self._begun[greenlet] = time.monotonic()
        listener, request, client, *rest = args
        joined = _Joined(client)
        try:
            answered = super().handle_request(listener, request, joined, *rest)
        except StopIteration:  # the answer closes the connection
            joined.flush()
            raise
        else:
            joined.flush()
            return answered
        finally:
            del self._begun[greenlet]

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what is no HTTP (or a failure outside the application) with a problem document; the connection is closed."""
        if isinstance(exc, TookTooLong):
            return
        from gateway import malformed  # loads the application's modules, which must come after gevent's patches

        malformed.answer(client, exc)

    def notify(self) -> None:
        """Beat the heart, once a second; close what takes too long and, when stopping, what lies idle."""
        super().notify()
        now = time.monotonic()
        for greenlet, began in list(self._begun.items()):
            if now - began > REQUEST_SECONDS:
                gevent.spawn(self._end, greenlet, began)
        if self.alive:
            return
        if self._stopping_since is None:
            self._stopping_since = now
            from kit import health  # as above: after gevent's patches

            health.process.stop()
        if now - self._stopping_since >= SILENT_SECONDS:
            for waiting in list(self._waiting):
                waiting.end()

    def _end(self, greenlet: Any, began: float) -> None:
        if self._begun.get(greenlet) == began:  # it may have ended, and begun another, since it was looked at
            greenlet.throw(TookTooLong())


def refuse_other_codings(request: Any) -> None:
    """Take `Transfer-Encoding: chunked` and nothing else: lists such as `identity, chunked` are read in several ways."""
    if isinstance(request.body.reader, ChunkedReader):
        for name, value in request.headers:
            if name == "TRANSFER-ENCODING" and value.strip().lower() != "chunked":
                raise UnsupportedTransferCoding(value)


class _Joined:
    """A client's socket that sends the head of an answer together with the first of its body: one packet, one system call."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self._head: bytes | None = b""

    def sendall(self, data: bytes) -> None:
        """Keep the head until something follows it."""
        if self._head == b"":
            self._head = data
            return
        self.flush(data)

    def flush(self, data: bytes = b"") -> None:
        """Send what is kept, with this behind it."""
        head, self._head = self._head, None
        if head:
            data = head + data
        if data:
            sent = _at_once(self._sock, data)
            if sent < len(data):
                self._sock.sendall(data[sent:])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def _at_once(sock: Any, data: bytes) -> int:
    """Send what the socket takes without waiting, mostly all: gevent's own way asks for the size of its buffer first."""
    if type(sock) is not gevent.socket.socket:  # over TLS
        return 0
    try:
        return int(sock._sock.send(data))
    except BlockingIOError:
        return 0


class TookTooLong(BaseException):
    """A request has had its time. No Exception: nothing on the way shall take it for its own."""


class _Waiting(gevent.Timeout):
    """The time a connection may be idle; it can be ended early."""

    def __init__(self, seconds: float, all_waiting: set["_Waiting"]) -> None:
        super().__init__(seconds, False)  # type: ignore[arg-type]  # False: it raises nothing outside its block
        self._all_waiting = all_waiting
        self._greenlet = gevent.getcurrent()

    def __enter__(self) -> "_Waiting":
        self._all_waiting.add(self)
        return super().__enter__()

    def __exit__(self, *raised: Any) -> Any:
        self._all_waiting.discard(self)
        return super().__exit__(*raised)

    def end(self) -> None:
        """Let the time be over now, unless a request has come until then: that is answered."""
        gevent.spawn(self._end)

    def _end(self) -> None:
        if self in self._all_waiting:
            self._greenlet.throw(self)
