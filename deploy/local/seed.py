"""Fill a fresh stack: the demo shop with its sandbox, and on request accounts for load tests."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests

from deploy.local import demo
from deploy.local.credentials import Credentials
from deploy.local.demo import DemoShop
from deploy.local.environment import database_url
from deploy.local.failure import StackFailure
from deploy.local.folders import write_private
from deploy.local.progress import step
from deploy.local.servers import rabbitmq
from deploy.local.settings import Stack
from gateway.admin import create_account, create_key, create_member
from kit.caller import Caller, Idempotency
from kit.clock import SystemClock
from kit.db import Database
from kit.errors import WireError
from kit.messaging.core import Client

SHOP = Path(__file__).with_name("demo_shop.json")
OWNER_EMAIL, OWNER_NAME = "owner@demo.example", "Asha Rao"
LOAD_PRODUCTS = 100
LOAD_STOCK = 1_000_000_000
TIMEOUT_SECONDS = 30.0


def seed(stack: Stack, credentials: Credentials) -> None:
    """Make the demo shop, or finish it; what an earlier start made is used again."""
    shop = demo.read(stack)
    if shop is None or not shop.stocked or not _key_works(stack, shop.secret_key):
        with step("Demo shop"), _bus(stack, credentials) as bus:
            if shop is None or shop.stocked:  # none yet, or one of a database that is gone
                shop = _open_accounts(stack, credentials)
                demo.write(stack, shop)
            for caller in (Caller(shop.account_id), Caller(shop.sandbox_account_id, livemode=False)):
                _stock(bus, caller, json.loads(SHOP.read_text()))
            shop = replace(shop, stocked=True)
    if not shop.member_email:
        shop = _with_owner(stack, credentials, shop)
    demo.write(stack, shop)
    if stack.load_accounts:
        _seed_load(stack, credentials)


def _key_works(stack: Stack, key: str) -> bool:
    answer = requests.get(
        f"{stack.base_url}/v1/products", params={"limit": 1}, headers={"Authorization": f"Bearer {key}"}, timeout=10
    )
    return answer.status_code != 401


def _open_accounts(stack: Stack, credentials: Credentials) -> DemoShop:
    at = SystemClock().now()
    with _gateway(stack, credentials).transaction() as tx:
        made = create_account(tx, json.loads(SHOP.read_text())["name"], at=at)
        secret, publishable, test_secret, test_publishable = (
            create_key(tx, made["account_id"], kind, at=at) for kind in ("sk_live", "pk_live", "sk_test", "pk_test")
        )
    return DemoShop(
        **made,
        secret_key=secret,
        publishable_key=publishable,
        test_secret_key=test_secret,
        test_publishable_key=test_publishable,
    )


def _with_owner(stack: Stack, credentials: Credentials, shop: DemoShop) -> DemoShop:
    """Make the shop's owner, who logs in to the dashboard; the password is kept in the run folder alone."""
    password = f"demo-{secrets.token_hex(6)}"
    with _gateway(stack, credentials).transaction() as tx:
        create_member(tx, shop.account_id, OWNER_EMAIL, OWNER_NAME, password, at=SystemClock().now())
    return replace(shop, member_email=OWNER_EMAIL, member_password=password)


def _stock(bus: Client, caller: Caller, shop: dict[str, Any]) -> None:
    stores = [_open_store(bus, caller, store) for store in shop["stores"]]
    products = [
        {
            "sku": item["sku"],
            "name": item["name"],
            "rate_paise": item["rate"] * 100,
            "tax_inclusive": True,
            "gst_rate_bp": item["gst_rate"] * 100,
            "zero_rate_reason": item.get("zero_rate_reason"),
            "hsn": item["hsn"],
            "unit": item["unit"],
            "reorder_level_milli": shop["reorder_level"] * 1000,
            "stock": [{"store_id": store, "qty_milli": shop["opening_stock"] * 1000} for store in stores],
        }
        for item in shop["products"]
    ]
    _upsert(bus, caller, products)


def _open_store(bus: Client, caller: Caller, store: dict[str, Any]) -> str:
    return str(_write(bus, caller, "billing", "open_store", store, key=f"seed-store-{store['name']}")["resource_id"])


def _upsert(bus: Client, caller: Caller, products: list[dict[str, Any]]) -> None:
    answer = _write(bus, caller, "catalog", "upsert_products", {"products": products}, key="seed-products")
    refused = [result for result in json.loads(answer["body"])["results"] if result["status"] == "error"]
    if refused:
        raise StackFailure(f"The catalog refused {len(refused)} demo products, the first: {refused[0]['error']}")


def _write(bus: Client, caller: Caller, service: str, method: str, request: Any, *, key: str) -> dict[str, Any]:
    idempotency = Idempotency(key, "seed")
    try:
        answer = bus.call(
            service,
            method,
            caller=caller.to_wire(),
            request=request,
            idempotency=idempotency.to_wire(),
            timeout=TIMEOUT_SECONDS,
        )
    except WireError as refused:
        raise StackFailure(
            f"{service}.{method} refused the demo shop: {refused.code} {refused.detail} {refused.errors or ''}"
        ) from refused
    return dict(answer)


def _seed_load(stack: Stack, credentials: Credentials) -> None:
    path = stack.run / "load-keys.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    lines = [line for line in lines[:1] if _key_works(stack, line.split()[0])] and lines
    missing = stack.load_accounts - len(lines)
    if missing <= 0:
        return
    with step(f"{missing} accounts for load tests"), _bus(stack, credentials) as bus:
        for number in range(len(lines) + 1, stack.load_accounts + 1):
            lines.append(_load_account(bus, _gateway(stack, credentials), f"Load {number}"))
            write_private(path, "\n".join(lines) + "\n")


def _load_account(bus: Client, gateway: Database, name: str) -> str:
    at = SystemClock().now()
    with gateway.transaction() as tx:
        account_id = create_account(tx, name, at=at)["account_id"]
        key = create_key(tx, account_id, "sk_live", at=at, limits="none")
    caller = Caller(account_id)
    template = json.loads(SHOP.read_text())
    _open_store(bus, caller, template["stores"][0])
    skus = [f"SKU-{number:03}" for number in range(1, LOAD_PRODUCTS + 1)]
    rates = (0, 500, 1800, 4000)
    products = [
        {
            "sku": sku,
            "name": f"Product {sku}",
            "rate_paise": 1000 + 100 * number,
            "tax_inclusive": True,
            "gst_rate_bp": rates[number % len(rates)],
            "zero_rate_reason": "nil" if rates[number % len(rates)] == 0 else None,
            "hsn": "2106",
            "stock": {"qty_milli": LOAD_STOCK * 1000},
        }
        for number, sku in enumerate(skus)
    ]
    _upsert(bus, caller, products)
    return " ".join([key, *skus])


def _gateway(stack: Stack, credentials: Credentials) -> Database:
    return Database(database_url(stack, credentials, "gateway", "_worker"), size=1, application="seed")


@contextmanager
def _bus(stack: Stack, credentials: Credentials) -> Iterator[Client]:
    client = Client(rabbitmq.url_of(stack, credentials), name="seed")
    try:
        yield client
    finally:
        client.close()
