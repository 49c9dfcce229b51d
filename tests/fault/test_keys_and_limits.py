"""Revoked keys, floods and a Redis that dies, on two gateway processes."""

import os
import time
from collections import Counter

import pytest

from gateway import admin
from gateway.ratelimit.limiter import Limiter
from gateway.ratelimit.redis_link import RedisLink
from kit.clock import SystemClock
from kit.db import Database
from tests.e2e.api_client import open_shop
from tests.fault.gateways import Flood, Gateways, most_within, two_gateways
from tests.fault.stack import wait_for

pytestmark = pytest.mark.fault

SOAK = os.environ.get("SAATHIX_SOAK") == "1"
ROUNDS = 20 if SOAK else 1
FLOOD_SECONDS = 130.0 if SOAK else 13.0
AWAY_SECONDS = 60.0 if SOAK else 6.0
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(scope="module")
def gateways():
    with two_gateways() as gateways:
        yield gateways


@pytest.fixture
def redis(gateways):
    """The gateways' Redis, back at the end."""
    yield gateways.redis
    gateways.redis.kill()
    gateways.redis.start()
    wait_for(lambda: gateways.all_use_redis(open_shop(limits=None).api.key), seconds=15)


def revoke(shop, redis_url: str) -> float:
    """Revoke the shop's secret key as the admin command does; returns how long that took."""
    clock, began = SystemClock(), time.monotonic()
    limiter = Limiter(RedisLink(redis_url, clock), clock, processes=1, bad_keys_a_minute=60)
    db = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with db.transaction() as tx:
        [key] = [row for row in admin.list_keys(tx, shop.account_id) if row["kind"] == "sk_live"]
        admin.revoke_key(tx, limiter, shop.account_id, key["key_id"], at=clock.now())
    db.close()
    return time.monotonic() - began


@pytest.mark.timeout(600)
@pytest.mark.parametrize("state", ["up", "killed", "hung", "out of the revoker's reach"])
def test_a_key_revoked_under_load_is_refused_by_both_processes_from_the_next_request_on(gateways, redis, state):
    """Predicted: not one request that begins after the revocation has returned gets in, whatever Redis does."""
    if state == "killed":
        redis.kill()
    for _ in range(ROUNDS):
        shop = open_shop()
        with Flood(gateways, shop.api.key, clients=8) as flood:
            wait_for(lambda: len({one.process for one in flood.accepted()}) == 2, seconds=20)
            if state == "hung":
                redis.stop_answering()
            took = revoke(shop, NOWHERE if state.startswith("out") else redis.url)
            revoked_at = time.monotonic()
            wait_for(lambda since=revoked_at: len(flood.since(since)) >= 200, seconds=60)
        if state == "hung":
            redis.answer_again()
        after = flood.since(revoked_at)
        assert Counter(one.status for one in after) == {401: len(after)}
        assert {one.process for one in after} == {0, 1}
        assert {one.status for one in flood.asked} == {200, 401}, "a request failed"
        assert took >= 3.0 or state == "up"


@pytest.mark.timeout(600)
def test_one_key_that_floods_both_processes_gets_its_quota_and_disturbs_nobody(gateways: Gateways):
    """Predicted: at most 600 in any minute and 60 in any second together, close to it; the neighbour has every answer."""
    flooding, neighbour = open_shop(limits=None), open_shop(limits=None)
    with Flood(gateways, neighbour.api.key, clients=2, pause_seconds=0.5) as calm:
        time.sleep(0.2)
        with Flood(gateways, flooding.api.key, clients=8) as flood:
            time.sleep(FLOOD_SECONDS)
            wait_for(lambda: 429 in {one.status for one in flood.asked}, seconds=60)  # on a slow machine

    accepted = flood.accepted()
    assert {one.status for one in flood.asked} == {200, 429}
    assert most_within(accepted, 1.0) <= 60
    assert most_within(accepted, 60.0) <= 600
    assert len(accepted) >= (1100 if SOAK else 400), "less than the quota"
    assert {one.status for one in calm.asked} == {200}, "the neighbour was refused"
    assert len(calm.asked) >= FLOOD_SECONDS, "the neighbour had to wait"


@pytest.mark.timeout(600)
def test_redis_killed_under_load_means_shares_and_no_error(gateways: Gateways, redis):
    """
    Predicted: no answer but 200 and 429; each process alone admits at most its half, what Redis admitted before included; with
    Redis back both judge by the whole limit within seconds.
    """
    shop = open_shop(limits=None)
    with Flood(gateways, shop.api.key, clients=8, pause_seconds=0.02) as flood:
        time.sleep(3.0)
        redis.kill()
        away = time.monotonic()
        time.sleep(AWAY_SECONDS)
        redis.start()
        back = time.monotonic()
        wait_for(lambda: gateways.all_use_redis(shop.api.key), seconds=10)

    assert {one.status for one in flood.asked} <= {200, 429}
    for process in (0, 1):
        before = [one for one in flood.accepted(process=process) if one.began < away]
        alone = [one for one in flood.accepted(process=process) if away <= one.began and one.ended < back]
        assert before, "nothing was asked while Redis was there"
        assert alone, "nothing was admitted while Redis was away"
        assert most_within(alone, 1.0) <= 30
        assert most_within(before + alone, 60.0) <= max(300, len(before))
