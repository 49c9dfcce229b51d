"""The gateway as it is served: gunicorn, gevent workers, a stop that loses nothing."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def gateway(**environment):
    """A gateway process on a port of its own, and a connection to it that has been used."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "gateway/gunicorn.conf.py", "gateway.wsgi:app"],
        cwd=ROOT,
        env={**os.environ, "SAATHIX_HTTP_PORT": str(port), "SAATHIX_GATEWAY_WORKERS": "1", **environment},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process, connected(process, port)
    finally:
        process.kill()
        process.wait()


def connected(process, port):
    deadline = time.monotonic() + 30
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return connection
        except OSError:
            connection.close()
            assert process.poll() is None, "the gateway has stopped"
            assert time.monotonic() < deadline, "the gateway does not start"
            time.sleep(0.05)


def test_a_stopping_gateway_answers_once_more_on_idle_connections_and_does_not_wait_for_silent_ones():
    with gateway() as (process, connection):
        silent = connected(process, connection.port)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()

        closing = False
        while not closing:  # until the worker has heard of it, answers are as ever
            connection.request("GET", "/healthz")
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b'{"status":"ok"}')
            closing = answer.headers["Connection"] == "close"
            assert time.monotonic() - began < 3

        assert process.wait(timeout=20) == 0
        assert time.monotonic() - began < 12
        silent.close()
        connection.close()
