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


def test_a_webhook_from_its_making_to_its_end(shop):
    with WebhookReceiver() as receiver:
        body = {"url": receiver.url, "events": ["invoice.*"], "headers": {"Authorization": "Bearer 5f3a"}}
        made = shop.api.post("/v1/webhooks", body).json()
        place = f"/v1/webhooks/{made['id']}"
        shown = shop.api.get(place)
        assert shown.json()["headers"] == {"Authorization": "••••"}

        changed = shop.api.patch(place, {"headers": {"X-Till": "1"}}, **{"If-Match": shown.headers["ETag"]})
        assert (changed.status_code, changed.json()["headers"]) == (200, {"Authorization": "••••", "X-Till": "••••"})
        late = shop.api.patch(place, {"status": "disabled"}, **{"If-Match": shown.headers["ETag"]})
        assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
        rotated = shop.api.post(f"{place}/rotate-secret", {}).json()["secret"]

        asked = shop.api._send("POST", f"{place}/test")  # with no body at all
        assert (asked.status_code, asked.json()["status"]) == (202, "pending")
        wait_for(lambda: receiver.requests, seconds=5)
        delivery = f"{place}/deliveries/{asked.json()['id']}"
        wait_for(lambda: shop.api.get(delivery).json()["status"] == "delivered", seconds=5)
        assert shop.api.post(f"{delivery}/redeliver", {}).status_code == 202
        wait_for(lambda: len(receiver.requests) == 2, seconds=5)

        for sent in receiver.requests:
            assert (sent.headers["authorization"], sent.headers["x-till"]) == ("Bearer 5f3a", "1")
            Webhook(made["secret"]).verify(sent.body, sent.headers)
            Webhook(rotated).verify(sent.body, sent.headers)
        assert shop.api.delete(place).status_code == 200
        assert shop.api.get(place).status_code == 404


def test_the_doctor_over_http(shop):
    with WebhookReceiver() as receiver:
        made = shop.api.post("/v1/webhooks", {"url": receiver.url, "events": ["ping"]}).json()
        shop.api.post(f"/v1/webhooks/{made['id']}/test", {})
        wait_for(lambda: receiver.requests, seconds=5)
        [sent] = receiver.requests

    def codes(body, secret=made["secret"]):
        complaint = {"body": body, "headers": sent.headers, "secret": secret}
        answer = shop.api.post("/v1/webhooks/verify-debug", complaint)
        assert answer.status_code == 200, answer.text
        return [finding["code"] for finding in answer.json()["findings"]]

    assert codes(sent.body.decode()) == []
    assert codes(json.loads(sent.body)) == ["body_parsed"]
    assert codes(json.dumps(json.loads(sent.body))) == ["body_reserialised"]
    assert codes(sent.body.decode(), "whsec_" + "A" * 43 + "=") == ["wrong_secret"]


def test_faults_of_headers_are_named_with_their_pointers(shop):
    headers = {"Host": "example.com", "X-Shop": "1\r\nX-Other: 2", "webhook-id": "evt_1"}

    refused = shop.api.post("/v1/webhooks", {"url": "https://example.com/", "events": ["*"], "headers": headers})

    assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
    assert sorted(fault["pointer"] for fault in refused.json()["errors"]) == [
        "/headers/Host",
        "/headers/X-Shop",
        "/headers/webhook-id",
    ]
