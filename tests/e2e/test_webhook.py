"""A receiver is told of a sale, and a library that is not ours verifies that it was us."""

import json
import secrets

from standardwebhooks import Webhook

from tests.fakes.echo_process import wait_for
from tests.fakes.webhook_receiver import WebhookReceiver


def test_a_receiver_gets_a_verifiable_invoice_created_within_a_second_or_so(shop):
    with WebhookReceiver() as receiver:
        body = {"url": receiver.url, "events": ["invoice.created"]}
        registered = shop.api.post("/v1/webhooks", body, key=f"hook-{secrets.token_hex(4)}")
        assert registered.status_code == 201
        secret = registered.json()["secret"]

        customer = {"phone": "98765 43210", "name": "Rahul K."}
        sale = {"items": [{"sku": "MAGGI-70G", "qty": 2}], "customer": customer}
        invoice = shop.api.post("/v1/invoices", sale).json()
        wait_for(lambda: receiver.requests, seconds=5)

    [delivery] = receiver.requests
    event = json.loads(delivery.body)
    Webhook(secret).verify(delivery.body, delivery.headers)
    assert event["type"] == "invoice.created"
    assert list(event["data"])[:3] == ["invoice_no", "grand_total", "customer_phone"]
    assert event["data"]["invoice_no"] == invoice["invoice_no"]
    assert event["data"]["customer_phone"] == "+91••••43210"
    assert delivery.headers["x-billkart-signature"].startswith("t=")
    assert delivery.headers["x-billkart-event-id"] == event["id"]
    again = shop.api.post("/v1/webhooks", body, key=f"hook-{secrets.token_hex(4)}")
    assert (again.status_code, again.json()["id"], again.json()["secret"]) == (200, registered.json()["id"], None)


def test_events_are_numbered_without_a_gap(shop):
    for _ in range(3):
        shop.api.post("/v1/invoices", {"items": [{"sku": "MAGGI-70G", "qty": 1}]})

    def events():
        return shop.api.get("/v1/events", after_sequence=0, limit=100).json()["data"]

    wait_for(lambda: [event["type"] for event in events()].count("invoice.created") == 3, seconds=10)
    wait_for(lambda: [event["type"] for event in events()].count("stock.changed") == 3, seconds=10)
    assert [event["sequence"] for event in events()] == list(range(1, len(events()) + 1))
