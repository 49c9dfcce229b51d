"""PostgreSQL is stopped in the middle of everything, or has no room left."""

import os
import time

import pytest

from deploy.local.servers.postgresql import answers
from kit.testing.databases import fresh
from tests.e2e.api_client import open_shop
from tests.fakes.private_postgresql import private_postgresql
from tests.fault import stack
from tests.fault.breaking import kill_database, pid_file
from tests.fault.checker import applied, check
from tests.fault.system import system
from tests.fault.till import Selling, a_sale

pytestmark = pytest.mark.fault

SOAK = os.environ.get("SAATHIX_SOAK") == "1"
STOPS = 3 if SOAK else 1
RATE = 30 if SOAK else 10
FULL_SECONDS = 20.0 if SOAK else 5.0
DISK_MEGABYTES = 96


def ours():
    services = ("catalog", "billing", "customers", "reporting", "webhooks")
    found = {service: sorted(stack.service_pids(service)) for service in services}
    return {**found, "dispatcher": stack.dispatcher_pids(), "gateway": sorted(stack.gateway_pids())}


def there():
    return answers(os.environ["SAATHIX_DATABASE_URL"])


@pytest.mark.timeout(400 if SOAK else 180)
def test_postgresql_stopped_at_once_under_sales():
    """Predicted: 503 while it is away and recovers; the first sale 15 s after it is back at the latest; no restart of ours."""
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=20_000)
    running, written = ours(), pid_file()
    with Selling(shop, rate=RATE, sale=a_sale(), give_up_after=90) as history:
        for _ in range(STOPS):
            time.sleep(2.0)
            kill_database(written)
            stack.wait_for(lambda: not there(), seconds=5)
            away = stack.wait_for(there, seconds=60)
            back = time.monotonic()
            stack.wait_for(lambda since=back: history.oks_between(since, time.monotonic()) >= RATE, seconds=40)
            print(f"away {away:.1f} s, first sale {history.first_ok_after(back):.1f} s after")
            assert history.first_ok_after(back) <= 15
    print(f"{dict(history.answers)}, slowest {history.slowest_seconds:.1f} s")

    assert set(history.answers) <= {"201", "409", "503", "504"}
    assert ours() == running, "a process of ours ended"
    check(shop, history)
    stack.wait_for(lambda: applied(shop, len(history.sold)), seconds=60)


@pytest.mark.timeout(300)
def test_a_full_disk_under_billings_database(monkeypatch):
    """
    Predicted: sales are refused with 503 while there is no room, even for PostgreSQL's own log, which ends it; with room again
    it recovers, the first sale comes within 30 s, and nothing that was acknowledged is lost.
    """
    with private_postgresql(DISK_MEGABYTES) as server, server.database("billing") as billing:
        lend = lambda stack_of, service: billing if service == "billing" else stack_of.enter_context(fresh(service))  # noqa: E731
        with system(lend=lend) as beside:
            for name, value in beside.environ.items():
                monkeypatch.setenv(name, value)
            beside.start()
            beside.wait_until_ready(seconds=90)
            running = beside.pids()
            shop = open_shop()
            shop.product("RICE-1KG", rate=64, stock=20_000)
            with Selling(shop, rate=RATE, sale=a_sale(), urls=beside.urls, give_up_after=120) as history:
                time.sleep(2.0)
                server.fill()
                full = time.monotonic()
                stack.wait_for(lambda: history.answers["503"] >= 10, seconds=60)
                time.sleep(FULL_SECONDS)
                made_room = time.monotonic()
                server.make_room()
                stack.wait_for(lambda: history.oks_between(made_room, time.monotonic()) >= RATE, seconds=60)
            print(
                f"{dict(history.answers)}, ended {server.ended} times, first sale "
                f"{history.first_ok_after(made_room):.1f} s after there was room"
            )

            assert history.oks_between(made_room - FULL_SECONDS, made_room) == 0, "the disk was not full"
            assert made_room > full
            assert set(history.answers) <= {"201", "409", "503", "504"}
            assert history.first_ok_after(made_room) <= 30
            assert beside.pids() == running, "a process of ours ended"
            check(shop, history)
            stack.wait_for(lambda: applied(shop, len(history.sold)), seconds=60)
