"""From a stored event to a receiver, on PostgreSQL and over HTTP."""

import json
import threading
from datetime import timedelta

import pytest

from services.webhooks import operations
from services.webhooks.domain.delivery import Answer, outcome_of
from services.webhooks.domain.signature import verify
from tests.factories.webhooks import an_invoice_event
from tests.fakes.webhook_receiver import Says, WebhookReceiver


def take(webhooks, limit=100, per_endpoint=100, busy=None):
    """Take this account's due deliveries, and leave the others' leased."""
    taken = operations.settle_and_take(
        webhooks.worker_db, webhooks.clock, [], busy=busy or {}, per_endpoint=per_endpoint, limit=limit
    )
    return [due for due in taken if due.account_id == webhooks.caller.account_id]


@pytest.fixture(autouse=True)
def nothing_left_of_other_tests(webhooks):
    """The dispatcher serves all accounts: begin with none of them waiting."""
    with webhooks.worker_db.transaction() as tx:
        tx.run("UPDATE deliveries SET status = 'failed', next_attempt_at = NULL WHERE status = 'pending'")


def test_a_sale_is_delivered_signed_and_on_record(webhooks, receiver, dispatch):
    endpoint = webhooks.register(receiver.url, "invoice.created")
    sale = an_invoice_event()
    webhooks.hears(sale)

    dispatch()

    [got] = receiver.requests
    [stored] = [operations.get_event(webhooks.db, webhooks.caller, request={"event_id": sale.id})["body"]]
    assert got.body == stored.encode()
    now = int(webhooks.clock.now().timestamp())
    assert verify(endpoint["secret"], got.headers["x-billkart-signature"], got.body, now=now) == now
    assert got.headers["x-billkart-event-id"] == got.headers["webhook-id"] == sale.id
    assert got.headers["x-billkart-delivery-attempt"] == "1"
    [delivery] = webhooks.deliveries(endpoint)
    [attempt] = delivery["attempts"]
    assert (delivery["status"], delivery["next_attempt_at"], delivery["event_id"]) == ("delivered", None, sale.id)
    assert (attempt["at"], attempt["status"], attempt["error"]) == ("2026-06-28T10:14:22Z", 200, None)


def test_six_attempts_in_24_hours_and_then_it_has_failed(webhooks, receiver, dispatch, clock):
    receiver.always(Says(500))
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    began = clock.now()

    starts = []
    for _ in range(24 * 60):
        before = len(receiver.requests)
        dispatch_if_due(webhooks, dispatch)
        if len(receiver.requests) > before:
            starts.append((clock.now() - began).total_seconds())
        clock.move(timedelta(minutes=1, seconds=1))

    assert len(starts) == 6
    for start, plain in zip(starts, [0, 253, 1_265, 5_313, 21_505, 86_273], strict=True):
        assert plain * 0.9 <= start <= plain * 1.1 + 120
    assert starts[-1] <= 86_400 + 31  # the minutes of this clock are 61 s long
    [delivery] = webhooks.deliveries(endpoint)
    assert (delivery["status"], delivery["next_attempt_at"]) == ("failed", None)
    assert [attempt["status"] for attempt in delivery["attempts"]] == [500] * 6
    assert [got.headers["x-billkart-delivery-attempt"] for got in receiver.requests] == list("123456")
    assert len({(got.body, got.headers["webhook-id"]) for got in receiver.requests}) == 1


def dispatch_if_due(webhooks, dispatch):
    """Look before dispatching: 1,440 minutes of threads would take longer than the test is worth."""
    with webhooks.worker_db.transaction() as tx:
        due = tx.one(
            "SELECT id FROM deliveries WHERE account_id = %(account_id)s AND next_attempt_at <= %(now)s",
            {"account_id": webhooks.caller.account_id, "now": webhooks.clock.now()},
        )
    if due:
        dispatch()


def test_a_receiver_that_comes_back_gets_what_it_missed(webhooks, receiver, dispatch, clock):
    receiver.then(Says(503))
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())

    dispatch()
    dispatch()
    assert len(receiver.requests) == 1
    clock.move(timedelta(seconds=253 * 1.1))
    dispatch()

    [delivery] = webhooks.deliveries(endpoint)
    assert delivery["status"] == "delivered"
    assert [attempt["status"] for attempt in delivery["attempts"]] == [503, 200]


def test_retry_after_is_waited_for(webhooks, receiver, dispatch, clock):
    receiver.then(Says(429, headers=(("Retry-After", "7200"),)))
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())

    dispatch()

    [delivery] = webhooks.deliveries(endpoint)
    assert delivery["next_attempt_at"] == "2026-06-28T12:14:22Z"


def test_gone_disables_the_endpoint_and_tells_the_account(webhooks, receiver, dispatch):
    receiver.then(Says(410))
    endpoint = webhooks.register(receiver.url, "*")
    other = webhooks.register(receiver.url, "webhook.disabled")
    webhooks.hears(an_invoice_event())
    dispatch()
    webhooks.hears(an_invoice_event())
    dispatch()

    found = webhooks.endpoint(endpoint)
    assert (found["status"], found["disabled_reason"]) == ("disabled", "the receiver answered 410 Gone")
    assert [delivery["status"] for delivery in webhooks.deliveries(endpoint)] == ["failed"]
    told = webhooks.events(filters={"type": "webhook.disabled"})
    assert [event["data"]["webhook_id"] for event in told] == [endpoint["id"]]
    assert [delivery["status"] for delivery in webhooks.deliveries(other)] == ["delivered"]
    assert [event["sequence"] for event in webhooks.events()] == [3, 2, 1]


def test_what_waits_for_a_disabled_endpoint_has_failed(webhooks, receiver, dispatch):
    receiver.then(Says(410))
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(*[an_invoice_event() for _ in range(20)])

    dispatch()

    statuses = {delivery["status"] for delivery in webhooks.deliveries(endpoint)}
    assert "pending" not in statuses
    assert len(receiver.requests) < 20


def test_an_attempt_is_on_record_before_it_is_sent(webhooks, receiver):
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())

    [due] = take(webhooks)

    assert receiver.requests == []
    [delivery] = webhooks.deliveries(endpoint)
    unknown = dict.fromkeys(("status", "latency_ms", "error", "response"))
    assert delivery["attempts"] == [{"at": "2026-06-28T10:14:22Z", **unknown, "redelivery": False}]
    assert due.attempt == 1


def test_what_is_leased_is_not_taken_again_until_the_lease_runs_out(webhooks, receiver, clock):
    webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    [first] = take(webhooks)

    assert take(webhooks) == []
    clock.move(timedelta(seconds=61))
    [again] = take(webhooks)

    assert (again.id, again.attempt) == (first.id, 1)


def test_an_outcome_that_comes_after_another_settled_it_is_left_out(webhooks, receiver, clock):
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    [slow] = take(webhooks)
    clock.move(timedelta(seconds=61))
    [taken_over] = take(webhooks)

    for due, status in ((taken_over, 200), (slow, 500)):
        outcome = outcome_of(due, Answer(5, status), sent_at=clock.now(), now=clock.now(), jitter=0.0)
        operations.settle_and_take(webhooks.worker_db, clock, [outcome], busy={}, per_endpoint=0, limit=0)

    assert [delivery["status"] for delivery in webhooks.deliveries(endpoint)] == ["delivered"]


def test_dispatchers_share_the_work_and_send_nothing_twice(webhooks, receiver):
    webhooks.register(receiver.url, "*")
    webhooks.hears(*[an_invoice_event() for _ in range(60)])
    taken = []

    def works():
        while mine := take(webhooks, limit=7):
            taken.extend(mine)

    threads = [threading.Thread(target=works) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len({due.id for due in taken}) == 60


def test_a_full_endpoint_does_not_hide_the_others(webhooks, receiver):
    full, free = webhooks.register(f"{receiver.url}/full", "*"), webhooks.register(f"{receiver.url}/free", "*")
    webhooks.hears(*[an_invoice_event() for _ in range(30)])

    taken = take(webhooks, limit=20, per_endpoint=4, busy={full["id"]: 1})

    counts = {id: [due.endpoint_id for due in taken].count(id) for id in (full["id"], free["id"])}
    assert counts == {full["id"]: 1, free["id"]: 4}


def test_an_endpoint_that_hangs_does_not_delay_the_others(webhooks, receiver, dispatcher):
    with WebhookReceiver() as hanging:
        hanging.always(Says(after_seconds=1.0))
        webhooks.register(hanging.url, "*")
        webhooks.register(receiver.url, "*")
        webhooks.hears(*[an_invoice_event() for _ in range(12)])
        working = threading.Thread(target=dispatcher.run)
        working.start()

        receiver.wait_for(12, seconds=0.9)
        assert len(hanging.requests) <= 4
        hanging.wait_for(12)
        dispatcher.stop()
        working.join()


def test_a_dispatcher_that_stops_gives_back_what_it_has_not_begun(webhooks, receiver, dispatcher):
    receiver.always(Says(after_seconds=0.5))
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(*[an_invoice_event() for _ in range(12)])
    working = threading.Thread(target=dispatcher.run)
    working.start()
    receiver.wait_for(4)

    dispatcher.stop()
    working.join(timeout=5)

    delivered = [delivery for delivery in webhooks.deliveries(endpoint) if delivery["status"] == "delivered"]
    assert len(delivered) == len(receiver.requests) == 4
    assert len(take(webhooks)) == 8


def test_a_delivery_whose_event_is_no_longer_kept_has_failed(webhooks, receiver, dispatch):
    endpoint = webhooks.register(receiver.url, "*")
    webhooks.hears(an_invoice_event())
    with webhooks.worker_db.transaction() as tx:
        tx.run("DELETE FROM events WHERE account_id = %(account)s", {"account": webhooks.caller.account_id})

    dispatch()

    [delivery] = webhooks.deliveries(endpoint)
    assert (delivery["status"], delivery["attempts"][0]["error"]) == ("failed", "event_expired")
    assert receiver.requests == []


def test_each_endpoint_is_told_in_its_own_version(webhooks, receiver, dispatch):
    for version in ("v1.3", "v1.4"):
        webhooks.register(f"{receiver.url}/{version}", "invoice.created", api_version=version)
    webhooks.hears(an_invoice_event())

    dispatch()

    told = {event["api_version"]: event["data"] for event in (json.loads(sent.body) for sent in receiver.requests)}
    assert list(told["v1.3"])[:3] == ["invoice_no", "total", "customer_phone"]
    assert list(told["v1.4"])[:3] == ["invoice_no", "grand_total", "customer_phone"]
    assert told["v1.3"]["total"] == told["v1.4"]["grand_total"]
