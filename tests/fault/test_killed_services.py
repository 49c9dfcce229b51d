"""kill −9 under load: the supervisor brings everything back, nothing acknowledged is lost, nothing doubled."""

import time
from functools import partial

import pytest

from tests.e2e.api_client import open_shop
from tests.fault import stack
from tests.fault.breaking import every, kill_service
from tests.fault.checker import applied, check
from tests.fault.till import sales_of, sell_all

pytestmark = pytest.mark.fault


@pytest.mark.timeout(240)
def test_a_billing_replica_killed_every_two_seconds_under_a_thousand_sales():
    """Predicted: each kill turns what is in flight into 503 or a wait for the other replica; every key ends in one invoice."""
    shop = open_shop()
    product = shop.product("RICE-1KG", rate=64, stock=5000)
    began = time.monotonic()
    with stack.Replica("billing", "Billing") as replica:
        with every(2.0, lambda: kill_service("billing", but=replica.pid), replica.kill):
            history = sell_all(shop, sales_of(1000), clients=64, pace=lambda: time.sleep(0.4))
        print(f"1000 sales definite in {time.monotonic() - began:.1f} s, answers {dict(history.answers)}")

    assert len(history.sold) == 1000
    check(shop, history)
    stack.wait_until_whole()
    assert shop.stock_of(product) == 4000
    stack.wait_for(lambda: applied(shop, 1000), seconds=30)


@pytest.mark.timeout(180)
def test_every_other_process_killed_in_turn_while_the_till_sells():
    """Predicted: the till does not notice; reports, customers and webhooks catch up from their queues."""
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=5000)
    kills = [partial(kill_service, service) for service in ("customers", "reporting", "webhooks")]
    with every(1.5, *kills):
        history = sell_all(shop, sales_of(150), clients=8, pace=lambda: time.sleep(0.4))

    assert history.answers == {"201": 150}, "selling needs billing alone"
    check(shop, history)
    stack.wait_for(lambda: applied(shop, 150), seconds=60)
