"""The running webhooks service and dispatcher: registered, told of a sale, and heard from, over RabbitMQ and HTTP."""

import json
import time
from functools import partial

import pytest
from standardwebhooks import Webhook

from kit.clock import SystemClock, rfc3339
from kit.errors import WireError
from kit.ids import new_id
from services.webhooks.domain.signature import verify
from tests.factories.webhooks import an_invoice_event
from tests.fakes.event_publisher import publish


@pytest.fixture
def account_id(new_account):
    return new_account.account_id


@pytest.fixture
def call(new_account):
    return partial(new_account.call, "webhooks")


def a_sale(account_id):
    now = SystemClock().now()
    return an_invoice_event(account_id=account_id, id=new_id("evt", now), occurred_at=rfc3339(now))


def test_a_sale_reaches_the_receiver_within_a_second_and_somebody_else_s_library_believes_it(
    call, account_id, receiver
):
    made = json.loads(call("register_endpoint", {"url": receiver.url, "events": ["invoice.*"]}, key="key-1")["body"])
    sale = a_sale(account_id)

    publish("billing", sale, sale)

    [got] = receiver.wait_for(1, seconds=2.0)
    event = Webhook(made["secret"]).verify(got.body, got.headers)
    assert (event["id"], event["type"], event["sequence"]) == (sale.id, "invoice.created", 1)
    verify(made["secret"], got.headers["x-billkart-signature"], got.body, now=int(SystemClock().now().timestamp()))
    assert got.body.decode() == call("get_event", {"event_id": sale.id})["body"]
    deadline = time.monotonic() + 5
    while (delivery := deliveries(call, made["id"])[0])["status"] != "delivered":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [attempt["status"] for attempt in delivery["attempts"]] == [200]
    assert len(receiver.requests) == 1


def deliveries(call, endpoint_id):
    return json.loads(call("list_deliveries", {"endpoint_id": endpoint_id})["body_items"])


def test_a_repeated_key_gets_the_same_answer_and_is_found(call, receiver):
    request = {"url": receiver.url, "events": ["*"]}
    first = call("register_endpoint", request, key="key-1")

    assert call("register_endpoint", request, key="key-1") == {**first, "replayed": True}
    assert call("find_idempotency_key", {"key": "key-1"})["resource_id"] == first["resource_id"]
    assert json.loads(call("list_endpoints", {})["body_items"])[0]["id"] == first["resource_id"]


@pytest.mark.parametrize(
    "method", ["register_endpoint", "get_endpoint", "list_endpoints", "get_event", "list_deliveries"]
)
@pytest.mark.parametrize("request_", [None, [], "x", {"colour": "red"}, {"limit": 0}])
def test_nonsense_is_refused_and_the_service_goes_on(call, method, request_):
    with pytest.raises(WireError) as refusal:
        call(method, request_)

    assert refusal.value.code == "validation_failed"
    assert call("list_events", {}) == {"body_items": "[]", "next": None}


@pytest.mark.parametrize("method", ["get_endpoint", "get_event", "list_deliveries"])
def test_an_unknown_id_is_not_found(call, method):
    name = "event_id" if method == "get_event" else "endpoint_id"

    with pytest.raises(WireError) as refusal:
        call(method, {name: "nobody"})

    assert refusal.value.code == "not_found"
