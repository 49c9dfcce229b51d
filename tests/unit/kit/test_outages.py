"""What happens when others fall silent: a wait has an end, and the log says once that it waits and once that it goes on."""

import json
import logging
import socket
import time

import pytest
from psycopg2 import extensions

from kit import logs
from kit.db import Database, patience
from kit.db.pool import next_host_first
from kit.errors import Unavailable
from kit.messaging.core.outgoing import Outgoing
from kit.outage import Outage


@pytest.fixture
def patient_threads(monkeypatch):
    monkeypatch.setattr(patience.PatientConnection, "patience_seconds", 0.2)
    patience.wait_with(patience.wait_in_threads)
    yield
    extensions.set_wait_callback(None)


def test_a_server_that_accepts_and_says_nothing_is_given_up(patient_threads):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql://u:p@127.0.0.1:{silent.getsockname()[1]}/d?sslmode=disable", size=1)
        began = time.monotonic()
        with pytest.raises(Unavailable), database.transaction() as tx:
            tx.one("SELECT 1 AS one")
        assert 0.15 < time.monotonic() - began < 2.0


def test_of_several_hosts_the_next_is_asked_first_when_one_was_silent():
    two = "postgresql://user:pass@one:5432,two:5433/db?target_session_attrs=read-write"
    assert next_host_first(two) == "postgresql://user:pass@two:5433,one:5432/db?target_session_attrs=read-write"
    assert next_host_first(next_host_first(two)) == two
    assert next_host_first("postgresql://user:pass@one:5432/db") == "postgresql://user:pass@one:5432/db"


def test_an_outage_is_one_line_when_it_begins_and_one_when_it_is_over(caplog):
    caplog.set_level(logging.INFO)
    outage = Outage(logs.get_logger("kit.test"), "relay", queue="q")
    for _ in range(3):
        outage.back()
        for why in ("gone", "still gone", "gone for long"):
            outage.away(why)
        outage.back()

    lines = [json.loads(logs.JsonLines().format(record)) for record in caplog.records]
    assert [(line["event"], line["queue"], line.get("error")) for line in lines] == [
        ("relay_waits", "q", "gone"),
        ("relay_goes_on", "q", None),
    ] * 3


def test_what_was_written_before_the_end_is_sent():
    ours, theirs = socket.socketpair()
    outgoing = Outgoing(ours, lambda: None)
    outgoing.start()
    for n in range(100):
        outgoing.add(bytes([n]) * 100)
    outgoing.drain(2.0)
    outgoing.close()
    ours.close()

    got = b""
    while data := theirs.recv(65_536):
        got += data
    assert got == b"".join(bytes([n]) * 100 for n in range(100))
    theirs.close()


def test_a_peer_that_reads_nothing_is_not_waited_for_longer_than_said():
    ours, theirs = socket.socketpair()
    outgoing = Outgoing(ours, lambda: None)
    outgoing.start()
    outgoing.add(b"x" * 10_000_000)
    began = time.monotonic()
    outgoing.drain(0.3)
    assert 0.25 < time.monotonic() - began < 2.0
    theirs.close()
    ours.close()
