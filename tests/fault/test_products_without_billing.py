"""Billing does not answer while products change: 503, nothing half done that stays so, and the same request finishes it."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.e2e.api_client import open_shop
from tests.fault import stack

pytestmark = pytest.mark.fault

NOODLES = {"name": "Maggi Noodles 70 g", "rate": 15, "gst_rate": 5, "hsn": "1902"}


@contextmanager
def billing_frozen():
    """Billing takes no message and closes no connection, as on a machine that hangs."""
    frozen = stack.service_pids("billing")
    assert frozen
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.timeout(120)
def test_a_change_that_billing_did_not_confirm_is_503_and_the_same_request_finishes_it():
    """Predicted: each request waits 8 s and is 503; the catalog has what it committed, and afterwards the till bills it."""
    shop = open_shop()
    priced, archived = shop.product("PRICED", rate=14), shop.product("ARCHIVED", rate=14)
    requests = {
        "change": lambda: shop.api.patch(f"/v1/products/{priced}", {"rate": 15}),
        "archive": lambda: shop.api.delete(f"/v1/products/{archived}"),
        "create": lambda: shop.api.post("/v1/products", {"sku": "NEW", **NOODLES, "stock": 5}, key="create-1"),
        "batch": lambda: shop.api.post(
            "/v1/products/batch", {"products": [{"sku": "SYNCED", **NOODLES}]}, key="sync-1"
        ),
        "stock": lambda: shop.api.get(f"/v1/products/{priced}", **{"expand[]": "stock"}),
    }

    with billing_frozen(), ThreadPoolExecutor(len(requests)) as threads:
        refused = dict(zip(requests, threads.map(lambda send: send(), requests.values()), strict=True))
        alone = shop.api.get(f"/v1/products/{priced}")

    assert {
        name: (answer.status_code in (503, 504), answer.json()["retryable"]) for name, answer in refused.items()
    } == (dict.fromkeys(requests, (True, True)))
    assert refused["change"].status_code == refused["archive"].status_code == 503
    assert all("Retry-After" in answer.headers for answer in refused.values() if answer.status_code == 503)
    assert (alone.status_code, alone.json()["rate"]) == (200, 15), (
        "the catalog answers by itself, and the change is saved"
    )

    stack.wait_until_whole()
    finished = {name: send() for name, send in requests.items()}

    assert {name: answer.status_code for name, answer in finished.items()} == {
        "change": 200,
        "archive": 200,
        "create": 201,
        "batch": 200,
        "stock": 200,
    }
    sold = shop.api.post("/v1/invoices", {"items": [{"sku": "PRICED", "qty": 1}, {"sku": "NEW", "qty": 5}]})
    assert [line["rate"] for line in sold.json()["items"]] == [15, 15]
    refusal = shop.api.post("/v1/invoices", {"items": [{"sku": "ARCHIVED", "qty": 1}]})
    assert (refusal.status_code, refusal.json()["code"]) == (422, "product_archived")
    [synced] = shop.api.get("/v1/products", sku="SYNCED").json()["data"]
    assert shop.stock_of(synced["id"]) == 0
