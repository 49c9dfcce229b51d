"""The home page shows what the reports of the API say, and stands when a service does not answer."""

import os
import secrets
import time

import pytest

from gateway.admin import create_key
from gateway.app import create_app
from kit.clock import SystemClock
from kit.messaging.core import Client
from tests.factories.dashboard import Visitor


@pytest.fixture
def selling(app, owner, shop, worker):
    """The owner's shop has a store, a product that is nearly out, and a key; `selling(n)` sells n of it."""
    bus = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    caller = {"account_id": shop["account_id"], "livemode": True}
    store = {"name": "Indiranagar", "gstin": "29AAGCB7383J1Z4", "state": "29"}
    bus.call("billing", "open_store", caller=caller, request=store)
    bus.close()
    with worker.transaction() as tx:
        key = create_key(tx, shop["account_id"], "sk_live", at=SystemClock().now(), limits="none")
    headers = {"Authorization": f"Bearer {key}"}
    sku = f"TEA-{secrets.token_hex(3)}"
    product = {
        "sku": sku,
        "name": "Tea <b>250 g</b>",
        "rate": 112,
        "gst_rate": 5,
        "hsn": "0902",
        "stock": 12,
        "reorder_level": 10,
    }
    assert app.test_client().post("/v1/products", json=product, headers=headers).status_code == 201

    def sell(qty):
        sale = {"items": [{"sku": sku, "qty": qty}], "payment": {"mode": "upi"}}
        answer = app.test_client().post("/v1/invoices", json=sale, headers=headers)
        assert answer.status_code == 201, answer.text

    return sell


def until(visitor, address, text):
    """Ask until a text is there; the page."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        page = visitor.get(address)
        if text in page.words:
            return page
        time.sleep(0.1)
    raise AssertionError(f"{text!r} is not on the page: {visitor.get(address).words}")


def test_a_sale_moves_today_the_month_the_chart_and_the_shares(owner, selling):
    selling(1)
    selling(2)

    page = until(owner, "/dashboard/home/figures", "₹336.00")

    assert "Average basket ₹168.00" in page.words
    assert "Invoices 2" in page.words
    assert "Tax ₹16.00" in page.words
    assert page.words.count("UPI ₹336.00") == 1
    assert page.words.count("Indiranagar ₹336.00") == 1
    assert '<rect class="bar"' in page.text
    assert "Sales up to" in page.words


def test_what_runs_low_is_listed_and_its_name_is_text(owner, selling):
    selling(3)

    page = until(owner, "/dashboard", "Tea <b>250 g</b>")

    assert "&lt;b&gt;250 g&lt;/b&gt;" in page.text
    assert "Low stock 1" in page.words


def test_in_the_sandbox_there_is_none_of_it(owner, selling):
    selling(1)
    until(owner, "/dashboard", "₹112.00")

    owner.send("/dashboard", "/dashboard/mode", mode="sandbox")

    words = owner.get("/dashboard").words
    assert "You look at the sandbox" in words
    assert "₹112.00" not in words


def test_a_cashier_sees_low_stock_and_no_figures(member, owner, selling):
    selling(3)
    until(owner, "/dashboard", "Low stock 1")

    words = member("cashier").get("/dashboard").words

    assert "Low stock 1" in words
    assert ("This month" in words, "Webhooks" in words) == (False, False)


def test_without_services_the_page_stands_and_says_so(make_parts, worker, shop):
    from tests.factories.dashboard import join

    visitor = Visitor(create_app(make_parts(amqp_url="amqp://guest:guest@127.0.0.1:1/", rpc_deadline_seconds=1.0)))
    visitor.log_in(join(worker, shop))

    page = visitor.get("/dashboard")

    assert page.status == 200
    assert page.words.count("This part does not answer at the moment.") >= 6
