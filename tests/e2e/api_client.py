"""A customer of the API: a shop of its own, driven through HTTP alone once it is open."""

import json
import os
import secrets
from dataclasses import dataclass, field
from typing import Any

import requests

from gateway.admin import create_account, create_key
from kit.clock import SystemClock
from kit.db import Database
from kit.messaging.core import Client

BASE_URL = os.environ.get("SAATHIX_BASE_URL", "")

FIRST_SALE = {
    "customer": {"phone": "+919876543210", "name": "Rahul K."},
    "items": [{"sku": "AMUL-MILK-1L", "qty": 2, "rate": 68}, {"sku": "MAGGI-70G", "qty": 6, "rate": 14}],
    "payment": {"mode": "upi", "amount": 220},
}


@dataclass
class Api:
    """HTTP with a key; every answer is the response of requests."""

    key: str | None
    session: requests.Session = field(default_factory=requests.Session)
    base_url: str = field(default_factory=lambda: os.environ.get("SAATHIX_BASE_URL", ""))

    def get(self, path: str, **query: Any) -> requests.Response:
        return self._send("GET", path, params=query)

    def post(self, path: str, body: Any, *, key: str | None = None, **headers: str) -> requests.Response:
        if key is not None:
            headers["Idempotency-Key"] = key
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self._send("POST", path, data=data, headers={"Content-Type": "application/json", **headers})

    def patch(self, path: str, changes: Any, **headers: str) -> requests.Response:
        data = json.dumps(changes)
        return self._send("PATCH", path, data=data, headers={"Content-Type": "application/json", **headers})

    def delete(self, path: str, **headers: str) -> requests.Response:
        return self._send("DELETE", path, headers=headers)

    def _send(self, method: str, path: str, **arguments: Any) -> requests.Response:
        headers = arguments.pop("headers", {})
        if self.key is not None:
            headers = {"Authorization": f"Bearer {self.key}", **headers}
        return self.session.request(method, self.base_url + path, headers=headers, timeout=30, **arguments)


@dataclass
class Shop:
    """An account with unlimited keys and one or two stores."""

    account_id: str
    sandbox_account_id: str
    api: Api
    publishable: Api
    stores: list[str]

    def product(self, sku: str, rate: float = 10, stock: int = 100, **facts: Any) -> str:
        body = {
            "sku": sku,
            "name": sku.title(),
            "rate": rate,
            "gst_rate": 5,
            "hsn": "1902",
            "unit": "NOS",
            "stock": stock,
        }
        answer = self.api.post("/v1/products", {**body, **facts})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def stock_of(self, product_id: str) -> float:
        return self.api.get(f"/v1/inventory/{product_id}").json()["total_on_hand"]  # type: ignore[no-any-return]

    def invoices(self) -> list[dict[str, Any]]:
        """Every invoice, newest first, page by page."""
        found: list[dict[str, Any]] = []
        query: dict[str, Any] = {"limit": 100}
        while True:
            page = self.api.get("/v1/invoices", **query).json()
            found += page["data"]
            if not page["has_more"]:
                return found
            query["cursor"] = page["next_cursor"]


def open_shop(*, stores: int = 1, limits: Any = "none") -> Shop:
    """Open an account with its keys and stores, as an operator does."""
    now = SystemClock().now()
    gateway = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with gateway.transaction() as tx:
        account = create_account(tx, f"Test shop {secrets.token_hex(3)}", at=now)
        secret = create_key(tx, account["account_id"], "sk_live", at=now, limits=limits)
        publishable = create_key(tx, account["account_id"], "pk_live", at=now, limits=limits)
    gateway.close()
    bus = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    places = [("Bengaluru", "29AAGCB7383J1Z4", "29"), ("Mumbai", "27AAPFU0939F1ZV", "27")]
    opened = []
    for name, gstin, state in places[:stores]:
        request = {"name": name, "gstin": gstin, "state": state}
        caller = {"account_id": account["account_id"]}
        made = bus.call("billing", "open_store", caller=caller, request=request)
        opened.append(made["resource_id"])
    bus.close()
    return Shop(account["account_id"], account["sandbox_account_id"], Api(secret), Api(publishable), opened)
