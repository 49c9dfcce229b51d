"""The running reporting service, told of a sale and asked for a report over RabbitMQ."""

import json
import secrets
import time

import pytest

from kit.errors import WireError
from tests.factories.reporting import an_event
from tests.fakes.event_publisher import publish


@pytest.fixture
def ask(new_account):
    """Ask for a new account's report."""
    return lambda request: json.loads(new_account.call("reporting", "sales_report", request)["body"])


DAY = {"granularity": "day", "from": "2026-06-28", "to": "2026-06-28"}


def test_a_sale_is_in_the_report_within_a_second_and_once_however_often_it_comes(new_account, ask):
    sale = an_event(account_id=new_account.account_id, id=f"evt_{secrets.token_hex(13).upper()}")
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
