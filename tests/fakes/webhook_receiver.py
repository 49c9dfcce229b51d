"""A receiver of webhooks: a real HTTP server in a thread, which remembers what it got and answers as it is told."""

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """One request as it came in; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Says:
    """An answer: status, headers, body, and how long the receiver thinks first."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    after_seconds: float = 0.0


Behaviour = Says | Callable[[BaseHTTPRequestHandler], None]
"""An answer, or a function that writes whatever it likes to the connection."""


class WebhookReceiver:
    """
    `with WebhookReceiver() as receiver:` answers 200; `then` lines up other answers, `always` changes the usual one. With a
    TLS context it speaks https.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self._usual: Behaviour = Says()
        self._lined_up: list[Behaviour] = []
        self._changed = threading.Condition()
        self._server = _Server(self, tls)

    def __enter__(self) -> "WebhookReceiver":
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def always(self, usual: Behaviour) -> None:
        self._usual = usual

    def then(self, *behaviours: Behaviour) -> None:
        self._lined_up.extend(behaviours)

    def wait_for(self, count: int, *, seconds: float = 10.0) -> list[Received]:
        """Wait until so many requests have come; fail when they do not."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self.requests) >= count, timeout=seconds)
            assert came, f"{len(self.requests)} requests came, {count} were expected"
            return list(self.requests)

    def got(self, request: Received) -> Behaviour:
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
            return self._lined_up.pop(0) if self._lined_up else self._usual


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, receiver: WebhookReceiver, tls: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.receiver = receiver
        self.tls = tls

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self.tls is None:
            return connection, address
        connection.settimeout(5.0)
        return self.tls.wrap_socket(connection, server_side=True), address

    def process_request(self, request: Any, client_address: Any) -> None:
        self.receiver.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        behaviour = self.server.receiver.got(Received(self.path, headers, body))
        if isinstance(behaviour, Says):
            self._say(behaviour)
        else:
            behaviour(self)
            self.close_connection = True

    def _say(self, answer: Says) -> None:
        if answer.after_seconds:
            time.sleep(answer.after_seconds)
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        pass


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """Close in the middle of the answer's headers."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Le")


def says_nothing(handler: BaseHTTPRequestHandler) -> None:
    """Close without a word."""


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Send a header, a byte at a time, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _for_ever(handler, b"z", 0.05)


def never_ends(handler: BaseHTTPRequestHandler) -> None:
    """Send a body without end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    _for_ever(handler, b"more " * 2000, 0.0)


def babbles(handler: BaseHTTPRequestHandler) -> None:
    """Answer in something that is not HTTP."""
    handler.wfile.write(b"220 mail.example ESMTP\r\n")


def _for_ever(handler: BaseHTTPRequestHandler, data: bytes, pause: float) -> None:
    while True:
        try:
            handler.wfile.write(data)
        except OSError:
            return
        time.sleep(pause)
