"""Poison on every queue: what cannot be read, and what cannot be done."""

import os
import time
from functools import partial

import amqp
import pytest
from kombu import Connection

from contracts.queues import HANDLERS, queues_of
from kit.db import Database
from kit.errors import WireError
from kit.messaging import inbox, replay
from kit.messaging.core import Client, wire
from tests.e2e.api_client import open_shop
from tests.fakes.poison import MALFORMED, UNREADABLE_EVENTS
from tests.fault import stack
from tests.fault.till import a_sale

pytestmark = pytest.mark.fault

SERVICES = ("catalog", "billing", "receipts", "customers", "reporting", "webhooks")
EVENTS = sorted({(source, event_type) for source, event_type, _, _ in HANDLERS})
QUEUES = sum(len(queues_of(source)) for source in {source for source, _ in EVENTS})
POISONED = "+919811122233"


@pytest.fixture
def channel(beside):
    with Connection(os.environ["SAATHIX_AMQP_URL"]) as connection:
        yield connection.channel()


def letters(channel, *, after_seconds=0.1):
    time.sleep(after_seconds)
    return channel.queue_declare(wire.DEAD_LETTERS, passive=True).message_count


def await_letters(channel, expected):
    """Wait until as many lie there, and none comes any more; say how many there are otherwise."""
    deadline = time.monotonic() + 60
    while (count := letters(channel)) != expected or letters(channel, after_seconds=1) != expected:
        assert time.monotonic() < deadline, f"{count} dead letters instead of {expected}"


def publish(channel, body, exchange, key, **properties):
    channel.basic_publish(amqp.Message(body, content_encoding="binary", **properties), exchange, key)


def as_owner(sql, **params):
    database = Database(os.environ["SAATHIX_CUSTOMERS_OWNER_DATABASE_URL"], size=1)
    with database.transaction() as tx:
        found = tx.all(sql, params)
    database.close()
    return found


@pytest.mark.timeout(180)
def test_what_cannot_be_read_lies_in_the_dead_letters_and_every_service_lives(beside, channel, capsys):
    """
    Predicted: a letter for each call without reply_to, of another type, shape or 10 MB, and for each event that is none; every
    process runs on. A letter that is sent back comes again, for it still cannot be read.
    """
    channel.queue_purge(wire.DEAD_LETTERS)  # of the tests before this one: all that lie there are sent back below
    running = beside.pids()
    for service in SERVICES:
        for body, properties in MALFORMED.values():
            publish(channel, body, wire.RPC_EXCHANGE, f"{service}.anything", **properties)
    for source, event_type in EVENTS:
        for body in UNREADABLE_EVENTS:
            publish(channel, body, wire.events_exchange(source), event_type, content_type="application/json")

    expected = len(SERVICES) * len(MALFORMED) + QUEUES * len(UNREADABLE_EVENTS)
    await_letters(channel, expected)
    assert beside.pids() == running
    assert beside.is_ready()

    environment = {"SAATHIX_AMQP_URL": os.environ["SAATHIX_AMQP_URL"]}
    assert replay.main(["letters", "--again"], environment) == 0
    said = capsys.readouterr().out
    assert said.count("sent back to rpc-billing") == len(MALFORMED)
    assert said.count("sent back to evt-billing-stock.opened--catalog.on_stock_opened") == len(UNREADABLE_EVENTS)
    await_letters(channel, expected)
    assert beside.pids() == running


@pytest.mark.timeout(120)
def test_calls_with_wrong_arguments_are_refused_and_every_service_lives(beside):
    """Predicted: the caller is told, without a word of the inside; nothing is kept, for nobody waits for it any more."""
    running, client = beside.pids(), Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    for service in SERVICES:
        for arguments in ({}, {"caller": 1, "request": []}, {"caller": {"account_id": "acct_1"}, "nonsense": 1}):
            for method in ("render_receipt", "find_idempotency_key", "nothing_of_the_kind"):
                with pytest.raises(WireError) as refused:
                    client.call(service, method, **arguments)
                assert refused.value.code == "internal_error"
    client.close()
    assert beside.pids() == running
    assert beside.is_ready()


@pytest.mark.timeout(120)
def test_an_event_whose_handler_raises_waits_then_is_dead_and_is_replayed_once_mended(beside, capsys):
    """Predicted: its neighbours are applied at once; after eight tries it is dead; mended and replayed it counts once."""
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=100)
    as_owner(
        """
        CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.phone = '+919811122233' THEN
                RAISE EXCEPTION 'this one is poison';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER poison BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION poison()
        """
    )
    phones = [POISONED, *(f"+9198111444{n:02}" for n in range(10))]
    for phone in phones:
        assert shop.api.post("/v1/invoices", a_sale(phone=phone)).status_code == 201

    stack.wait_for(lambda: len(known(shop)) == 10, seconds=30)
    stack.wait_for(lambda: state(shop, "waiting") == 1, seconds=20)
    as_owner(
        """
        UPDATE inbox
           SET attempts = %(last)s, next_attempt_at = now()
         WHERE account_id = %(account)s
           AND state = 'waiting'
        """,
        last=len(inbox.DELAYS),
        account=shop.account_id,
    )
    stack.wait_for(lambda: state(shop, "dead") == 1, seconds=20)
    assert replay.main(["events", "customers"], os.environ) == 0
    assert "this one is poison" in capsys.readouterr().out

    as_owner("DROP FUNCTION poison() CASCADE")
    assert replay.main(["events", "customers", "--again"], os.environ) == 0
    stack.wait_for(lambda: len(known(shop)) == 11, seconds=20)
    stack.wait_for(partial(lambda: state(shop, "dead") == state(shop, "waiting") == 0), seconds=10)
    [customer] = [customer for customer in known(shop) if customer["phone"] == POISONED]
    assert customer["invoices_count"] == 1


def known(shop):
    return shop.api.get("/v1/customers", limit=100).json()["data"]


def state(shop, wanted):
    [row] = as_owner(
        "SELECT count(*) AS n FROM inbox WHERE account_id = %(account)s AND state = %(state)s",
        account=shop.account_id,
        state=wanted,
    )
    return row["n"]
