"""The private port: metrics, alive, ready; beside whatever the process does."""

import socket
import time
from collections.abc import Iterator

import pytest
import requests

from kit import health
from kit.health import Health, PrivatePort, Settings, open_port
from kit.settings import ConfigurationError, load


@pytest.fixture
def port() -> Iterator[PrivatePort]:
    opened = PrivatePort("127.0.0.1", range(1), Health())
    opened.start()
    yield opened
    opened.stop()


@pytest.fixture
def state(port) -> Health:
    return port._listener.health


def ask(port: PrivatePort, path: str) -> requests.Response:
    return requests.get(f"http://127.0.0.1:{port.port}{path}", timeout=5)


def test_metrics_are_prometheus_text(port):
    answer = ask(port, "/metrics")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    assert "# TYPE saathix_db_pool_connections gauge" in answer.text


def test_there_is_nothing_else(port):
    assert ask(port, "/").status_code == 404
    assert ask(port, "/metrics/../etc/passwd").status_code == 404
    assert requests.post(f"http://127.0.0.1:{port.port}/metrics", timeout=5).status_code == 501


def test_ready_is_when_all_that_is_needed_answers_whatever_lies_beside(port, state):
    there = {"database": True, "redis": False}
    state.start()
    state.need("database", lambda: there["database"])
    state.show("redis", lambda: there["redis"])

    answer = ask(port, "/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "checks": {"database": "ok", "redis": "unavailable"}},
    )

    there["database"] = False
    answer = ask(port, "/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")


def test_a_process_that_starts_is_not_ready_before_it_has_said_what_it_needs(port, state):
    assert (ask(port, "/readyz").status_code, ask(port, "/readyz").json()) == (
        503,
        {"status": "starting", "checks": {}},
    )
    assert ask(port, "/healthz").status_code == 200


def test_a_process_that_stops_is_ready_no_more_and_still_alive(port, state):
    state.start()
    state.stop()

    assert (ask(port, "/readyz").status_code, ask(port, "/readyz").json()["status"]) == (503, "stopping")
    assert ask(port, "/healthz").json() == {"status": "ok"}


def test_a_process_whose_heart_has_stopped_is_not_alive(port, state, monkeypatch):
    state.beat()
    assert ask(port, "/healthz").status_code == 200

    now = time.monotonic()
    monkeypatch.setattr(health, "_monotonic", lambda: now + health.SILENT_SECONDS + 1)
    assert (ask(port, "/healthz").status_code, ask(port, "/healthz").json()) == (503, {"status": "silent"})


def test_somebody_who_says_nothing_keeps_nobody_waiting(port):
    silent = [socket.create_connection(("127.0.0.1", port.port)) for _ in range(20)]

    began = time.monotonic()
    assert ask(port, "/healthz").status_code == 200
    assert time.monotonic() - began < 2
    for connection in silent:
        connection.close()


def test_workers_take_the_next_free_port(port):
    following = PrivatePort("127.0.0.1", range(port.port, port.port + 10), Health())

    assert port.port < following.port < port.port + 10
    following.stop()


def test_a_port_that_another_holds_does_not_keep_a_process_from_its_work(port):
    assert open_port(Settings(port=port.port)) is None


def test_without_a_port_there_is_none():
    assert open_port(load(Settings, {})) is None


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_stops_the_start(text):
    with pytest.raises(ConfigurationError, match="SAATHIX_METRICS_PORT: is no port"):
        load(Settings, {"SAATHIX_METRICS_PORT": text})
