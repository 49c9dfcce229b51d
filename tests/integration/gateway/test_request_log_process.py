"""The request log of a real gateway process: a row is there within two seconds, and a stop loses none."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from gateway.storage import request_log

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def gateway(database_url):
    """A gateway process on a port and a database of its own: the process and the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "SAATHIX_HTTP_PORT": str(port),
        "SAATHIX_GATEWAY_WORKERS": "1",
        "SAATHIX_GATEWAY_DATABASE_URL": database_url,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "gateway/gunicorn.conf.py", "gateway.wsgi:app"],
        cwd=ROOT,
        env={**os.environ, **own},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: answers(port), seconds=30)
        yield process, port
    finally:
        process.kill()
        process.wait()


def answers(port):
    try:
        return ask(port, "/healthz", "none") == 200
    except OSError:
        return False


def ask(port, path, key):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status if path == "/healthz" else answer.headers["Request-Id"]


def wait_for(condition, *, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_rows_appear_within_two_seconds_and_a_stop_writes_the_last(gateway_database, make_key, worker, account):
    def is_written(request_id):
        with worker.transaction() as tx:
            return request_log.find(tx, account["account_id"], request_id) is not None

    key = make_key(limits="none")
    with gateway(gateway_database["service"]) as (process, port):
        for _ in range(2):
            request_id = ask(port, "/v1/customers", key)
            wait_for(lambda request_id=request_id: is_written(request_id), seconds=2)

        last = [ask(port, "/v1/customers", key) for _ in range(20)]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0

    assert all(is_written(request_id) for request_id in last)
