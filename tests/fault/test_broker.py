"""The broker goes away, or takes nothing: calls end in time, nothing acknowledged is lost, everything comes back by itself."""

import os
import time

import pytest

from deploy.local.servers.rabbitmq import answers
from tests.e2e.api_client import open_shop
from tests.fault import stack
from tests.fault.breaking import kill_broker
from tests.fault.checker import applied, check
from tests.fault.till import Selling, a_sale

pytestmark = pytest.mark.fault

SOAK = os.environ.get("SAATHIX_SOAK") == "1"
KILLS = 3 if SOAK else 1
RATE = 30 if SOAK else 10
ALARM_SECONDS = 60.0 if SOAK else 10.0
ROOM, NO_ROOM = "768MiB", "1MB"


def a_shop():
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=20_000)
    return shop


def there():
    return answers(os.environ["SAATHIX_AMQP_URL"])


@pytest.mark.timeout(600 if SOAK else 240)
def test_rabbitmq_killed_under_sales():
    """Predicted: 503 at once or 504 within the deadline while it is away; ready within 30 s of its return; nothing lost."""
    shop = a_shop()
    with Selling(shop, rate=RATE, sale=a_sale(), give_up_after=120) as history:
        for _ in range(KILLS):
            time.sleep(2.0)
            kill_broker()
            stack.wait_for(lambda: not there(), seconds=5)
            away = stack.wait_for(there, seconds=60)
            back = time.monotonic()
            ready = stack.wait_for(stack.is_ready, seconds=30)
            stack.wait_for(lambda since=back: history.oks_between(since, time.monotonic()) >= RATE, seconds=40)
            print(
                f"away {away:.1f} s, ready {ready:.1f} s after, first sale {history.first_ok_after(back):.1f} s after"
            )
    print(f"{dict(history.answers)}, slowest {history.slowest_seconds:.1f} s")

    assert set(history.answers) <= {"201", "409", "503", "504"}
    assert history.slowest_seconds < 11, "a request hung"
    check(shop, history)
    stack.wait_for(lambda: applied(shop, len(history.sold)), seconds=60)


@pytest.mark.timeout(400)
def test_a_memory_alarm_leaves_no_stuck_thread():
    """Predicted: while the broker takes nothing, calls are refused in time; when it does again, everything flows again."""
    shop = a_shop()
    with Selling(shop, rate=10, sale=a_sale(), give_up_after=120 + ALARM_SECONDS) as history:
        stack.rabbitmqctl("set_vm_memory_high_watermark", "absolute", NO_ROOM)
        alarm = time.monotonic()
        try:
            time.sleep(ALARM_SECONDS)
            over = time.monotonic()
        finally:
            stack.rabbitmqctl("set_vm_memory_high_watermark", "absolute", ROOM)
        back = time.monotonic()
        stack.wait_for(stack.is_ready, seconds=30)
        stack.wait_for(lambda: history.oks_between(back, time.monotonic()) >= RATE, seconds=40)
    print(f"first sale {history.first_ok_after(back):.1f} s after, {dict(history.answers)}")

    assert history.oks_between(alarm + 3, over) == 0, "there was no alarm"
    assert set(history.answers) <= {"201", "409", "503", "504"}
    assert history.slowest_seconds < 11, "a request hung"
    check(shop, history)
    stack.wait_for(lambda: applied(shop, len(history.sold)), seconds=60)
