"""Events over the real broker: through the outbox, claimed in the inbox, poison isolated, postponed, dead and replayed."""

import json
import os
import secrets
import time

from kombu import Connection

from kit.clock import SystemClock
from kit.db import Database
from kit.messaging import inbox, replay
from kit.messaging.core import wire
from tests.fakes.echo_process import wait_for


def emit(client, echo, *numbers):
    account = f"acct_{secrets.token_hex(4)}"
    ids = client.call(echo.name, "emit", caller={"account_id": account}, numbers=list(numbers))
    return account, ids


def test_every_committed_event_is_applied_once(client, echo):
    account, ids = emit(client, echo, *range(100, 350))
    wait_for(lambda: echo.count("noted", account) == 250)

    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:  # the broker hands one out again
        channel = connection.channel()
        envelope = _envelope(echo, account, ids[0])
        message = channel.prepare_message(envelope, content_type="application/json", content_encoding="utf-8")
        channel.basic_publish(message, exchange=wire.events_exchange(echo.name), routing_key="thing.done")
    time.sleep(0.5)
    assert echo.count("noted", account) == 250


def test_poison_is_postponed_alone_then_dead_then_replayed(client, echo, capsys):
    account, _ = emit(client, echo, 11, 12, 13, 14, 15)
    wait_for(lambda: echo.count("noted", account) == 4)
    row = _inbox(echo, account, "waiting")
    assert "thirteen is poison" in row["error"]

    _make_last_attempt_due(echo, account)
    wait_for(lambda: _inbox(echo, account, "dead") is not None)
    environment = {f"SAATHIX_{echo.name.upper()}_WORKER_DATABASE_URL": echo.dsns["worker"]}
    assert replay.main(["events", echo.name], environment) == 0
    assert "thirteen is poison" in capsys.readouterr().out

    client.call(echo.name, "cure", caller={"account_id": account})
    assert replay.main(["events", echo.name, "--again"], environment) == 0
    wait_for(lambda: echo.count("noted", account) == 5)
    assert _inbox(echo, account, "dead") is None


def test_an_event_that_cannot_be_read_is_a_dead_letter_and_the_rest_goes_on(client, echo):
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        channel = connection.channel()
        channel.queue_purge(wire.DEAD_LETTERS)
        for body in (b"{", json.dumps({"id": "evt_1"}).encode()):
            message = channel.prepare_message(body, content_type="application/json", content_encoding="utf-8")
            channel.basic_publish(message, exchange=wire.events_exchange(echo.name), routing_key="thing.done")
        account, _ = emit(client, echo, 1, 2, 3)
        wait_for(lambda: echo.count("noted", account) == 3)
        wait_for(lambda: channel.queue_declare(wire.DEAD_LETTERS, passive=True).message_count == 2)
    assert replay.main(["letters"], {"SAATHIX_AMQP_URL": os.environ["SAATHIX_AMQP_URL"]}) == 0


def test_a_letter_whose_queue_is_gone_stays(client, echo, capsys):
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        channel = connection.channel()
        channel.queue_purge(wire.DEAD_LETTERS)
        there = queue_with_rejected(channel, "there", 1)
        channel.queue_delete(queue_with_rejected(channel, "gone", 2))
        wait_for(lambda: channel.queue_declare(wire.DEAD_LETTERS, passive=True).message_count == 3)

        assert replay.main(["letters", "--again"], {"SAATHIX_AMQP_URL": os.environ["SAATHIX_AMQP_URL"]}) == 0

        said = capsys.readouterr().out
        assert (said.count("sent back to there-"), said.count("from gone-")) == (1, 2)
        wait_for(lambda: channel.queue_declare(wire.DEAD_LETTERS, passive=True).message_count == 2)
        assert channel.queue_declare(there, passive=True).message_count == 1
        channel.queue_delete(there)
        channel.queue_purge(wire.DEAD_LETTERS)


def queue_with_rejected(channel, name, count):
    arguments = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": wire.DEAD_LETTERS}
    queue = channel.queue_declare(f"{name}-{secrets.token_hex(4)}", auto_delete=False, arguments=arguments).queue
    for _ in range(count):
        channel.basic_publish(channel.prepare_message(b"{"), exchange="", routing_key=queue)
        wait_for(lambda: channel.queue_declare(queue, passive=True).message_count == 1)
        channel.basic_reject(channel.basic_get(queue).delivery_tag, False)
    return queue


def test_a_kill_between_commit_and_publish_loses_no_event(client, echo):
    account, _ = emit(client, echo, *range(1000, 1200))
    echo.kill()
    echo.start()
    wait_for(lambda: echo.count("noted", account) == 200, seconds=30)


def test_the_relay_sends_nothing_twice_beside_another_relay(echo):
    database = Database(echo.dsns["worker"], size=2)
    with database.transaction() as tx:
        rows = tx.all("SELECT count(*) AS n FROM outbox WHERE sent_at IS NULL AND event_type = 'thing.done'")
    assert rows[0]["n"] == 0


def _envelope(echo, account, event_id):
    with echo.worker.transaction() as tx:
        row = tx.one(
            "SELECT envelope FROM outbox WHERE account_id = %(a)s AND event_id = %(e)s", {"a": account, "e": event_id}
        )
    return row["envelope"].encode()


def _inbox(echo, account, state):
    with echo.worker.transaction() as tx:
        return tx.one("SELECT * FROM inbox WHERE account_id = %(a)s AND state = %(s)s", {"a": account, "s": state})


def _make_last_attempt_due(echo, account):
    with echo.worker.transaction() as tx:
        tx.run(
            "UPDATE inbox SET attempts = %(n)s, next_attempt_at = now() WHERE account_id = %(a)s AND state = 'waiting'",
            {"n": len(inbox.DELAYS), "a": account},
        )
    assert SystemClock().now()
