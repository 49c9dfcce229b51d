"""Endpoints that keep failing: paused without losing an attempt, and given up after five days."""

import json
from datetime import timedelta

import pytest

from services.webhooks import operations
from services.webhooks.domain.health import FAILURES_TO_PAUSE, PAUSE
from tests.factories.webhooks import an_invoice_event
from tests.fakes.webhook_receiver import Says, WebhookReceiver


@pytest.fixture(autouse=True)
def nothing_left_of_other_tests(webhooks):
    """The dispatcher serves all accounts: begin with none of them waiting."""
    with webhooks.worker_db.transaction() as tx:
        tx.run("UPDATE deliveries SET status = 'failed', next_attempt_at = NULL, asked_at = NULL")


@pytest.fixture
def failing(webhooks, receiver, dispatch):
    """An endpoint that has failed often enough to be paused, with twelve deliveries more waiting."""
    receiver.always(Says(500))
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    dispatch()
    [first] = webhooks.deliveries(endpoint)
    for _ in range(FAILURES_TO_PAUSE - 1):
        webhooks.asks(operations.redeliver, endpoint_id=endpoint["id"], delivery_id=first["id"])
        dispatch()
    webhooks.hears(*[an_invoice_event() for _ in range(12)])
    receiver.requests.clear()
    return endpoint


def test_after_failures_in_a_row_an_endpoint_is_paused_and_then_tried_with_one(
    webhooks, receiver, failing, dispatch, clock
):
    dispatch()
    assert receiver.requests == []

    for tries in (1, 2, 3):
        clock.move(PAUSE)
        dispatch()
        assert len(receiver.requests) == tries
    assert webhooks.endpoint(failing)["failing_since"] == "2026-06-28T10:14:22Z"


def test_one_that_is_accepted_lets_all_the_others_go(webhooks, receiver, failing, dispatch, clock):
    receiver.always(Says(200))
    clock.move(PAUSE)

    dispatch()

    assert len(receiver.requests) == 12
    assert webhooks.endpoint(failing)["failing_since"] is None


def test_a_pause_uses_no_attempt_up(webhooks, receiver, failing, dispatch, clock):
    for _ in range(25 * 60 * 2):
        clock.move(timedelta(seconds=30))
        due_now(webhooks, dispatch)

    made = [
        [attempt for attempt in delivery["attempts"] if not attempt["redelivery"]]
        for delivery in webhooks.deliveries(failing)
    ]
    tried = [attempts for attempts in made if attempts]
    assert [len(attempts) for attempts in tried] == [6] * len(tried)
    assert len(tried) == 13


def due_now(webhooks, dispatch):
    """Look before dispatching: thousands of ticks of threads would take longer than the test is worth."""
    with webhooks.worker_db.transaction() as tx:
        due = tx.one(
            """
            SELECT 1
              FROM deliveries AS d
              JOIN endpoints AS e ON e.account_id = d.account_id AND e.id = d.endpoint_id
             WHERE d.account_id = %(account_id)s
               AND d.next_attempt_at <= %(now)s
               AND (e.paused_until <= %(now)s OR d.closes_at <= %(now)s)
             LIMIT 1
            """,
            {"account_id": webhooks.caller.account_id, "now": webhooks.clock.now()},
        )
    if due:
        dispatch()


def test_a_redelivery_waits_for_no_pause(webhooks, receiver, failing, dispatch):
    newest = webhooks.deliveries(failing)[0]

    webhooks.asks(operations.redeliver, endpoint_id=failing["id"], delivery_id=newest["id"])
    dispatch()

    assert len(receiver.requests) == 1


def test_a_paused_endpoint_delays_no_other(webhooks, receiver, failing, dispatch):
    with WebhookReceiver() as healthy:
        webhooks.register(healthy.url, "*")
        webhooks.hears(*[an_invoice_event() for _ in range(5)])

        dispatch()

        assert len(healthy.requests) == 5
    assert receiver.requests == []


def test_after_five_days_without_one_accepted_it_is_disabled_and_the_account_told(webhooks, receiver, dispatch, clock):
    receiver.always(Says(503))
    endpoint = webhooks.register(receiver.url, "invoice.created")
    with WebhookReceiver() as other:
        told = webhooks.register(other.url, "webhook.*")
        for _ in range(5 * 24):
            webhooks.hears(an_invoice_event())
            dispatch()
            clock.move(timedelta(hours=1))
            assert webhooks.endpoint(endpoint)["status"] == "enabled"
        dispatch()
        dispatch()
        events = [json.loads(got.body) for got in other.requests]

    found = webhooks.endpoint(endpoint)
    assert (found["status"], found["disabled_reason"]) == ("disabled", "no delivery has been accepted for 5 days")
    assert [(event["type"], event["data"]["webhook_id"]) for event in events] == [("webhook.disabled", endpoint["id"])]
    assert "pending" not in {delivery["status"] for delivery in webhooks.deliveries(endpoint)}
    again = webhooks.change(endpoint, status="enabled")
    assert (again["failing_since"], again["disabled_reason"]) == (None, None)
    assert webhooks.endpoint(told)["status"] == "enabled"


def test_one_accepted_in_five_days_keeps_it_enabled(webhooks, receiver, dispatch, clock):
    endpoint = webhooks.register(receiver.url, "*")
    for day in range(12):
        receiver.then(Says(200 if day == 4 else 500))
        receiver.always(Says(500))
        webhooks.hears(an_invoice_event())
        dispatch()
        clock.move(timedelta(hours=10))

    assert webhooks.endpoint(endpoint)["status"] == "enabled"
