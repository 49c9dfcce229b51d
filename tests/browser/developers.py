"""What the pages of Developers and of products show of a shop: a webhook with deliveries, a failed request, a file that waits."""

import os
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from gateway.imports import work
from gateway.imports.judging import read_sheet
from gateway.imports.work import Importer
from gateway.storage import imports, request_log
from kit.clock import SystemClock
from kit.db import Database

if TYPE_CHECKING:
    from tests.browser.shop import Shop

NOBODY = "http://127.0.0.1:1025/hooks"
"""An address at which nobody answers."""
FILE = "SKU,Name,Rate,GST %\nRICE-1KG,India Gate Basmati 1 kg,180,5\nGHEE-1L,Amul Ghee 1 l,ten,5\n,No code,10,5\n"


def prepare(shop: "Shop") -> dict[str, str]:
    """Make it all, and give the ids by the names that addresses have for them."""
    webhook = shop.ask("POST", "/v1/webhooks", {"url": NOBODY, "events": ["invoice.*", "stock.*"]}).json()["id"]
    delivery = shop.ask("POST", f"/v1/webhooks/{webhook}/test").json()
    product = shop.ask("GET", "/v1/products?sku=MAGGI-70G").json()["data"][0]["id"]
    sale = {"items": [{"sku": "MAGGI-70G", "qty": "2"}], "customer": {"phone": "+919876543210"}}
    failed = shop.ask("POST", "/v1/invoices", sale)
    good = shop.ask("POST", "/v1/customers", {"phone": f"+9198765{secrets.randbelow(90_000) + 10_000}"})
    made = {
        "endpoint_id": webhook,
        "delivery_id": delivery["id"],
        "event_id": delivery["event_id"],
        "product_id": product,
        "failed_id": failed.headers["Request-Id"],
        "request_id": good.headers["Request-Id"],
        "import_id": _begin_import(shop),
    }
    _until(lambda: shop.ask("GET", f"/v1/webhooks/{webhook}/deliveries/{delivery['id']}").json()["attempts"])
    _until(lambda: _is_settled(shop, made))
    return made


def _is_settled(shop: "Shop", made: dict[str, str]) -> bool:
    """Say whether the log has both requests, and the file is checked."""
    db = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with db.transaction() as tx:
        logged = [request_log.find(tx, shop.account_id, made[name]) for name in ("failed_id", "request_id")]
        imported = imports.find(tx, shop.account_id, made["import_id"])
    db.close()
    return all(logged) and imported is not None and imported["state"] == imports.CHECKED


def _until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def _begin_import(shop: "Shop") -> str:
    db = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with db.transaction() as tx:
        who = Importer(shop.account_id, True, shop.member_id)
        sheet = read_sheet("stock.csv", FILE.encode(), None)
        import_id = work.begin(tx, SystemClock(), who, "stock.csv", sheet)
    db.close()
    return import_id
