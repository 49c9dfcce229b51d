"""
The private port of a process: `/metrics` for Prometheus, `/healthz` (it lives) and `/readyz` (what it needs answers).

A server of its own beside whatever the process does, on plain threads, which eventlet and gevent make green: a request waits
for nothing but its own check. It has no keys: it listens on 127.0.0.1 unless SAATHIX_METRICS_HOST says otherwise.
"""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, ClassVar

from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from kit import metrics
from kit.clock import SystemClock
from kit.db import Database
from kit.errors import WireError
from kit.logs import get_logger
from kit.settings import env
from kit.wire_json import dumps

log = get_logger(__name__)

RECENT_SECONDS = 5.0
"""A database that has answered within this time is not asked again."""
SILENT_SECONDS = 120.0
"""A process that has a heart and has not beaten for so long is no longer alive."""

_monotonic = SystemClock().monotonic
Check = Callable[[], bool]


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError("is no port")
    return int(text)


@dataclass(frozen=True)
class Settings:
    """Where the private port is; without a port there is none."""

    port: int | None = env("SAATHIX_METRICS_PORT", _port, None)
    host: str = env("SAATHIX_METRICS_HOST", str, "127.0.0.1")


class Health:
    """What a process needs, and whether it is there."""

    def __init__(self) -> None:
        self._needs: dict[str, Check] = {}
        self._beside: dict[str, Check] = {}
        self._started = self._stopping = False
        self._beaten: float | None = None

    def need(self, name: str, check: Check) -> None:
        """Be ready only while this is true. A check answers soon and raises nothing."""
        self._needs[name] = check

    def show(self, name: str, check: Check) -> None:
        """Tell of this, without needing it."""
        self._beside[name] = check

    def need_database(self, name: str, database: Database) -> None:
        """Need a database: it has just answered someone, or answers now."""
        self.need(name, lambda: answers(database))

    def start(self) -> None:
        """Be ready from here: everything that is needed has been named."""
        self._started = True

    def stop(self) -> None:
        """Be ready no more: what is under way ends, nothing new shall come."""
        self._stopping = True

    def beat(self) -> None:
        """Say that the main loop goes round. A process that has said so once must go on saying it."""
        self._beaten = _monotonic()

    @property
    def is_alive(self) -> bool:
        return self._beaten is None or _monotonic() - self._beaten < SILENT_SECONDS

    def found(self) -> tuple[bool, dict[str, Any]]:
        """Say whether the process is ready, and what was found of each part."""
        needed = {name: check() for name, check in self._needs.items()}
        beside = {name: check() for name, check in self._beside.items()}
        ready = all(needed.values()) and self._started and not self._stopping
        status = "stopping" if self._stopping else "ready" if ready else "not_ready" if self._started else "starting"
        checks = {name: "ok" if answered else "unavailable" for name, answered in (needed | beside).items()}
        return ready, {"status": status, "checks": checks}


process = Health()
"""The health of this process."""


def answers(database: Database) -> bool:
    """Say whether a database has answered within the last seconds, or does now."""
    if _monotonic() - database.answered_at < RECENT_SECONDS:
        return True
    try:
        with database.transaction() as tx:
            return tx.one("SELECT 1 AS one") == {"one": 1}
    except WireError:
        return False


class PrivatePort:
    """The server. `ports` are tried in their order, so that workers of one gateway share the setting and not the port."""

    def __init__(self, host: str, ports: range, health: Health = process) -> None:
        self._listener = _bound(host, ports, health)
        self.port: int = self._listener.server_address[1]
        self._stopping = False

    def start(self) -> None:
        threading.Thread(target=self._run, name="private-port", daemon=True).start()
        log.info("private_port_open", port=self.port)

    def stop(self) -> None:
        self._stopping = True
        self._listener.server_close()

    def _run(self) -> None:
        while not self._stopping:
            try:
                self._listener.process_request(*self._listener.get_request())
            except OSError as problem:  # closed by us, or no file left for a connection
                if not self._stopping:
                    log.warning("private_port_failed", error=str(problem))
                    threading.Event().wait(1.0)


def open_port(settings: Settings, *, most: int = 1, health: Health = process) -> PrivatePort | None:
    """
    Serve on the port of the settings, or on one of the following when there are several processes; None without a port.

    A port that another holds is a line in the log and no reason not to sell.
    """
    if settings.port is None:
        return None
    try:
        port = PrivatePort(settings.host, range(settings.port, settings.port + most), health)
    except OSError as problem:
        log.error("private_port_taken", port=settings.port, error=str(problem))
        return None
    port.start()
    return port


class _Listener(ThreadingMixIn, TCPServer):
    """A connection, a thread. It is never asked to serve for ever: its `select` would want patching, `accept` does not."""

    allow_reuse_address = True
    daemon_threads = True
    health: Health

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.warning("private_request_failed", client=str(client_address), error=repr(sys.exception()))


class _Handler(BaseHTTPRequestHandler):
    """Three addresses, nothing else."""

    timeout = 5.0
    server: _Listener
    server_version, sys_version = "saathix", ""
    known: ClassVar[dict[str, str]] = {"/metrics": "_metrics", "/healthz": "_alive", "/readyz": "_ready"}

    def do_GET(self) -> None:  # the name http.server calls
        method = self.known.get(self.path.partition("?")[0])
        if method is None:
            self._answer(404, "text/plain", b"/metrics, /healthz or /readyz\n")
        else:
            getattr(self, method)()

    def log_message(self, format: str, *args: Any) -> None:
        """Write no line a scrape."""

    def _metrics(self) -> None:
        self._answer(200, CONTENT_TYPE_LATEST, generate_latest(metrics.REGISTRY))

    def _alive(self) -> None:
        alive = self.server.health.is_alive
        self._json(200 if alive else 503, {"status": "ok" if alive else "silent"})

    def _ready(self) -> None:
        ready, document = self.server.health.found()
        self._json(200 if ready else 503, document)

    def _json(self, status: int, document: dict[str, Any]) -> None:
        self._answer(status, "application/json", dumps(document).encode())

    def _answer(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _bound(host: str, ports: range, health: Health) -> _Listener:
    for port in ports:
        try:
            listener = _Listener((host, port), _Handler)
        except OSError:
            if port == ports[-1]:
                raise
        else:
            listener.health = health
            return listener
    raise ValueError("no port to try")
