"""A shop on the running stack with something to look at: stores, products, sales of some days, members, keys, a webhook."""

import json
import os
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import requests

from gateway.admin import create_account, create_key, create_member
from kit.clock import SystemClock, rfc3339
from kit.db import Database
from kit.messaging.core import Client

BASE_URL = os.environ.get("SAATHIX_BASE_URL", "")
PASSWORD = "four brown horses"
STORES = [("Indiranagar", "29AAGCB7383J1Z4", "29"), ("Dadar", "27AAPFU0939F1ZV", "27")]
PRODUCTS = [
    ("AMUL-MILK-1L", "Amul Milk 1 l", 68, 0, "0401", 12),
    ("MAGGI-70G", "Maggi Noodles 70 g", 14, 5, "1902", 480),
    ("TEA-250G", "Red Label Tea 250 g", 140, 5, "0902", 400),
    ("SOAP-125G", "Mysore Sandal Soap 125 g", 72, 5, "3401", 9),
    ("OIL-1L", "Fortune Sunflower Oil 1 l", 165, 5, "1512", 600),
]
MODES = ("upi", "cash", "upi", "card", "upi", "cash")


@dataclass
class Shop:
    """An account, its owner's log-in, and a key for the API."""

    account_id: str
    email: str
    member_id: str
    key: str
    stores: list[str] = field(default_factory=list)
    key_id: str = ""
    more: dict[str, str] = field(default_factory=dict)
    """The ids of what is made when a page is asked for that shows it."""

    def sell(self, sku: str, qty: float, **facts: Any) -> dict[str, Any]:
        """Sell something by the API."""
        sale = {"items": [{"sku": sku, "qty": qty}], "payment": {"mode": "upi"}, **facts}
        answer = self.ask("POST", "/v1/invoices", sale)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def ask(self, method: str, path: str, body: Any = None, *, key: str | None = None) -> requests.Response:
        """Ask the API with a key."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        return requests.request(method, BASE_URL + path, json=body, headers=headers, timeout=30)

    def fill(self, address: str) -> str:
        """Put this shop's ids into an address."""
        known = {"key_id": self.key_id, "member_id": self.member_id, "store_id": self.stores[0]}
        if "{" in address and not any(f"{{{name}}}" in address for name in known):
            from tests.browser import developers, sales  # they need this module

            self.more = self.more or {**developers.prepare(self), **sales.prepare(self)}
        return address.format(**known, **self.more)


def open_shop(*, sales_days: int = 0) -> Shop:
    """Open a shop with its owner; with days, it has sold something on each of them, most of it today."""
    now = SystemClock().now()
    email = f"owner-{secrets.token_hex(4)}@shop.example"
    gateway = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with gateway.transaction() as tx:
        account_id = create_account(tx, "Rao Kirana", at=now)["account_id"]
        key = create_key(tx, account_id, "sk_live", at=now, limits="none", name="The shop's own system")
        member_id = create_member(tx, account_id, email, "Asha Rao", PASSWORD, at=now)
        for role, name in (("manager", "Ravi Kumar"), ("cashier", "Meena S.")):
            create_member(
                tx, account_id, f"{role}-{secrets.token_hex(4)}@shop.example", name, PASSWORD, at=now, role=role
            )
        create_key(tx, account_id, "pk_live", at=now, name="The web shop", created_by=email)
        row = tx.one("SELECT key_id FROM api_keys WHERE account_id = %(id)s AND kind = 'pk_live'", {"id": account_id})
    gateway.close()
    shop = Shop(account_id, email, member_id, key, key_id=row["key_id"] if row else "")
    bus = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    for name, gstin, state in STORES:
        request = {"name": name, "gstin": gstin, "state": state}
        caller = {"account_id": account_id, "livemode": True}
        shop.stores.append(bus.call("billing", "open_store", caller=caller, request=request)["resource_id"])
    bus.close()
    for sku, name, rate, gst_rate, hsn, stock in PRODUCTS:
        product = {"sku": sku, "name": name, "rate": rate, "gst_rate": gst_rate, "hsn": hsn, "reorder_level": 10}
        product |= {"stock": [{"store": store, "qty": stock} for store in shop.stores]}
        product |= {} if gst_rate else {"zero_rate_reason": "exempt"}
        answer = shop.ask("POST", "/v1/products", product)
        assert answer.status_code == 201, answer.text
    for day in range(sales_days):
        _sell_on(shop, day)
    return shop


def _sell_on(shop: Shop, days_ago: int) -> None:
    """Sell a few things on a day, spread over its hours and both stores."""
    now = SystemClock().now()
    invoices = []
    for number in range(3 + (days_ago * 7) % 5):
        at = now - timedelta(days=days_ago, hours=(number * 2) % 7, minutes=number)
        sku = ("MAGGI-70G", "OIL-1L", "TEA-250G")[(days_ago + number) % 3]
        invoices.append(
            {
                "store": shop.stores[number % 3 // 2],
                "items": [{"sku": sku, "qty": 1 + (days_ago + number) % 3}],
                "payment": {"mode": MODES[(number + days_ago) % len(MODES)]},
                "issued_at": rfc3339(at),
            }
        )
    answer = shop.ask("POST", "/v1/invoices/batch", {"invoices": invoices})
    refused = [item for item in answer.json().get("data", []) if "error" in item]
    assert answer.status_code == 200, answer.text
    assert not refused, json.dumps(refused[0])


def invite(shop: Shop, role: str) -> str:
    """Make another member of a shop; gives the e-mail address."""
    email = f"{role}-{secrets.token_hex(4)}@shop.example"
    gateway = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with gateway.transaction() as tx:
        create_member(tx, shop.account_id, email, f"A {role}", PASSWORD, at=SystemClock().now(), role=role)
    gateway.close()
    return email
