"""People at the dashboard of a gateway in this process, on real PostgreSQL, Redis and RabbitMQ, in accounts of their own."""

import os
import secrets
from collections.abc import Callable, Mapping

import pytest

from gateway.admin import create_key
from gateway.app import create_app
from kit.clock import SystemClock
from kit.messaging.core import Client
from tests.factories.dashboard import Visitor, join, open_account


@pytest.fixture
def parts(make_parts):
    """What a gateway process works with."""
    return make_parts()


@pytest.fixture
def app(parts):
    """A gateway process."""
    return create_app(parts)


@pytest.fixture
def shop(worker) -> dict[str, str]:
    """An account with its sandbox."""
    return open_account(worker)


@pytest.fixture
def member(app, worker, shop) -> Callable[..., Visitor]:
    """A member of the shop (or of another account), logged in: `member("cashier")`."""

    def logged_in(role: str = "owner", account: Mapping[str, str] | None = None) -> Visitor:
        visitor = Visitor(app)
        visitor.email = join(worker, account or shop, role)
        answer = visitor.log_in(visitor.email)
        assert answer.location == "/dashboard", answer.words
        return visitor

    return logged_in


@pytest.fixture
def owner(member) -> Visitor:
    return member("owner")


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
