"""The running reporting service, told of a sale and asked for a report over RabbitMQ."""

import json
import os
import secrets
import time

import pytest

from kit.errors import WireError
from kit.messaging.core import Client
from tests.factories.reporting import an_event
from tests.fakes.event_publisher import publish


@pytest.fixture(scope="module")
def bus():
    client = Client(os.environ["SAATHIX_AMQP_URL"], name="test-reporting")
    yield client
    client.close()


@pytest.fixture
def ask(bus):
    """Ask for a new account's report."""
    caller = {"account_id": f"acct_{secrets.token_hex(8)}", "livemode": True}

    def answer(request):
        return json.loads(bus.call("reporting", "sales_report", caller=caller, request=request, timeout=8.0)["body"])

    answer.account_id = caller["account_id"]
    return answer


DAY = {"granularity": "day", "from": "2026-06-28", "to": "2026-06-28"}


def test_a_sale_is_in_the_report_within_a_second_and_once_however_often_it_comes(ask):
    sale = an_event(account_id=ask.account_id, id=f"evt_{secrets.token_hex(13).upper()}")
    began = time.monotonic()

    publish("billing", sale, sale)
    publish("billing", sale)
    while ask(DAY)["totals"]["invoices"] == 0:
        assert time.monotonic() - began < 2.0
        time.sleep(0.02)

    time.sleep(0.2)  # long enough for the others to be applied, were they applied
    assert ask(DAY)["totals"]["gross"] == 220
    assert ask(DAY)["totals"]["invoices"] == 1


@pytest.mark.parametrize(
    "request_", [None, [], "x", {}, {**DAY, "store_id": 7}, {**DAY, "group_by": []}, {**DAY, "to": {}}]
)
def test_nonsense_is_refused_and_the_service_goes_on(ask, request_):
    with pytest.raises(WireError) as refusal:
        ask(request_)

    assert refusal.value.code == "invalid_query"
    assert ask(DAY)["totals"]["invoices"] == 0
