"""Where a metric's number comes from: pools, backlogs, calls and Redis, each against the real server."""

import os
import secrets
import threading
import time
from datetime import timedelta

import pytest
from kombu import Connection

from gateway.ratelimit.redis_link import FAILURES_TO_OPEN, OPEN_SECONDS, RedisLink
from kit import metrics
from kit.caller import Caller
from kit.clock import SystemClock
from kit.db import Database
from kit.db.pool import Pool
from kit.errors import DeadlineExceeded, Unavailable
from kit.health import answers
from kit.messaging import backlog, inbox, outbox
from kit.messaging.core import Client
from tests.fakes.echo_process import wait_for
from tests.fakes.private_redis import PrivateRedis


@pytest.fixture(scope="module")
def dsns(fresh_database) -> dict[str, str]:
    return fresh_database("billing")


def test_a_pool_tells_who_waited_and_what_its_connections_do(dsns):
    pool = Pool(dsns["service"], 2, 5.0, "test")
    waited = metrics.DB_POOL_WAIT_SECONDS.of()
    assert pool.states() == {"busy": 0, "idle": 0, "free": 2}
    first, second = pool.take(), pool.take()
    assert pool.states() == {"busy": 2, "idle": 0, "free": 0}

    before, took = waited.total, sum(waited.counts)
    giver = threading.Timer(0.3, pool.give_back, (first,))
    giver.start()
    third = pool.take()
    giver.join()

    assert 0.2 < waited.total - before < 3
    assert sum(waited.counts) == took + 1
    pool.give_back(second)
    assert pool.states() == {"busy": 1, "idle": 1, "free": 0}
    pool.give_back(third)
    pool.forget_idle()
    assert pool.states() == {"busy": 0, "idle": 0, "free": 2}


def test_a_connection_that_could_not_be_made_is_not_busy():
    pool = Pool("postgresql://127.0.0.1:1/none", 2, 1.0, "test")
    with pytest.raises(Unavailable):
        pool.take()
    assert pool.states() == {"busy": 0, "idle": 0, "free": 2}


def test_a_database_is_asked_only_when_it_has_not_just_answered(dsns):
    here = Database(dsns["service"], size=1)
    assert here.answered_at == float("-inf")
    assert answers(here)
    assert time.monotonic() - here.answered_at < 5
    nowhere = Database("postgresql://127.0.0.1:1/none", size=1)
    assert not answers(nowhere)


def test_the_outbox_tells_how_much_waits_and_how_long(dsns):
    service, worker = Database(dsns["service"], size=1), Database(dsns["worker"], size=1)
    caller, now = Caller(f"acct_{secrets.token_hex(6)}"), SystemClock().now()
    with service.transaction(caller.account_id) as tx:
        for age in (90, 30):
            outbox.add(tx, caller, "thing.done", {}, at=now - timedelta(seconds=age))

    backlog.show_outbox(worker)

    [unsent] = metrics.OUTBOX_UNSENT._measure().values()
    [oldest] = metrics.OUTBOX_OLDEST_SECONDS._measure().values()
    assert unsent == 2
    assert 89 < oldest < 120
    with worker.transaction() as tx:
        tx.run("UPDATE outbox SET sent_at = now() WHERE account_id = %(a)s", {"a": caller.account_id})
    assert metrics.OUTBOX_UNSENT._measure() == {(): 2.0}, "a reading is kept for some seconds"
    backlog.show_outbox(worker)
    assert metrics.OUTBOX_UNSENT._measure() == {(): 0.0}
    assert metrics.OUTBOX_OLDEST_SECONDS._measure() == {(): 0.0}


def test_dead_events_are_counted_by_handler_and_by_an_index(dsns):
    service, worker = Database(dsns["service"], size=1), Database(dsns["worker"], size=1)
    account, now = f"acct_{secrets.token_hex(6)}", SystemClock().now()
    with service.transaction(account) as tx:
        for number, state in enumerate(("dead", "dead", "waiting", "applied")):
            tx.run(
                """
                INSERT INTO inbox (account_id, handler, event_id, state, received_at)
                VALUES (%(a)s, 'on_this', %(e)s, %(s)s, %(now)s)
                """,
                {"a": account, "e": f"evt_{number}", "s": state, "now": now},
            )

    backlog.show_dead(worker, ["on_this", "on_that"])

    assert metrics.DEAD_EVENTS._measure() == {("on_that",): 0.0, ("on_this",): 2.0}
    with worker.transaction() as tx:
        tx.run("SET LOCAL enable_seqscan = off")
        plan = tx.all("EXPLAIN SELECT handler FROM inbox WHERE state = 'dead' AND handler = 'on_this'")
    assert "inbox_dead" in str(plan)


def test_a_database_that_is_away_leaves_its_metrics_out():
    backlog.show_outbox(Database("postgresql://127.0.0.1:1/none", size=1))

    assert metrics.OUTBOX_UNSENT._measure() == {}
    assert metrics.OUTBOX_OLDEST_SECONDS._measure() == {}


def test_a_database_that_hangs_does_not_hold_a_scrape_up(dsns):
    """It costs a second and the metrics that are read from it; a scrape that comes meanwhile asks it nothing more."""
    worker, begun = Database(dsns["worker"], size=4), []

    def slow():
        begun.append(1)
        with worker.transaction() as tx:
            return tx.all("SELECT pg_sleep(3), 7 AS n")

    reading = backlog.Reading(slow)
    began = time.monotonic()
    assert (reading.rows(), reading.rows()) == ([], [])
    assert time.monotonic() - began < 2.9
    assert len(begun) == 1
    wait_for(lambda: [row["n"] for row in reading.rows()] == [7])


def test_a_reading_that_breaks_is_tried_again(dsns):
    answers_of = iter([ZeroDivisionError("at first"), [{"n": 1}]])

    def read():
        answer = next(answers_of)
        if isinstance(answer, Exception):
            raise answer
        return answer

    reading = backlog.Reading(read)
    assert reading.rows() == []
    assert reading.rows() == [{"n": 1}]


def test_a_batch_counts_what_was_new_and_what_came_again(dsns):
    service = Database(dsns["service"], size=1)
    caller, now = Caller(f"acct_{secrets.token_hex(6)}"), SystemClock().now()
    events = [outbox.new_event(caller, "thing.done", {}, at=now) for _ in range(3)]
    applied, again = metrics.EVENTS_APPLIED.of("on_batch"), metrics.INBOX_DUPLICATES.of("on_batch")

    inbox.apply_batch(service, "on_batch", events[:2], lambda tx, fresh: None, now)
    inbox.apply_batch(service, "on_batch", events, lambda tx, fresh: None, now)

    assert (applied.value, again.value) == (3, 2)


def test_what_fails_is_not_applied_and_what_is_tried_again_counts_as_a_retry(dsns):
    service, worker = Database(dsns["service"], size=1), Database(dsns["worker"], size=1)
    caller, now = Caller(f"acct_{secrets.token_hex(6)}"), SystemClock().now()
    event = outbox.new_event(caller, "thing.done", {}, at=now)
    applied, retries = metrics.EVENTS_APPLIED.of("on_poison"), metrics.EVENT_RETRIES.of("on_poison")

    def fail(_tx, _events):
        raise ValueError("poison")

    inbox.apply_batch(service, "on_poison", [event], fail, now)
    assert (applied.value, retries.value) == (0, 0)

    later = now + timedelta(seconds=10)
    [row] = inbox.due(worker, ["on_poison"], later)
    inbox.try_again(service, row, fail, lambda _: event, later)
    assert (applied.value, retries.value) == (0, 1)

    [row] = inbox.due(worker, ["on_poison"], later + timedelta(minutes=1))
    inbox.try_again(service, row, lambda tx, events: None, lambda _: event, later)
    assert (applied.value, retries.value) == (1, 2)


def test_calls_that_nobody_answers_are_told_from_those_nobody_takes():
    client = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    wait_for(lambda: client.connected)
    away = metrics.RPC_CALLS.of("nobody", "work", "unavailable")
    timed = metrics.RPC_CALL_SECONDS.of("nobody", "work")

    with pytest.raises(Unavailable):
        client.call("nobody", "work", timeout=2.0)
    assert (away.value, sum(timed.counts)) == (1, 1)
    client.close()

    gone = Client("amqp://127.0.0.1:1/", name="tests")
    late = metrics.RPC_CALLS.of("nobody", "later", "unavailable")
    with pytest.raises(Unavailable):
        gone.call("nobody", "later", timeout=0.2)
    assert late.value == 1
    gone.close()


def test_a_call_that_is_too_late_is_a_deadline():
    client = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    wait_for(lambda: client.connected)
    name = f"silent{secrets.token_hex(3)}"
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        channel = connection.channel()
        channel.queue_declare(f"rpc-{name}", durable=True, auto_delete=False)
        channel.queue_bind(f"rpc-{name}", "nameko-rpc", f"{name}.*")
        tag = channel.basic_consume(f"rpc-{name}", no_ack=True, callback=lambda _message: None)
        late = metrics.RPC_CALLS.of(name, "work", "deadline")
        with pytest.raises(DeadlineExceeded):
            client.call(name, "work", timeout=0.3)
        channel.basic_cancel(tag)
        channel.queue_delete(f"rpc-{name}")
    assert late.value == 1
    client.close()


def test_redis_that_is_left_alone_is_told_and_its_return_too():
    redis, fallback = PrivateRedis(), metrics.REDIS_FALLBACK.of()
    fallback.set(0)  # another test of this process may have left a Redis that was away
    link = RedisLink(redis.url, SystemClock(), timeout_seconds=1.0)
    assert link.answers()
    assert fallback.value == 0

    redis.kill()
    for _ in range(FAILURES_TO_OPEN + 1):
        assert not link.answers()
    assert fallback.value == 1

    redis.start()
    time.sleep(OPEN_SECONDS)
    wait_for(link.answers)
    assert fallback.value == 0
    redis.kill()
