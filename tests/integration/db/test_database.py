"""The database kit on a real server: isolation of accounts, roll-back by default, waiting pool, lost connections, migrations."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest

from kit.caller import Caller, Idempotency
from kit.db import Database
from kit.db.migrate import MigrationChanged, migrate
from kit.errors import Unavailable
from kit.housekeeping import tidy
from kit.idempotency import IdempotencyKeyReused, Made, find, purge, run_once

ADD = """
    INSERT INTO outbox (account_id, event_id, event_type, envelope, created_at)
    VALUES (%(a)s, %(e)s, 't', '{}', now())
"""
ALL = "SELECT event_id FROM outbox ORDER BY event_id"


@pytest.fixture(scope="module")
def dsns(fresh_database):
    return fresh_database("customers")


@pytest.fixture
def db(dsns):
    database = Database(dsns["service"], size=4, wait_seconds=0.5)
    yield database
    database.close()


def add(tx, account, event):
    tx.run(ADD, {"a": account, "e": event})


def ids(rows):
    return [row["event_id"] for row in rows]


def test_a_transaction_sees_and_writes_only_the_accounts_it_names(db):
    with db.transaction("acct_a1") as tx:
        add(tx, "acct_a1", "e1")
    with db.transaction("acct_a2") as tx:
        add(tx, "acct_a2", "e2")
        assert ids(tx.all(ALL)) == ["e2"]
    with db.transaction("acct_a1", "acct_a2") as tx:
        assert ids(tx.all(ALL)) == ["e1", "e2"]
    assert ids(db.read("acct_a1", ALL)) == ["e1"]
    assert db.read("acct_none", ALL) == []
    with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction("acct_a1") as tx:
        add(tx, "acct_a2", "e3")


def test_the_accounts_of_one_transaction_are_not_those_of_the_next_on_the_same_connection(dsns):
    single = Database(dsns["service"], size=1)
    with single.transaction("acct_b") as tx:
        add(tx, "acct_b", "e1")
    assert ids(single.read("acct_b", ALL)) == ["e1"]
    with single.transaction() as tx:
        assert tx.all(ALL) == []
    with single.transaction("acct_c") as tx:
        assert tx.all(ALL) == []
    single.close()


def test_what_raises_is_rolled_back_and_its_callbacks_do_not_run(db):
    called = []
    with pytest.raises(RuntimeError), db.transaction("acct_d") as tx:
        add(tx, "acct_d", "e1")
        tx.after_commit(lambda: called.append(1))
        raise RuntimeError
    assert db.read("acct_d", ALL) == []
    assert called == []
    with db.transaction("acct_d") as tx:
        tx.after_commit(lambda: called.append(db.read("acct_d", ALL)))
        add(tx, "acct_d", "e1")
    assert [ids(rows) for rows in called] == [["e1"]]


def test_a_savepoint_undoes_its_part_alone(db):
    with db.transaction("acct_e") as tx:
        add(tx, "acct_e", "e1")
        with pytest.raises(psycopg2.errors.UniqueViolation), tx.savepoint():
            add(tx, "acct_e", "e1")
        add(tx, "acct_e", "e2")
    assert ids(db.read("acct_e", ALL)) == ["e1", "e2"]


@pytest.mark.parametrize("account", ["", "a,b", "a}", "a'b", "a b", 'a"'])
def test_an_account_that_could_smuggle_another_is_refused(db, account):
    with pytest.raises(ValueError, match="account id"), db.transaction(account):
        pass


def test_a_full_pool_waits_and_then_says_so(dsns):
    small = Database(dsns["service"], size=1, wait_seconds=0.3)
    with small.transaction("acct_f") as tx:
        tx.one("SELECT 1")
        began = time.monotonic()
        with pytest.raises(Unavailable, match="busy"), small.transaction("acct_f"):
            pass
        assert 0.25 < time.monotonic() - began < 2
    held = threading.Event()

    def hold():
        with small.transaction("acct_f") as tx:
            tx.one("SELECT 1")
            held.set()
            time.sleep(0.1)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    assert small.read("acct_f", "SELECT 1 AS one") == [{"one": 1}]
    thread.join()
    small.close()


def test_a_connection_lost_while_idle_is_replaced_unnoticed(db, dsns):
    db.read("acct_g", ALL)
    _terminate(dsns)
    with db.transaction("acct_g") as tx:
        add(tx, "acct_g", "e1")
    assert ids(db.read("acct_g", ALL)) == ["e1"]


def test_a_statement_that_fails_on_the_replacement_leaves_nothing_open_behind_it(dsns):
    single = Database(dsns["service"], size=1)
    single.read("acct_g", ALL)
    _terminate(dsns)
    with pytest.raises(psycopg2.DataError), single.transaction("acct_g") as tx:
        tx.one("SELECT 1 / 0")

    assert single.read("acct_g", "SELECT 1 AS one") == [{"one": 1}]
    with single.transaction("acct_g") as tx:
        assert tx.one("SELECT 1 AS one") == {"one": 1}
    single.close()


def test_a_connection_lost_in_a_transaction_is_unavailable_and_nothing_happened(db, dsns):
    with pytest.raises(Unavailable), db.transaction("acct_h") as tx:
        add(tx, "acct_h", "e1")
        _terminate(dsns)
        add(tx, "acct_h", "e2")
    assert db.read("acct_h", ALL) == []


def test_a_lock_that_is_not_got_and_a_statement_too_long_are_unavailable(db):
    with db.transaction("acct_i") as tx:
        add(tx, "acct_i", "e1")
    with pytest.raises(Unavailable), db.transaction("acct_i") as tx:
        tx.run("SET LOCAL statement_timeout = '50ms'")
        tx.run("SELECT pg_sleep(2)")
    with db.transaction("acct_i") as holder:
        holder.one("SELECT 1 FROM outbox WHERE account_id = 'acct_i' FOR UPDATE")
        with pytest.raises(Unavailable), db.transaction("acct_i") as tx:
            tx.run("SET LOCAL lock_timeout = '50ms'")
            tx.one("SELECT 1 FROM outbox WHERE account_id = 'acct_i' FOR UPDATE")


def test_a_database_that_is_away_is_unavailable():
    away = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable), away.transaction("acct_j"):
        pass


def test_a_changed_migration_is_refused(dsns, tmp_path):
    file = tmp_path / "9001_table.sql"
    file.write_text("CREATE TABLE one_more (account_id TEXT PRIMARY KEY);\n")
    assert migrate(dsns["owner"], tmp_path) == ["9001_table"]
    assert migrate(dsns["owner"], tmp_path) == []
    file.write_text("CREATE TABLE one_more (account_id BIGINT PRIMARY KEY);\n")
    with pytest.raises(MigrationChanged, match="9001_table"):
        migrate(dsns["owner"], tmp_path)


def test_an_effect_and_its_record_commit_together(db, clock):
    caller, key = Caller("acct_k"), Idempotency("key-1", "print-1")
    runs = []

    def effect(tx):
        runs.append(1)
        add(tx, "acct_k", f"e{len(runs)}")
        return Made('{"n":1}', "thing_1")

    first = run_once(db, caller, key, effect, clock=clock)
    again = run_once(db, caller, key, effect, clock=clock)
    assert (first["replayed"], again["replayed"], len(runs)) == (False, True, 1)
    assert {**again, "replayed": False} == first
    with pytest.raises(IdempotencyKeyReused):
        run_once(db, caller, Idempotency("key-1", "print-2"), effect, clock=clock)
    with pytest.raises(RuntimeError):
        run_once(db, caller, Idempotency("key-2", "p"), _crash, clock=clock)
    assert find(db, caller, "key-2") is None
    assert ids(db.read("acct_k", ALL)) == ["e1"]


def _crash(tx):
    add(tx, "acct_k", "never")
    raise RuntimeError


def test_a_record_ends_after_48_hours_and_is_purged(dsns, db):
    caller = Caller("acct_l")
    worker = Database(dsns["worker"], size=1)
    run_once(db, caller, Idempotency("old", "p"), lambda tx: Made("{}", "thing_1"))
    run_once(db, caller, Idempotency("auto:req_1", "p"), lambda tx: Made("{}", "thing_2"))
    assert find(db, caller, "old") == {"state": "completed", "resource_id": "thing_1"}
    with worker.transaction() as tx:
        ends = tx.all(
            "SELECT key, expires_at - recorded_at AS kept FROM idempotency_records WHERE account_id = 'acct_l'"
        )
        tx.run("UPDATE idempotency_records SET expires_at = now() - interval '1 s' WHERE account_id = 'acct_l'")
    assert sorted(row["kept"].total_seconds() for row in ends) == [3600, 48 * 3600]
    assert find(db, caller, "old") is None
    again = run_once(db, caller, Idempotency("old", "another"), lambda tx: Made("{}", "thing_3"))
    assert (again["replayed"], again["resource_id"]) == (False, "thing_3")
    purge(worker, datetime.now(UTC))
    with worker.transaction() as tx:
        left = tx.all("SELECT key FROM idempotency_records WHERE account_id = 'acct_l'")
    assert left == [{"key": "old"}]
    worker.close()


def test_an_answer_that_bears_a_secret_is_stored_sealed(db, dsns):
    class Reversed:
        """A seal that shows whether it was used."""

        def encrypt(self, data):
            return data[::-1]

        def decrypt(self, token):
            return token[::-1]

    caller, key = Caller("acct_m"), Idempotency("k", "p")
    first = run_once(db, caller, key, lambda tx: Made('{"secret":"abc"}', "x"), seal=Reversed())
    again = run_once(db, caller, key, lambda tx: Made("{}", "y"), seal=Reversed())
    assert again["body"] == first["body"] == '{"secret":"abc"}'
    [row] = db.read("acct_m", "SELECT body FROM idempotency_records")
    assert "secret" not in row["body"]


def test_what_is_old_is_shed_and_what_is_not_stays(dsns, db):
    worker = Database(dsns["worker"], size=1)
    now = datetime.now(UTC)
    with db.transaction("acct_n") as tx:
        for event, sent in (("unsent", None), ("fresh", now), ("old", now - timedelta(days=8))):
            add(tx, "acct_n", event)
            made = {"e": event, "s": sent, "c": sent or now - timedelta(days=90)}
            tx.run("UPDATE outbox SET sent_at = %(s)s, created_at = %(c)s WHERE event_id = %(e)s", made)
        for event, state, days in (("applied", "applied", 31), ("young", "applied", 1), ("dead", "dead", 90)):
            received = {"e": event, "st": state, "r": now - timedelta(days=days)}
            tx.run(
                """
                INSERT INTO inbox (account_id, handler, event_id, state, received_at)
                VALUES ('acct_n', 'h', %(e)s, %(st)s, %(r)s)
                """,
                received,
            )
    tidy(worker, now)
    assert ids(db.read("acct_n", ALL)) == ["fresh", "unsent"]
    assert ids(db.read("acct_n", "SELECT event_id FROM inbox ORDER BY event_id")) == ["dead", "young"]
    worker.close()


def _terminate(dsns):
    owner = psycopg2.connect(dsns["owner"])
    with owner.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        [name] = cursor.fetchone()
    owner.close()
    administrator = psycopg2.connect(os.environ["SAATHIX_DATABASE_URL"])
    administrator.autocommit = True
    with administrator.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    administrator.close()
