"""SIGTERM to a service: it finishes what it has, sends what it has committed, leaves the rest to the next, and ends in time."""

import secrets
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.echo_process import ROOT, answers, wait_for

IMPATIENT = """
from kit import runner  # patches first
import sys
runner.DRAIN_SECONDS = 1.0
sys.exit(runner.main(["tests.fakes.echo_service:Echo", "tests.fakes.echo_service:Settings"]))
"""


@pytest.fixture
def running(client, echo):
    yield echo
    if not echo.running:
        echo.start()
    wait_for(lambda: answers(client, echo.name))


def test_it_answers_what_it_has_and_the_next_process_answers_what_came_meanwhile(client, running):
    with ThreadPoolExecutor(40) as callers:
        under_way = [callers.submit(client.call, running.name, "sleep", seconds=1.5, timeout=20) for _ in range(20)]
        time.sleep(0.3)
        stopping = threading.Thread(target=running.stop)
        stopping.start()
        time.sleep(0.3)
        late = [callers.submit(client.call, running.name, "echo", text=n, timeout=20) for n in range(20)]
        stopping.join()
        running.start()
        assert [call.result() for call in under_way] == ["woke"] * 20
        assert [call.result() for call in late] == list(range(20))


def test_no_committed_event_is_left_behind(client, running):
    account = f"acct_{secrets.token_hex(4)}"
    for first in range(1000, 1500, 50):
        client.call(running.name, "emit", caller={"account_id": account}, numbers=list(range(first, first + 50)))
    assert running.stop() == 0

    with running.worker.transaction() as tx:
        row = tx.one(
            "SELECT count(*) AS n FROM outbox WHERE account_id = %(a)s AND sent_at IS NULL AND event_type = 'thing.done'",
            {"a": account},
        )
    assert row == {"n": 0}
    running.start()
    wait_for(lambda: running.count("noted", account) == 500, seconds=20)


def test_it_stops_without_a_broker(client, running):
    nowhere = {**running.environment, "SAATHIX_AMQP_URL": "amqp://u:p@127.0.0.1:1/v"}
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "kit.runner",
        "tests.fakes.echo_service:Echo",
        "tests.fakes.echo_service:Settings",
    ]
    process = subprocess.Popen(command, env=nowhere, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    said = iter(process.stderr.readline, "")
    assert any("link_waits" in line for line in said)
    process.send_signal(signal.SIGTERM)
    rest = process.communicate(timeout=20)[1]
    assert process.returncode == 0, rest
    assert "service_stopped" in rest


def test_a_stop_that_takes_too_long_is_cut_short_and_the_call_handed_out_again(client, running):
    assert running.stop() == 0
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", IMPATIENT], env=running.environment, cwd=ROOT, stderr=subprocess.DEVNULL
    )
    wait_for(lambda: answers(client, running.name))
    with ThreadPoolExecutor(1) as callers:
        call = callers.submit(client.call, running.name, "sleep", seconds=4, timeout=25)
        time.sleep(0.5)
        process.terminate()
        assert process.wait(timeout=3) == 1
        running.start()
        assert call.result() == "woke"
