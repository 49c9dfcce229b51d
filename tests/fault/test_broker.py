"""The broker goes away, or takes nothing: calls end in time, nothing acknowledged is lost, everything comes back by itself."""

import os
import signal
import threading
import time

import pytest

from tests.e2e.api_client import Api, open_shop
from tests.fault import stack
from tests.fault.test_killed_services import sales_of
from tests.fault.till import applied, check, sell_all

pytestmark = pytest.mark.fault


def ready() -> bool:
    return Api(None).get("/readyz").status_code == 200


@pytest.mark.timeout(240)
def test_rabbitmq_killed_under_sales():
    """Predicted: 503 at once or within the deadline while it is away; ready within 30 s of its return; nothing lost."""
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=5000)
    killed = threading.Timer(1.5, lambda: [os.kill(pid, signal.SIGKILL) for pid in stack.broker_pids()])
    killed.start()

    history = sell_all(shop, sales_of(120), clients=8, give_up_after=90, pace=lambda: time.sleep(0.25))

    assert len(history.sold) == 120
    assert history.slowest_seconds < 11.5, "a request hung"
    stack.wait_for(ready, seconds=30)
    check(shop, history)
    stack.wait_for(lambda: applied(shop, 120), seconds=45)


@pytest.mark.timeout(240)
def test_a_memory_alarm_leaves_no_stuck_thread():
    """Predicted: while the broker takes nothing, calls are refused in time; when it does again, everything flows again."""
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=5000)
    stack.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "1MB")
    try:
        began = time.monotonic()
        while time.monotonic() - began < 12:
            asked = time.monotonic()
            answer = shop.api.post("/v1/invoices", {"items": [{"sku": "RICE-1KG", "qty": 1}]}, key=f"alarm-{asked}")
            assert time.monotonic() - asked < 11.5, "a request hung"
            assert answer.status_code in (201, 503, 504)
    finally:
        stack.rabbitmqctl("set_vm_memory_high_watermark", "absolute", "768MiB")

    stack.wait_for(ready, seconds=30)
    sold_before = len(shop.invoices())
    history = sell_all(shop, sales_of(100), clients=16)
    assert len(history.sold) == 100
    stack.wait_for(lambda: applied(shop, 100 + sold_before), seconds=45)
