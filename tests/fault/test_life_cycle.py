"""Processes come and go: they start before their servers, and all of them are replaced under load without an error."""

import os
import re
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import requests

from kit.clock import SystemClock, ist_date
from tests.e2e.api_client import open_shop
from tests.fakes.webhook_receiver import WebhookReceiver
from tests.fault import stack
from tests.fault.checker import applied, check
from tests.fault.system import GATEWAYS
from tests.fault.till import Selling, a_sale

pytestmark = pytest.mark.fault

SOAK = os.environ.get("SAATHIX_SOAK") == "1"
ROUNDS = 3 if SOAK else 1
SALES_A_SECOND, READS_A_SECOND = (20, 10) if SOAK else (8, 4)
DRAIN_SECONDS = 25.0
TODAY = ist_date(SystemClock().now())
READS = (
    "/v1/products?limit=5",
    "/v1/customers?limit=5",
    "/v1/webhooks",
    "/v1/invoices?limit=5",
    f"/v1/reports/sales?from={TODAY}&to={TODAY}",
    "/v1/events?limit=5",
)


def waiting_lines(process):
    """What a process said of waiting, each with how often it said so."""
    text = process.log.read_text()
    said = re.findall(r'"event":"(link_waits|relay_waits|retries_waits|dispatcher_waits)"(?:,"link":"([^"]+)")?', text)
    return Counter(" ".join(words).strip() for words in said)


@pytest.mark.timeout(180)
def test_processes_that_start_before_their_servers_wait_for_them(any_system):
    """Predicted: none ends; each says once what it waits for, not once a try; 30 s after the servers came all is ready."""
    any_system.stop()
    for line in any_system.lines:
        line.refuse()
    any_system.start()
    for name in any_system.processes:
        stack.wait_for(lambda name=name: waiting_lines(any_system.processes[name]), seconds=40)
    time.sleep(5.0)
    said = {name: waiting_lines(process) for name, process in any_system.processes.items()}
    ended = {name: process.ended for name, process in any_system.processes.items()}
    any_system.rabbitmq.flow()
    time.sleep(1.0)
    any_system.flow()
    took = any_system.wait_until_ready(seconds=30)
    print(f"ready {took:.1f} s after the last server")

    assert ended == {name: [] for name in any_system.processes}
    workers = {name: 2 if name in GATEWAYS else 1 for name in said}
    assert {name: set(lines.values()) for name, lines in said.items()} == {name: {n} for name, n in workers.items()}
    assert any(each.logged("link_open") for each in any_system.processes.values())


class Reading:
    """Asks one thing after another of either gateway, as behind a balancer; keeps every status."""

    def __init__(self, shop, urls):
        self._key, self._urls, self._ending = shop.api.key, urls, threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self.statuses = Counter()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ending.set()
        self._thread.join()

    def _read(self):
        sessions = [(url, requests.Session()) for url in self._urls]
        turn = 0
        while not self._ending.wait(1 / READS_A_SECOND):
            turn += 1
            self.statuses[self._asked(sessions, READS[turn % len(READS)])] += 1

    def _asked(self, sessions, path):
        for url, session in sessions:
            try:
                headers = {"Authorization": f"Bearer {self._key}"}
                return session.get(url + path, headers=headers, timeout=30).status_code
            except requests.RequestException:
                continue
        return 0


def workers_of(master):
    """The processes that a gateway's master has started."""
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def replace_workers(system, name):
    """SIGTERM to one worker after the other; the master starts a new one each time."""
    gateway = system.processes[name]
    for pid in workers_of(gateway.pid):
        served = gateway.logged("link_open")
        os.kill(pid, signal.SIGTERM)
        took = stack.wait_for(lambda pid=pid: pid not in workers_of(gateway.pid), seconds=DRAIN_SECONDS + 2)
        stack.wait_for(lambda served=served: gateway.logged("link_open") > served, seconds=60)
        print(f"{name}: a worker ended after {took:.1f} s")


def replace(system, name):
    """SIGTERM to a process, as a deployment does; returns how long it took to end."""
    process = system.processes[name]
    before, began = len(process.ended), time.monotonic()
    process.terminate()
    took = stack.wait_for(lambda: len(process.ended) > before, seconds=DRAIN_SECONDS + 2)
    assert process.ended[-1] == 0, f"{name} ended with {process.ended[-1]}"
    stack.wait_for(lambda: process.pid is not None and system.answers(name), seconds=60)
    print(f"{name}: ended after {took:.1f} s, answers {time.monotonic() - began:.1f} s after the signal")
    return took


@pytest.mark.timeout(900 if SOAK else 400)
def test_everything_is_replaced_under_load_without_an_error(beside):
    """
    Predicted: 30 requests a second, one process of each service and two gateways: no 5xx, behind a balancer that repeats what got no answer; each
    process ends with status 0 within 25 s, every sale is booked once and every delivery arrives.
    """
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=20_000)
    with WebhookReceiver() as receiver:
        registered = shop.api.post("/v1/webhooks", {"url": receiver.url, "events": ["invoice.created"]})
        assert registered.status_code == 201, registered.text
        with (
            Selling(shop, rate=SALES_A_SECOND, sale=a_sale(), urls=beside.urls) as history,
            Reading(shop, beside.urls) as reading,
        ):
            drains = []
            for _ in range(ROUNDS):
                for name in beside.processes:
                    if name in GATEWAYS:
                        replace_workers(beside, name)
                    drains.append(replace(beside, name))
        print(f"{dict(history.answers)} sales, {dict(reading.statuses)} reads, slowest {history.slowest_seconds:.1f} s")

        assert set(history.answers) == {"201"}
        assert set(reading.statuses) == {200}
        assert max(drains) <= DRAIN_SECONDS
        check(shop, history)
        stack.wait_for(lambda: applied(shop, len(history.sold)), seconds=60)
        stack.wait_for(lambda: _delivered(receiver) == len(history.sold), seconds=60)


def _delivered(receiver):
    return len({request.headers["webhook-id"] for request in receiver.requests})
