"""The running customers service, called over RabbitMQ."""

import json
from functools import partial

import pytest

from kit.errors import WireError
from tests.factories.customers import ASHA, RAHUL


@pytest.fixture
def call(new_account):
    return partial(new_account.call, "customers")


def test_a_customer_is_written_and_read(call):
    written = call("upsert_customer", {"phone": RAHUL, "name": "Rahul K."}, key="key-1")

    assert call("get_customer", {"customer_id": written["resource_id"]}) == {"body": written["body"]}
    assert call("upsert_customer", {"phone": RAHUL, "name": "Rahul K."}, key="key-1") == {**written, "replayed": True}
    assert call("find_idempotency_key", {"key": "key-1"})["resource_id"] == written["resource_id"]


def test_customers_are_listed_newest_first(call):
    for phone in (RAHUL, ASHA):
        call("upsert_customer", {"phone": phone})

    listed = call("list_customers", {"filters": {}, "after": None, "limit": 20})

    assert [item["phone"] for item in json.loads(listed["body_items"])] == [ASHA, RAHUL]
    assert listed["next"] is None


@pytest.mark.parametrize("request_", [None, [], "x", {}, {"phone": "98765 43210"}, {"phone": RAHUL, "gstin": "27"}])
def test_nonsense_is_refused_and_the_service_goes_on(call, request_):
    with pytest.raises(WireError) as refusal:
        call("upsert_customer", request_, key="nonsense")

    assert refusal.value.code == "validation_failed"
    assert call("list_customers", {})["body_items"] == "[]"


def test_an_unknown_customer_is_not_found(call):
    with pytest.raises(WireError) as refusal:
        call("get_customer", {"customer_id": "cus_x"})

    assert refusal.value.code == "not_found"
