"""What waits to be delivered, as the dispatcher's metrics tell it."""

from datetime import timedelta

from kit import metrics
from services.webhooks import measures
from services.webhooks.domain.health import FAILURES_TO_PAUSE
from services.webhooks.storage import backlog
from tests.factories.webhooks import an_invoice_event
from tests.fakes.webhook_receiver import Says


def waiting(webhooks) -> tuple[int, float, int]:
    with webhooks.worker_db.transaction() as tx:
        row = backlog.read(tx, webhooks.clock.now())
    return row["due"], float(row["oldest"]), row["paused"]


def test_what_is_due_and_how_long_and_not_what_waits_for_an_endpoint_that_rests(webhooks, receiver, dispatch):
    assert waiting(webhooks) == (0, 0.0, 0)
    webhooks.register(receiver.url, "invoice.created")
    webhooks.hears(an_invoice_event(), an_invoice_event())

    webhooks.clock.move(timedelta(seconds=40))
    assert waiting(webhooks) == (2, 40.0, 0)
    dispatch()
    assert waiting(webhooks) == (0, 0.0, 0)

    receiver.always(Says(500))
    webhooks.hears(*(an_invoice_event() for _ in range(FAILURES_TO_PAUSE)))
    dispatch()
    webhooks.hears(an_invoice_event())
    assert waiting(webhooks) == (0, 0.0, 1)


def test_attempts_are_counted_by_how_they_ended(webhooks, receiver, dispatch):
    counted = {outcome: metrics.DELIVERIES.of(outcome) for outcome in ("delivered", "retried", "failed")}
    before = {outcome: child.value for outcome, child in counted.items()}
    timed = sum(metrics.DELIVERY_SECONDS.of().counts)
    webhooks.register(receiver.url, "invoice.created")

    for answer in (Says(200), Says(500), Says(410)):
        receiver.then(answer)
        webhooks.hears(an_invoice_event())
        dispatch()

    assert {outcome: child.value - before[outcome] for outcome, child in counted.items()} == {
        "delivered": 1,
        "retried": 1,
        "failed": 1,
    }
    assert sum(metrics.DELIVERY_SECONDS.of().counts) - timed == 3


def test_the_gauges_are_read_when_they_are_asked_for(webhooks, receiver):
    measures.show_backlog(webhooks.worker_db, webhooks.clock)
    before = dict(metrics.DELIVERIES_DUE._measure())
    webhooks.register(receiver.url, "invoice.created")
    webhooks.hears(an_invoice_event())

    measures.show_backlog(webhooks.worker_db, webhooks.clock)
    assert metrics.DELIVERIES_DUE._measure()[()] == before[()] + 1
