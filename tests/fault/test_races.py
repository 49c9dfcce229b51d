"""Clients that race: one key at once from many, and more buyers than stock."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.api_client import Api, open_shop
from tests.fault.checker import check
from tests.fault.till import sell_all

pytestmark = pytest.mark.fault

KEYS = int(os.environ.get("SAATHIX_SOAK_KEYS", "6"))


@pytest.mark.timeout(180)
def test_one_key_sent_fifty_times_at_once():
    """Predicted: one invoice a key, replays byte for byte, another body refused, another account untouched."""
    shop, stranger = open_shop(), open_shop()
    for each in (shop, stranger):
        each.product("RICE-1KG", rate=64, stock=5000)
    body = {"items": [{"sku": "RICE-1KG", "qty": 1}]}

    for n in range(KEYS):
        answers = at_once(shop, f"race-{n}", body, times=50)
        busy = [a for a in answers if a.status_code == 409]
        assert {a.json()["code"] for a in busy} <= {"idempotency_key_in_use"}
        made = [a for a in answers if a.status_code == 201]
        assert len(made) + len(busy) == 50
        assert len({a.content for a in made}) == 1
        assert sum("Idempotent-Replayed" not in a.headers for a in made) == 1

    other_body = shop.api.post("/v1/invoices", {"items": [{"sku": "RICE-1KG", "qty": 2}]}, key="race-0")
    assert (other_body.status_code, other_body.json()["code"]) == (422, "idempotency_key_reused")
    assert stranger.api.post("/v1/invoices", body, key="race-0").status_code == 201
    assert (len(shop.invoices()), len(stranger.invoices())) == (KEYS, 1)


def at_once(shop, key, body, *, times):
    ready = threading.Barrier(times)

    def send(_):
        api = Api(shop.api.key)
        ready.wait()
        return api.post("/v1/invoices", body, key=key)

    with ThreadPoolExecutor(times) as clients:
        return list(clients.map(send, range(times)))


@pytest.mark.timeout(180)
def test_a_thousand_buyers_of_a_hundred_pieces():
    """Predicted: exactly a hundred invoices, numbered 1 to 100; nine hundred refusals that changed nothing."""
    shop = open_shop()
    product = shop.product("LAST-PIECES", rate=99, stock=100)
    body = {"items": [{"sku": "LAST-PIECES", "qty": 1}]}

    history = sell_all(shop, {f"buyer-{n}": body for n in range(1000)}, clients=32)

    assert len(history.sold) == 100
    assert set(history.refused.values()) == {"insufficient_stock"}
    assert len(history.refused) == 900
    assert shop.stock_of(product) == 0
    check(shop, history)
