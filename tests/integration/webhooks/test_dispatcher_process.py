"""The dispatcher as it runs, a process of its own: prompt, stopped, killed, and two at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from kit.clock import SystemClock, rfc3339
from services.webhooks.adapters.secret_box import SecretBox
from tests.factories.webhooks import an_invoice_event
from tests.fakes.webhook_receiver import Says

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def nothing_left_of_other_tests(webhooks):
    """A dispatcher serves all accounts: begin with none of them waiting."""
    with webhooks.worker_db.transaction() as tx:
        tx.run("UPDATE deliveries SET status = 'failed', next_attempt_at = NULL WHERE status = 'pending'")


@pytest.fixture
def process(dsns):
    """The dispatcher as it runs: a process of its own."""
    started = []

    def start(keys):
        environ = {
            "PATH": os.environ["PATH"],
            "SAATHIX_WEBHOOKS_WORKER_DATABASE_URL": dsns["worker"],
            "SAATHIX_ENCRYPTION_KEY": keys,
            "SAATHIX_WEBHOOKS_ALLOW_LOCAL": "1",
        }
        command = [sys.executable, "-m", "services.webhooks.dispatcher"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_the_process_delivers_within_a_second_and_stops_cleanly(webhooks, receiver, process):
    keys = Fernet.generate_key().decode()
    dispatcher = process(keys)
    endpoint = registered_with(webhooks, receiver.url, keys)
    receiver.then(Says(after_seconds=0.5))
    wait_until_running(webhooks)

    webhooks.hears(a_sale_just_now(webhooks))
    receiver.wait_for(1, seconds=1.0)
    dispatcher.send_signal(signal.SIGTERM)

    assert dispatcher.wait(timeout=5) == 0
    [delivery] = webhooks.deliveries(endpoint)
    assert (delivery["status"], [attempt["status"] for attempt in delivery["attempts"]]) == ("delivered", [200])


def test_a_killed_process_loses_nothing(webhooks, receiver, process):
    keys = Fernet.generate_key().decode()
    endpoint = registered_with(webhooks, receiver.url, keys)
    receiver.then(Says(after_seconds=30.0))
    first = process(keys)
    webhooks.hears(a_sale_just_now(webhooks))
    receiver.wait_for(1)
    first.kill()
    with webhooks.worker_db.transaction() as tx:  # a minute later
        tx.run("UPDATE deliveries SET leased_until = leased_until - interval '61 seconds'")

    process(keys)

    once, again = receiver.wait_for(2)
    assert (again.body, again.headers["webhook-id"]) == (once.body, once.headers["webhook-id"])
    assert again.headers["x-billkart-delivery-attempt"] == once.headers["x-billkart-delivery-attempt"] == "1"
    wait_for(lambda: webhooks.deliveries(endpoint)[0]["status"] == "delivered")


def test_two_processes_send_each_attempt_once(webhooks, receiver, process):
    keys = Fernet.generate_key().decode()
    receiver.always(Says(after_seconds=0.02))
    endpoints = [registered_with(webhooks, f"{receiver.url}/{number}", keys) for number in range(4)]
    process(keys)
    process(keys)
    wait_until_running(webhooks, dispatchers=2)

    for _ in range(10):
        webhooks.hears(*[a_sale_just_now(webhooks) for _ in range(10)])

    receiver.wait_for(400, seconds=30)
    wait_for(lambda: all(status_of(webhooks, endpoint) == {"delivered"} for endpoint in endpoints))
    sent = [
        (got.path, got.headers["webhook-id"], got.headers["x-billkart-delivery-attempt"]) for got in receiver.requests
    ]
    assert len(sent) == len(set(sent)) == 400


def status_of(webhooks, endpoint):
    return {delivery["status"] for delivery in webhooks.deliveries(endpoint)}


def test_without_its_settings_the_process_names_them_all_and_ends():
    command = [sys.executable, "-m", "services.webhooks.dispatcher"]

    ended = subprocess.run(
        command, cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=20
    )

    assert ended.returncode == 2
    assert "SAATHIX_ENCRYPTION_KEY" in ended.stderr
    assert "SAATHIX_WEBHOOKS_WORKER_DATABASE_URL" in ended.stderr


def a_sale_just_now(webhooks):
    """The process goes by the machine's clock, and drops what is older than 30 days."""
    webhooks.clock = SystemClock()
    return an_invoice_event(occurred_at=rfc3339(webhooks.clock.now()))


def registered_with(webhooks, url, keys):
    """An endpoint whose secret the dispatcher's process can open."""
    return webhooks.register(url, "*", box=SecretBox(keys))


def wait_until_running(webhooks, dispatchers=1):
    connected = """
        SELECT count(*) AS n
          FROM pg_stat_activity
         WHERE application_name = 'dispatcher'
           AND datname = current_database()
    """

    def runs():
        with webhooks.worker_db.transaction() as tx:
            return tx.one(connected)["n"] >= dispatchers

    wait_for(runs)


def wait_for(condition, *, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
