"""An account as the API sees it, live or sandbox, with one of everything; and how to call each route of the URL map on it."""

import itertools
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from flask import Flask

from gateway.admin import create_account, create_key
from gateway.api import v1
from gateway.docs.views import docs
from gateway.health import health
from kit.clock import SystemClock, ist_date
from kit.db import Database
from kit.messaging.core import Client
from tests.e2e.api_client import Api

STORES = [("Bengaluru", "29AAGCB7383J1Z4", "29"), ("Mumbai", "27AAPFU0939F1ZV", "27")]
HOOK = "http://127.0.0.1:40009/nobody"
_count = itertools.count(1)


def bare_app() -> Flask:
    """The routes and their views without anything that they work with."""
    app = Flask("routes", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    for resource in (*v1.RESOURCES, health, docs):
        app.register_blueprint(resource)
    return app


def routes_of(app: Flask) -> dict[str, tuple[str, Any]]:
    """`GET /v1/products/<product_id>` → the address with `{product_id}`, and the view."""
    return {
        f"{method} {rule.rule}": (rule.rule.replace("<", "{").replace(">", "}"), app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }


@dataclass
class World:
    """One account with its keys, its stores, and a maker for whatever a path names."""

    account_id: str
    secret: Api
    publishable: Api
    stores: list[str]
    event_id: str = ""
    webhook_id: str = ""
    sku: str = field(default_factory=lambda: f"SKU-{secrets.token_hex(3)}")

    def product(self) -> str:
        """Make a product, in stock."""
        return str(self._post("/v1/products", self.new_product(stock=100))["id"])

    def new_product(self, **facts: Any) -> dict[str, Any]:
        """Describe a product that is not there yet."""
        sku = f"{self.sku}-{next(_count)}"
        return {"sku": sku, "name": f"Product {sku}", "rate": 14, "gst_rate": 5, "hsn": "1902", **facts}

    def sale(self, product_id: str | None = None) -> dict[str, Any]:
        """Describe a sale that is half paid."""
        return {
            "customer": {"phone": self.phone(), "name": "Rahul K."},
            "items": [{"product_id": product_id or self.product(), "qty": 2}],
            "payment": {"mode": "upi", "amount": 14},
        }

    def phone(self) -> str:
        return f"+9198{next(_count):04}{secrets.randbelow(10_000):04}"

    def invoice(self) -> str:
        return str(self._post("/v1/invoices", self.sale())["id"])

    def credit_note(self) -> str:
        return str(self._post(f"/v1/invoices/{self.invoice()}/refunds", {})["id"])

    def customer(self) -> str:
        return str(self._post("/v1/customers", {"phone": self.phone(), "name": "Meera"})["id"])

    def webhook(self) -> str:
        self.webhook_id = str(self._post("/v1/webhooks", {"url": HOOK, "events": ["webhook.disabled"]})["id"])
        return self.webhook_id

    def delivery(self) -> str:
        """Make a delivery of the webhook made last: nobody is there to receive it."""
        return str(self._post(f"/v1/webhooks/{self.webhook_id}/test", {})["id"])

    def key(self) -> str:
        key = f"key-{secrets.token_hex(8)}"
        self._post("/v1/customers", {"phone": self.phone()}, key=key)
        return key

    def event(self) -> str:
        """An event of this account, once it has arrived."""
        deadline = time.monotonic() + 20
        while not self.event_id and time.monotonic() < deadline:
            found = self.secret.get("/v1/events", limit=1).json()["data"]
            self.event_id = found[0]["id"] if found else ""
            time.sleep(0 if found else 0.1)
        assert self.event_id, "no event within 20 s"
        return self.event_id

    def _post(self, path: str, body: dict[str, Any], **options: Any) -> Any:
        answer = self.secret.post(path, body, **options)
        assert answer.status_code in {200, 201, 202}, answer.text
        return answer.json()


# what a path names → how to make one
MADE: dict[str, Callable[[World], str]] = {
    "product_id": World.product,
    "invoice": World.invoice,
    "invoice_id": World.invoice,
    "credit_note": World.credit_note,
    "customer_id": World.customer,
    "endpoint_id": World.webhook,
    "delivery_id": World.delivery,
    "event_id": World.event,
    "key": World.key,
    "store_id": lambda world: world.stores[0],
}
# what a path names that belongs to nobody
EVERYBODYS = {"code": "sku_taken", "name": "docs.css"}

# what to send: a route that takes a body and is not named here fails the tests
BODIES: dict[str, Callable[[World], Any]] = {
    "POST /v1/products": World.new_product,
    "PATCH /v1/products/<product_id>": lambda world: {"name": "Another name", "metadata": {"shelf": "4"}},
    "POST /v1/products/batch": lambda world: {"products": [world.new_product(), {"sku": "wrong"}]},
    "POST /v1/invoices": World.sale,
    "POST /v1/invoices/preview": World.sale,
    "POST /v1/invoices/batch": lambda world: {"invoices": [world.sale(), {"items": []}]},
    "POST /v1/invoices/<invoice>/payments": lambda world: {"mode": "cash", "amount": 1},
    "POST /v1/invoices/<invoice>/refunds": lambda world: {"items": [{"line": 1, "qty": 0.5}], "mode": "upi"},
    "POST /v1/customers": lambda world: {"phone": world.phone(), "name": "Rahul"},
    "PATCH /v1/customers/<customer_id>": lambda world: {"name": "Another name"},
    "POST /v1/webhooks": lambda world: {"url": HOOK, "events": ["stock.*"]},
    "PATCH /v1/webhooks/<endpoint_id>": lambda world: {"description": "Another one"},
    "POST /v1/webhooks/<endpoint_id>/replay": lambda world: {"from_sequence": 1},
    "POST /v1/webhooks/verify-debug": lambda world: {"body": "{}", "headers": {"Host": "example.com"}},
    "POST /v1/stores": lambda world: {"name": "Third shop", "state": "29"},
    "PATCH /v1/stores/<store_id>": lambda world: {"metadata": {"floor": "2"}},
    "POST /v1/inventory/<product_id>/adjustments": lambda world: {"delta": 1, "reason": "found"},
    "POST /v1/inventory/<product_id>/transfers": lambda world: {
        "from": world.stores[0],
        "to": world.stores[1],
        "qty": 1,
    },
}

# bodies that name what is another account's: refused like an unknown id, and without effect
REFERRING: dict[str, Callable[[World, World], Any]] = {
    "POST /v1/invoices": lambda own, other: own.sale(other.product()),
    "POST /v1/products": lambda own, other: own.new_product(stock=[{"store": other.stores[0], "qty": 1}]),
}


def query_of(route: str) -> dict[str, str]:
    """Give the parameters that a route cannot do without."""
    today = ist_date(SystemClock().now()).isoformat()
    needed = {
        "GET /v1/reports/sales": {"from": today, "to": today},
        "GET /v1/reports/gst": {"period": today[:7]},
    }
    return needed.get(route, {})


def body_of(route: str, view: Any, world: World) -> Any:
    """Make the body of a route; a route with a body that nobody described is an error."""
    if view.rules.body is None:
        return None
    if route not in BODIES:
        raise LookupError(f"say in {__file__} what to send to {route}")
    return BODIES[route](world)


def filled(path: str, world: World) -> str:
    """Fill an address with ids of a world, new ones each time."""
    for name in names_in(path):
        if name not in MADE and name not in EVERYBODYS:
            raise LookupError(f"say in {__file__} how to make what {path} names {name}")
        path = path.replace(f"{{{name}}}", EVERYBODYS.get(name) or MADE[name](world))
    return path


def names_in(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def send(api: Api, method: str, path: str, body: Any = None, query: Any = None, **headers: str) -> requests.Response:
    """Send a request as it is."""
    if body is not None:
        return api._send(method, path, json=body, params=query, headers=headers)
    return api._send(method, path, params=query, headers=headers)


def open_worlds() -> tuple[World, World, World]:
    """Open an account, its sandbox, and another account, each with everything in it."""
    gateway = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    now = SystemClock().now()
    worlds = []
    with gateway.transaction() as tx:
        mine, theirs = (create_account(tx, f"World {secrets.token_hex(3)}", at=now) for _ in range(2))
        for account_id, kind in (
            (mine["account_id"], "live"),
            (mine["sandbox_account_id"], "test"),
            (theirs["account_id"], "live"),
        ):
            secret, publishable = (
                create_key(tx, account_id, f"{letter}_{kind}", at=now, limits="none") for letter in ("sk", "pk")
            )
            worlds.append(World(account_id, Api(secret), Api(publishable), []))
    gateway.close()
    bus = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    for world in worlds:
        for name, gstin, state in STORES:
            caller = {"account_id": world.account_id, "livemode": world is not worlds[1]}
            request = {"name": name, "gstin": gstin, "state": state}
            world.stores.append(bus.call("billing", "open_store", caller=caller, request=request)["resource_id"])
        world.invoice()
    bus.close()
    return worlds[0], worlds[1], worlds[2]
