"""Retention runs by itself: the old goes, batch by batch, the young stays, whatever one table's trouble is. On a moved clock."""

import json
from datetime import timedelta

import pytest

from kit import housekeeping, metrics
from kit.caller import Caller, Idempotency
from kit.db import Database
from kit.housekeeping import Chore, Housekeeper
from kit.idempotency import Made, run_once
from kit.testing import FakeClock

ACCOUNT = "acct_kept"
PER_DAY = 7


@pytest.fixture(scope="module")
def dsns(fresh_database):
    return fresh_database("customers")


@pytest.fixture
def worker(dsns):
    database = Database(dsns["worker"], size=2)
    with database.transaction() as tx:
        for table in ("idempotency_records", "outbox", "inbox"):
            tx.run(f"DELETE FROM {table}")
    yield database
    database.close()


def days_of_work(worker, clock, days):
    """Every day seven events leave, seven arrive, and seven requests are remembered."""
    for _ in range(days):
        now = clock.now()
        stamp = f"{now:%Y%m%d}"
        for n in range(PER_DAY):
            key = Idempotency(f"{stamp}-{n}", "print")
            run_once(worker, Caller(ACCOUNT), key, lambda tx: Made("{}", "thing"), clock=clock)
        with worker.transaction() as tx:
            tx.run(
                """
                INSERT INTO outbox (account_id, event_id, event_type, envelope, created_at, sent_at)
                SELECT %(account)s, %(day)s || n, 'thing.done', '{}', %(now)s, %(now)s FROM generate_series(1, 7) AS n
                """,
                {"account": ACCOUNT, "day": stamp, "now": now},
            )
            tx.run(
                """
                INSERT INTO inbox (account_id, handler, event_id, state, received_at)
                SELECT %(account)s, 'h', %(day)s || n, 'applied', %(now)s FROM generate_series(1, 7) AS n
                """,
                {"account": ACCOUNT, "day": stamp, "now": now},
            )
        clock.move(timedelta(days=1))


def left(worker, table, column):
    with worker.transaction() as tx:
        return tx.one(f"SELECT count(*) AS n, min({column}) AS oldest FROM {table}")


def test_forty_days_leave_two_of_keys_seven_of_outbox_and_thirty_of_inbox(worker, clock):
    days_of_work(worker, clock, 40)
    clock.move(timedelta(seconds=-1))  # the second before the fortieth day ends

    gone = Housekeeper(worker, clock).clean()

    assert gone == {
        "idempotency_records": 38 * PER_DAY,
        "outbox": 33 * PER_DAY,
        "inbox": 10 * PER_DAY,
    }
    for table, column, kept in (
        ("idempotency_records", "recorded_at", 2),
        ("outbox", "created_at", 7),
        ("inbox", "received_at", 30),
    ):
        rows = left(worker, table, column)
        assert rows["n"] == kept * PER_DAY, table
        assert rows["oldest"] > clock.now() - timedelta(days=kept), table


def test_nothing_unsent_waiting_or_dead_is_ever_deleted(worker, clock):
    days_of_work(worker, clock, 1)
    with worker.transaction() as tx:
        tx.run("UPDATE outbox SET sent_at = NULL")
        tx.run("UPDATE inbox SET state = CASE WHEN event_id LIKE '%%1' THEN 'dead' ELSE 'waiting' END", {})
    clock.move(timedelta(days=400))

    gone = Housekeeper(worker, clock).clean()

    assert (gone["outbox"], gone["inbox"]) == (0, 0)
    assert left(worker, "outbox", "created_at")["n"] == left(worker, "inbox", "received_at")["n"] == PER_DAY


def test_it_goes_batch_by_batch_and_counts_what_goes(worker, clock, monkeypatch):
    monkeypatch.setattr(housekeeping, "_PAUSE_SECONDS", 0.0)
    batches = []

    def recorded(database, now, limit):
        batches.append(housekeeping._purge_outbox(database, now, limit))
        return batches[-1]

    days_of_work(worker, clock, 5)
    clock.move(timedelta(days=30))
    before = metrics.HOUSEKEEPING_ROWS.of("rows of the test").value

    gone = Housekeeper(worker, clock, more=[Chore("rows of the test", recorded)])._finish(
        Chore("rows of the test", recorded), 10
    )

    assert gone == 5 * PER_DAY
    assert batches == [10, 10, 10, 5]
    assert metrics.HOUSEKEEPING_ROWS.of("rows of the test").value - before == 5 * PER_DAY


def test_a_chore_that_fails_keeps_no_other_from_being_done(worker, clock, capsys):
    def broken(database, now, limit):
        raise RuntimeError("out of order")

    days_of_work(worker, clock, 1)
    clock.move(timedelta(days=60))

    gone = Housekeeper(worker, clock, more=[Chore("broken", broken)]).clean()

    assert gone == {"idempotency_records": PER_DAY, "outbox": PER_DAY, "inbox": PER_DAY, "broken": 0}


def test_it_runs_in_the_process_without_being_asked(worker, monkeypatch):
    monkeypatch.setattr(housekeeping, "_FIRST_SECONDS", 0.05)
    clock = FakeClock()
    days_of_work(worker, clock, 1)
    clock.move(timedelta(days=60))
    keeper = Housekeeper(worker, clock)
    keeper.start()
    try:
        for _ in range(200):
            if left(worker, "inbox", "received_at")["n"] == 0:
                break
            keeper._stopping.wait(0.05)
        assert left(worker, "inbox", "received_at")["n"] == 0
    finally:
        keeper.stop()
    assert json.dumps(keeper.clean()) == json.dumps({"idempotency_records": 0, "outbox": 0, "inbox": 0})
