"""What people may ask for: a test, one delivery once more, a range once more, and why a delivery is not believed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from services.webhooks import operations
from services.webhooks.domain.signature import signed_headers
from services.webhooks.errors import DeliveryNotFound, EndpointDisabled, EndpointNotFound, ValidationFailed
from tests.factories.webhooks import BOX, a_stock_event, an_invoice_event
from tests.fakes.webhook_receiver import Says


@pytest.fixture(autouse=True)
def nothing_left_of_other_tests(webhooks):
    """The dispatcher serves all accounts: begin with none of them waiting."""
    with webhooks.worker_db.transaction() as tx:
        tx.run("UPDATE deliveries SET status = 'failed', next_attempt_at = NULL, asked_at = NULL")


def redeliver(webhooks, delivery):
    request = {"endpoint_id": delivery["webhook_id"], "delivery_id": delivery["id"]}
    return webhooks.asks(operations.redeliver, **request)


def replay(webhooks, endpoint, **wanted):
    return webhooks.asks(operations.replay_events, endpoint_id=endpoint["id"], **wanted)


def diagnose(webhooks, body, headers, **more):
    request = {"body": body, "headers": headers, **more}
    found = operations.diagnose_signature(webhooks.db, webhooks.clock, webhooks.caller, request=request, box=BOX)
    return json.loads(found["body"])


def test_a_ping_goes_to_the_endpoint_alone_that_it_tests_whatever_that_subscribes_to(webhooks, receiver, dispatch):
    tested = webhooks.register(receiver.url, "invoice.created")
    webhooks.register(f"{receiver.url}/other", "*")

    asked = webhooks.asks(operations.ping_endpoint, endpoint_id=tested["id"])
    dispatch()

    [got] = receiver.requests
    event = json.loads(got.body)
    assert (event["type"], event["sequence"], event["data"]) == ("ping", 1, {"webhook_id": tested["id"]})
    assert (asked["status"], asked["attempts"], asked["event_id"]) == ("pending", [], event["id"])
    [delivery] = webhooks.deliveries(tested)
    assert (delivery["id"], delivery["status"]) == (asked["id"], "delivered")
    assert webhooks.events() == [event]


def test_a_disabled_endpoint_is_not_pinged_redelivered_or_replayed_to(webhooks, receiver, dispatch):
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    [delivery] = webhooks.deliveries(endpoint)
    webhooks.change(endpoint, status="disabled")

    for ask in (
        lambda: webhooks.asks(operations.ping_endpoint, endpoint_id=endpoint["id"]),
        lambda: redeliver(webhooks, delivery),
        lambda: replay(webhooks, endpoint, from_sequence=1),
    ):
        with pytest.raises(EndpointDisabled):
            ask()
    assert replay(webhooks, endpoint, from_sequence=1, dry_run=True)["events_count"] == 1
    assert len(webhooks.events()) == 1


def test_what_was_delivered_is_redelivered_with_the_same_id_and_body(webhooks, receiver, dispatch):
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    dispatch()
    [delivery] = webhooks.deliveries(endpoint)

    redeliver(webhooks, delivery)
    dispatch()
    dispatch()

    once, again = receiver.requests
    assert (again.body, again.headers["webhook-id"]) == (once.body, once.headers["webhook-id"])
    assert again.headers["x-billkart-delivery-attempt"] == "2"
    [shown] = webhooks.deliveries(endpoint)
    assert [(attempt["status"], attempt["redelivery"]) for attempt in shown["attempts"]] == [(200, False), (200, True)]


def test_a_redelivery_that_fails_leaves_state_and_schedule_as_they_were(webhooks, receiver, dispatch, clock):
    receiver.always(Says(500, b"<b>no</b>"))
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    dispatch()
    [before] = webhooks.deliveries(endpoint)

    for _ in range(3):
        clock.move(timedelta(seconds=10))
        redeliver(webhooks, before)
        dispatch()

    [after] = webhooks.deliveries(endpoint)
    assert (after["status"], after["next_attempt_at"]) == ("pending", before["next_attempt_at"])
    assert [attempt["redelivery"] for attempt in after["attempts"]] == [False, True, True, True]
    assert after["attempts"][-1]["response"] == "<b>no</b>"
    for _ in range(25 * 6):
        clock.move(timedelta(minutes=10))
        dispatch()
    [ended] = webhooks.deliveries(endpoint)
    assert ended["status"] == "failed"
    assert [attempt["redelivery"] for attempt in ended["attempts"]] == [False, True, True, True] + [False] * 5


def test_what_has_failed_is_delivered_by_a_redelivery(webhooks, receiver, dispatch, clock):
    receiver.then(*[Says(500)] * 6)
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    for _ in range(25 * 6):
        dispatch()
        clock.move(timedelta(minutes=10))
    [failed] = webhooks.deliveries(endpoint)
    assert failed["status"] == "failed"

    redeliver(webhooks, failed)
    dispatch()

    assert webhooks.deliveries(endpoint)[0]["status"] == "delivered"


def test_an_unknown_delivery_is_not_found(webhooks, receiver):
    endpoint, other = webhooks.register(receiver.url, "*"), webhooks.register(receiver.url, "stock.*")
    webhooks.hears(an_invoice_event())
    [delivery] = webhooks.deliveries(endpoint)

    for wrong in ({**delivery, "id": "dlv_0"}, {**delivery, "webhook_id": other["id"]}):
        with pytest.raises(DeliveryNotFound):
            redeliver(webhooks, wrong)
    with pytest.raises(EndpointNotFound):
        replay(webhooks, {"id": "whk_0"}, from_sequence=1)


def test_a_replay_counts_first_and_then_sends_what_was_missed_and_what_was_not(webhooks, receiver, dispatch, clock):
    webhooks.hears(an_invoice_event(), a_stock_event(-1, -2))
    endpoint = webhooks.register(receiver.url, "invoice.*")
    webhooks.hears(*[an_invoice_event() for _ in range(3)])
    dispatch()
    assert len(receiver.requests) == 3

    assert replay(webhooks, endpoint, from_sequence=1, dry_run=True) == {
        "webhook_id": endpoint["id"],
        "events_count": 4,
        "dry_run": True,
    }
    dispatch()
    assert len(receiver.requests) == 3
    assert replay(webhooks, endpoint, from_sequence=1)["events_count"] == 4
    dispatch()

    sent = [json.loads(got.body)["sequence"] for got in receiver.requests]
    assert sorted(sent[3:]) == [1, 4, 5, 6]
    assert {delivery["status"] for delivery in webhooks.deliveries(endpoint)} == {"delivered"}


def test_a_replay_s_range_is_by_sequence_by_time_and_by_type(webhooks, receiver):
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(
        an_invoice_event(), a_stock_event(-1), an_invoice_event(occurred_at="2026-06-29T00:00:00Z"), a_stock_event(-1)
    )

    def count(**wanted):
        return replay(webhooks, endpoint, dry_run=True, **wanted)["events_count"]

    assert count(from_sequence=2) == 3
    assert count(from_sequence=2, to_sequence=3) == 2
    assert count(to_sequence=3, events=["stock.*"]) == 1
    assert count(**{"from": "2026-06-29T00:00:00Z"}) == 1
    assert count(to="2026-06-28T23:59:59Z") == 3
    for wrong in ({}, {"from_sequence": 0}, {"from": "yesterday"}, {"from_sequence": 1, "events": ["invoice.burnt"]}):
        with pytest.raises(ValidationFailed):
            count(**wrong)


def test_the_doctor_finds_nothing_where_nothing_is_wrong(webhooks, receiver, dispatch):
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    dispatch()
    [got] = receiver.requests

    found = diagnose(webhooks, got.body.decode(), got.headers, secret=endpoint["secret"])

    assert found == {
        "verified": True,
        "findings": [],
        "webhook_id": endpoint["id"],
        "event_id": got.headers["webhook-id"],
        "signed_at": "2026-06-28T10:14:22Z",
        "clock_off_seconds": 0,
    }
    assert diagnose(webhooks, got.body.decode(), got.headers)["webhook_id"] == endpoint["id"]


def test_the_doctor_knows_the_event_as_it_was_sent_and_the_secrets_of_the_account(webhooks, receiver, dispatch):
    endpoint = webhooks.register(receiver.url, "*", api_version="v1.3")
    other = webhooks.register(f"{receiver.url}/other", "ping")
    webhooks.hears(an_invoice_event())
    dispatch()
    [got] = receiver.requests
    rewritten = json.dumps(json.loads(got.body))

    def codes(body, **more):
        return [finding["code"] for finding in diagnose(webhooks, body, got.headers, **more)["findings"]]

    assert codes(rewritten) == ["body_reserialised"]
    assert diagnose(webhooks, "[" * 100_000, {})["findings"][0]["code"] == "header_missing"
    assert codes(None, body_kind="an object") == ["body_parsed"]
    assert codes(got.body.decode(), secret=other["secret"]) == ["wrong_secret"]
    assert codes(rewritten, secret=other["secret"]) == ["wrong_secret", "body_reserialised"]
    assert codes(got.body.decode(), received_at="2026-06-28T10:24:22Z") == ["clock_off"]
    rotated = webhooks.rotate(endpoint)
    assert codes(got.body.decode(), secret=rotated["secret"]) == ["wrong_secret"]


def test_the_doctor_tells_a_sandbox_s_secret_from_a_live_one(webhooks, receiver, dispatch):
    live = webhooks.caller
    webhooks.caller = replace(live, account_id=f"{live.account_id}_sandbox", livemode=False)
    sandbox = webhooks.register(receiver.url, "*")
    webhooks.caller = live
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    dispatch()
    [got] = receiver.requests

    found = diagnose(webhooks, got.body.decode(), got.headers, secret=sandbox["secret"])

    assert [finding["code"] for finding in found["findings"]] == ["test_secret_on_live"]
    webhooks.caller = replace(live, account_id=f"{live.account_id}_sandbox", livemode=False)
    proof = signed_headers([sandbox["secret"]], "evt_1", int(webhooks.clock.now().timestamp()), b"{}", attempt=1)
    found = diagnose(webhooks, "{}", proof, secret=endpoint["secret"])
    assert [finding["code"] for finding in found["findings"]] == ["live_secret_on_test"]
