"""The receiver that people run."""

import subprocess
import sys
from pathlib import Path

import pytest

from kit.clock import SystemClock
from services.webhooks.domain.signature import secret_from, signed_headers
from tests.factories.webhooks import SECRET

ROOT = Path(__file__).resolve().parents[3]
BODY = b'{"id":"evt_1","type":"invoice.created","sequence":7,"data":{}}'


@pytest.fixture
def run():
    """Start a receiver; returns its process and its address."""
    started = []

    def start(*arguments):
        command = [sys.executable, "-m", "services.webhooks.receiver", "--port", "0", *arguments]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1], started[-1].stdout.readline().split()[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def post(sender, url, secret, clock):
    at = int(clock.now().timestamp())
    return sender.post(url, BODY, signed_headers([secret], "evt_1", at, BODY, attempt=2), livemode=True).status_code


@pytest.fixture
def clock():
    return SystemClock()


def test_it_prints_and_verifies_what_it_gets(run, sender, clock):
    process, url = run("--secret", SECRET)

    assert post(sender, url, SECRET, clock) == 200
    assert process.stdout.readline() == "invoice.created  evt_1  sequence 7  attempt 2  signature verified\n"
    assert process.stdout.readline() == f"  {BODY.decode()}\n"
    assert post(sender, url, secret_from(b"\x01" * 32), clock) == 200
    assert "signature WRONG: no signature matches" in process.stdout.readline()


def test_it_answers_as_it_is_told(run, sender, clock):
    process, url = run("--answer", "503")

    assert post(sender, url, SECRET, clock) == 503
    assert "not checked (no --secret)" in process.stdout.readline()
