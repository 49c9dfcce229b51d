"""A service with nothing but the machinery: calls that echo, an event that can be poison. Run by the bus tests."""

import os
from dataclasses import dataclass

import eventlet

from kit.db import Tx
from kit.messaging import ClockProvider, DatabaseProvider, Event, OutboxRelay, on_event, outbox, rpc
from kit.settings import env

NAME = os.environ.get("ECHO_NAME", "echo")
QUEUES = [("thing.done", f"evt-{NAME}-thing.done--{NAME}.on_thing")]


@dataclass(frozen=True)
class Settings:
    """What the echo needs: a database built from any service's migrations."""

    amqp_url: str = env("SAATHIX_AMQP_URL")
    database_url: str = env("ECHO_DATABASE_URL")
    worker_database_url: str = env("ECHO_WORKER_DATABASE_URL")


class Echo:
    """Echoes calls; notes events in rows of the outbox that nobody sends."""

    name = NAME
    db = DatabaseProvider()
    clock = ClockProvider()
    relay = OutboxRelay(QUEUES)

    @rpc
    def echo(self, text):
        return text

    @rpc
    def account(self, caller):
        return caller.account_id

    @rpc
    def sleep(self, seconds):
        eventlet.sleep(seconds)
        return "woke"

    @rpc
    def fail(self):
        raise RuntimeError("an inside that nobody outside may read")

    @rpc
    def not_json(self):
        return object()

    @rpc
    def emit(self, caller, numbers):
        with self.db.transaction(caller.account_id) as tx:
            return [outbox.add(tx, caller, "thing.done", {"n": n}, at=self.clock.now()) for n in numbers]

    @rpc
    def cure(self, caller):
        """Let thirteen be no poison in this account from now on."""
        with self.db.transaction(caller.account_id) as tx:
            _note(tx, caller.account_id, "cured", "evt_cured", "")

    @on_event(NAME, "thing.done")
    def on_thing(self, tx: Tx, events: list[Event]) -> None:
        for event in events:
            cured = tx.one(
                "SELECT 1 AS yes FROM outbox WHERE account_id = %(a)s AND event_type = 'cured'", {"a": event.account_id}
            )
            if event.data["n"] == 13 and not cured:
                raise ValueError("thirteen is poison")
            _note(tx, event.account_id, "noted", f"noted-{event.id}", str(event.data["n"]))


def _note(tx: Tx, account_id: str, kind: str, event_id: str, text: str) -> None:
    tx.run(
        """
        INSERT INTO outbox (account_id, event_id, event_type, envelope, created_at, sent_at)
        VALUES (%(account_id)s, %(event_id)s, %(kind)s, %(text)s, now(), now())
        """,
        {"account_id": account_id, "event_id": event_id, "kind": kind, "text": text},
    )
