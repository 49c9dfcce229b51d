"""A server that answers as it is told, over real sockets, and clients of it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
import saathix

VECTORS = Path(__file__).parents[2] / "vectors"
KEY = "sk_test_sx_only_for_tests"


class Scripted:
    """Answers with `answers` one after the other, the last one for ever; remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = [{}]
        self.asked: list[dict[str, Any]] = []
        self.connections = 0
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.script = self
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def next_answer(self) -> dict[str, Any]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    script: Scripted

    def process_request(self, request: Any, client_address: Any) -> None:
        self.script.connections += 1
        super().process_request(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        asked = {"method": self.command, "path": parts.path, "query": parse_qsl(parts.query), "body": body}
        self.server.script.asked.append({**asked, "headers": self.headers})
        answer = self.server.script.next_answer()
        if answer.get("connection") == "timeout":
            time.sleep(1)
        if "connection" in answer:
            self.close_connection = True
            return
        content = answer.get("body", "{}").encode()
        self.send_response(answer.get("status", 200))
        for name, value in {"Content-Type": "application/json", **answer.get("headers", {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(answer.get("length", len(content))))
        self.end_headers()
        self.wfile.write(content)
        if "length" in answer or answer.get("hangs_up"):
            self.close_connection = True

    do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815

    def log_message(self, format: str, *arguments: Any) -> None:
        """Stay silent."""


@pytest.fixture
def server() -> Iterator[Scripted]:
    scripted = Scripted()
    yield scripted
    scripted.close()


@pytest.fixture
def client_of() -> Iterator[Callable[..., saathix.SaathiX]]:
    """Make clients that are closed in the end."""
    made: list[saathix.SaathiX] = []

    def make(base_url: str, **options: Any) -> saathix.SaathiX:
        made.append(saathix.SaathiX(KEY, base_url=base_url, **options))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Delays that were asked for; none is waited for."""
    delays: list[float] = []
    monkeypatch.setattr("saathix.client._sleep", delays.append)
    return delays


def cases(vectors: str, name: str) -> list[Any]:
    """Read a list of a vectors' file as parameters, each named by its reason."""
    listed = json.loads((VECTORS / f"{vectors}.json").read_text(encoding="utf-8"))[name]
    return [pytest.param(case, id=case["why"]) for case in listed]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give `case` to tests that are marked with the vectors they run."""
    asked = getattr(metafunc.function, "vectors", None)
    if asked:
        metafunc.parametrize("case", cases(*asked))
