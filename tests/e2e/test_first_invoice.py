"""The product page's call on the demo shop, exactly as `make run` prints it, and all that follows from it."""

import os
import secrets
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.api_client import FIRST_SALE, Api
from tests.fakes.echo_process import wait_for


@pytest.fixture(scope="module")
def demo() -> Api:
    return Api(os.environ["SAATHIX_SECRET_KEY"])


def product(api, sku):
    [found] = api.get("/v1/products", sku=sku).json()["data"]
    return found


def on_hand(api, sku):
    return api.get(f"/v1/inventory/{product(api, sku)['id']}").json()["total_on_hand"]


def today():
    return datetime.now(ZoneInfo("Asia/Kolkata")).date().isoformat()


def report(api):
    return api.get("/v1/reports/sales", granularity="day", **{"from": today(), "to": today()}).json()["data"][0]


def test_the_curl_of_the_product_page(demo):
    milk, noodles = on_hand(demo, "AMUL-MILK-1L"), on_hand(demo, "MAGGI-70G")
    before = report(demo)

    answer = demo.post("/v1/invoices", FIRST_SALE)
    sold_at = time.monotonic()

    assert answer.status_code == 201
    invoice = answer.json()
    assert answer.headers["Location"] == f"/v1/invoices/{invoice['id']}"
    assert answer.headers["API-Version"] == "v1.4"
    assert answer.headers["Request-Id"].startswith("req_")
    assert invoice["invoice_no"].startswith("INV-")
    assert invoice["invoice_no"][-5:].isdigit()
    assert {name: invoice[name] for name in ("status", "grand_total", "amount_paid", "amount_due", "round_off")} == {
        "status": "paid",
        "grand_total": 220,
        "amount_paid": 220,
        "amount_due": 0,
        "round_off": 0,
    }
    assert invoice["tax"] == {"cgst": 2, "sgst": 2, "igst": 0, "cess": 0, "total": 4}
    assert invoice["place_of_supply"] == "29"
    assert [line["total"] for line in invoice["items"]] == [136, 84]

    assert demo.get(f"/v1/invoices/{invoice['id']}").content == answer.content
    assert demo.get(f"/v1/invoices/{invoice['invoice_no']}").json() == invoice
    assert (on_hand(demo, "AMUL-MILK-1L"), on_hand(demo, "MAGGI-70G")) == (milk - 2, noodles - 6)

    wait_for(lambda: report(demo)["invoices"] == before["invoices"] + 1, seconds=3)
    assert time.monotonic() - sold_at < 3, "the sale is in today's report within a second or so, tests beside it"
    assert report(demo)["gross"] == before["gross"] + 220
    customer = invoice["customer"]["id"]
    wait_for(lambda: demo.get(f"/v1/customers/{customer}").status_code == 200, seconds=3)
    assert demo.get(f"/v1/customers/{customer}").json()["name"] == "Rahul K."


def test_the_same_key_returns_the_same_bytes(demo):
    key = f"first-invoice-{secrets.token_hex(6)}"
    first = demo.post("/v1/invoices", FIRST_SALE, key=key)
    again = demo.post("/v1/invoices", FIRST_SALE, key=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers

    other = {**FIRST_SALE, "notes": "another request"}
    reused = demo.post("/v1/invoices", other, key=key)
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")


def test_a_sandbox_key_sells_in_a_shop_of_its_own(demo):
    sandbox = Api(os.environ["SAATHIX_TEST_SECRET_KEY"])
    live_before = on_hand(demo, "MAGGI-70G")

    invoice = sandbox.post("/v1/invoices", FIRST_SALE).json()

    assert invoice["grand_total"] == 220
    assert on_hand(demo, "MAGGI-70G") == live_before
    assert demo.get(f"/v1/invoices/{invoice['id']}").status_code == 404


def test_a_publishable_key_reads_and_shows_no_phone(demo):
    publishable = Api(os.environ["SAATHIX_PUBLISHABLE_KEY"])
    invoice = demo.post("/v1/invoices", FIRST_SALE).json()

    seen = publishable.get(f"/v1/invoices/{invoice['id']}").json()
    assert "9876543210" not in str(seen)
    refused = publishable.post("/v1/invoices", FIRST_SALE)
    assert (refused.status_code, refused.json()["code"]) == (403, "key_is_read_only")
