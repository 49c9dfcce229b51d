"""Receipts beside the tills: whatever becomes of the process that prints, sales go on and it comes back whole."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.e2e.api_client import open_shop
from tests.factories.receipts import texts_of
from tests.fault import stack

pytestmark = pytest.mark.fault

SALE = {"items": [{"sku": "RICE-1KG", "qty": 1}], "payment": {"mode": "upi"}}


@pytest.fixture
def shop():
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=5000)
    return shop


def processes(command):
    url = os.environ["SAATHIX_BILLING_DATABASE_URL"]
    return stack.pids(command, environment=f"SAATHIX_BILLING_DATABASE_URL={url}")


def workers():
    return stack.pids("services.billing.adapters.pdf_worker", environment=f"SAATHIX_STACK={stack_folder()}")


def stack_folder():
    return os.path.realpath(os.environ["SAATHIX_RUN_DIR"])


def sell(shop, **facts):
    answer = shop.api.post("/v1/invoices", {**SALE, **facts})
    assert answer.status_code == 201, answer.text
    return answer.json()


def readiness():
    return requests.get(f"{os.environ['SAATHIX_BASE_URL']}/readyz", timeout=10)


def test_a_frozen_printer_leaves_the_api_ready_and_the_tills_open(shop):
    """Predicted: readyz names it and stays 200; sales and reads answer; after it wakes, receipts do, too."""
    invoice = sell(shop)
    [pid] = processes("services.billing.receipts:Receipts")
    os.kill(pid, signal.SIGSTOP)
    try:
        ready = readiness()
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        assert ready.json()["checks"]["receipts"] == "unavailable"
        sell(shop)
        assert shop.api.get(f"/v1/invoices/{invoice['id']}").status_code == 200
    finally:
        os.kill(pid, signal.SIGCONT)

    stack.wait_for(lambda: readiness().json()["checks"]["receipts"] == "ok", seconds=20)
    assert "₹64.00" in shop.api.get(f"/v1/invoices/{invoice['id']}/receipt").text


def test_a_killed_printer_leaves_no_worker_behind_and_prints_again(shop):
    """Predicted: the worker sees its socket close and ends; the supervisor starts the service; the next PDF is made."""
    invoice = sell(shop)
    path = f"/v1/invoices/{invoice['id']}/receipt"
    assert shop.api.get(path, format="pdf").status_code == 200
    before = set(workers())
    assert len(before) == 1

    for pid in processes("services.billing.receipts:Receipts"):
        os.kill(pid, signal.SIGKILL)

    stack.wait_for(lambda: not before & set(workers()), seconds=20)
    stack.wait_for(lambda: shop.api.get(path, format="pdf").status_code == 200, seconds=30)
    assert len(workers()) == 1


def test_a_long_pdf_holds_up_neither_pages_nor_the_heartbeat(shop):
    """Predicted: while four hundred lines are set, pages of HTML come in well under a second of work, and the printer answers."""
    long = sell(shop, items=[{"sku": "RICE-1KG", "qty": 0.5}] * 400)
    with ThreadPoolExecutor(1) as pool:
        pdf = pool.submit(shop.api.get, f"/v1/invoices/{long['id']}/receipt", format="pdf")
        pages = 0
        while not pdf.done():
            time.sleep(0.05)
            page = open_page(shop, long)
            assert page.status_code == 200
            assert readiness().json()["checks"]["receipts"] == "ok"
            pages += 1

    assert pages >= 3
    assert len(texts_of(pdf.result().content)) > 6


def open_page(shop, invoice):
    """Another connection than the one that waits for the PDF."""
    return requests.get(
        f"{os.environ['SAATHIX_BASE_URL']}/v1/invoices/{invoice['id']}/receipt",
        headers={"Authorization": f"Bearer {shop.api.key}"},
        timeout=10,
    )
