"""Everything on the way of an event is killed, and every event still arrives: the same id, the same body, no gap."""

import itertools
import json
import os
import random
import threading
import time
from collections import defaultdict
from functools import partial

import pytest

from kit.db import Database
from tests.e2e.api_client import open_shop
from tests.fakes.webhook_receiver import Says, WebhookReceiver
from tests.fault import stack
from tests.fault.breaking import every, kill_broker, kill_database, kill_dispatchers, kill_service, pid_file
from tests.fault.till import sell_all

pytestmark = pytest.mark.fault

SOAK = os.environ.get("SAATHIX_SOAK") == "1"
SALES = 5_000 if SOAK else 150  # two events each
SEED = 20_260_628
LAST_ATTEMPTS_SECONDS = 11.0


class Failing:
    """A receiver that turns every fifth delivery down, chosen by a seed, and now and then hangs up in the middle."""

    def __init__(self, receiver):
        chosen = random.Random(SEED)
        self._lock = threading.Lock()
        self._answers = (Says(500) if chosen.random() < 0.2 else Says(200) for _ in itertools.count())
        receiver.always(self)

    def __call__(self, handler):
        with self._lock:
            answer = next(self._answers)
        handler.send_response(answer.status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


def hours_pass(account_id):
    """Bring retries, pauses and the leases of the killed forward; nothing else of the clock moves."""
    webhooks = Database(os.environ["SAATHIX_WEBHOOKS_WORKER_DATABASE_URL"], size=1)
    account = {"account": account_id}
    with webhooks.transaction() as tx:
        tx.run(
            """
            UPDATE deliveries
               SET next_attempt_at = LEAST(next_attempt_at, now()),
                   leased_until = CASE WHEN leased_until < now() + %(left)s * interval '1 second' THEN now()
                                       ELSE leased_until END
             WHERE account_id = %(account)s
               AND status = 'pending'
            """,
            {**account, "left": 60.0 - LAST_ATTEMPTS_SECONDS},
        )
        tx.run("UPDATE endpoints SET paused_until = NULL WHERE account_id = %(account)s", account)
    webhooks.close()


def pending(account_id):
    webhooks = Database(os.environ["SAATHIX_WEBHOOKS_OWNER_DATABASE_URL"], size=1)
    with webhooks.transaction() as tx:
        row = tx.one(
            "SELECT count(*) AS n FROM deliveries WHERE account_id = %(account)s AND status = 'pending'",
            {"account": account_id},
        )
    webhooks.close()
    return row["n"]


def all_events(shop):
    """Every event of the shop, by the API."""
    found = []
    while True:
        after = found[-1]["sequence"] if found else 0
        page = shop.api.get("/v1/events", after_sequence=after, limit=100).json()["data"]
        if not page:
            return found
        found += page


def sell_and_break(shop, receiver, *deeds, seconds, rest=()):
    """Sell while these things are broken in turn, `rest` between the rounds; give what the receiver got once all has arrived."""
    registered = shop.api.post("/v1/webhooks", {"url": receiver.url, "events": ["invoice.*", "stock.*"]})
    assert registered.status_code == 201
    sale = {"items": [{"sku": "RICE-1KG", "qty": 1}], "payment": {"mode": "upi"}}
    broken = []
    with every(seconds, *[partial(_noted, deed, broken) for deed in deeds], *rest):
        sales = {f"sale-{n}": sale for n in range(SALES)}
        history = sell_all(shop, sales, clients=8, give_up_after=90, pace=lambda: time.sleep(0.4))
    assert len(history.sold) == SALES
    assert set(broken) == set(deeds), "the sales ended before everything was broken once"
    stack.wait_until_whole()
    stack.wait_for(lambda: len(all_events(shop)) >= 1 + 2 * SALES, seconds=90)
    deadline = time.monotonic() + (600 if SOAK else 120)
    while pending(shop.account_id):
        assert time.monotonic() < deadline, f"{pending(shop.account_id)} deliveries are pending still"
        hours_pass(shop.account_id)
        time.sleep(1.0)
    return list(receiver.requests)


def _noted(deed, broken):
    deed()
    broken.append(deed)


def check_all_arrived(shop, got):
    """None missing, duplicates the same to the byte, the sequence without a gap; nothing that was never stored."""
    events = all_events(shop)
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    bodies = defaultdict(set)
    for request in got:
        bodies[request.headers["webhook-id"]].add(request.body)
    assert {len(same) for same in bodies.values()} == {1}
    wanted = {event["id"]: event for event in events if event["type"].startswith(("invoice.", "stock."))}
    assert bodies.keys() == wanted.keys()
    assert all(json.loads(next(iter(bodies[name]))) == event for name, event in wanted.items())
    failed = shop.api.get(
        f"/v1/webhooks/{shop.api.get('/v1/webhooks').json()['data'][0]['id']}/deliveries", status="failed"
    )
    assert failed.json()["data"] == []


@pytest.mark.timeout(3000 if SOAK else 400)
def test_relay_webhooks_and_dispatcher_killed_while_a_receiver_fails_every_fifth_time():
    """Predicted: some deliveries twice, none missing; a killed dispatcher's leases run out and the same attempt is sent again."""
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=SALES)
    kills = [kill_dispatchers, partial(kill_service, "billing"), partial(kill_service, "webhooks")]
    with WebhookReceiver() as receiver:
        Failing(receiver)
        got = sell_and_break(shop, receiver, *kills, seconds=5.0 if SOAK else 2.0, rest=[lambda: None] * 2)
    print(f"{len({g.headers['webhook-id'] for g in got})} events in {len(got)} attempts")

    check_all_arrived(shop, got)


@pytest.mark.timeout(3000 if SOAK else 400)
def test_database_and_broker_killed_under_delivery():
    """Predicted: deliveries wait; afterwards none is missing, and what was sent but not written down is sent once more."""
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=SALES)
    deeds = [partial(kill_database, pid_file()), kill_broker]
    with WebhookReceiver() as receiver:
        receiver.always(Says(after_seconds=0.05))
        got = sell_and_break(shop, receiver, *deeds, seconds=2.5, rest=[lambda: None] * 24)

    check_all_arrived(shop, got)
