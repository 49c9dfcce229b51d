"""A billing shop on a real database: two stores, two products, and a till that bills through the group commit."""

import itertools
import json
import secrets
from typing import Any

import pytest

from kit.caller import Caller, Idempotency
from kit.clock import SystemClock
from kit.db import Database
from kit.db.group import GroupCommit
from services.billing import operations

SECRET = b"a secret of the tests"
_numbers = itertools.count(1)


class Shop:
    """An account with two stores and products, driven as the gateway drives billing."""

    def __init__(self, db: Database, owner: Database) -> None:
        self.db, self.owner, self.clock = db, owner, SystemClock()
        self.caller = Caller(f"acct_{next(_numbers)}{secrets.token_hex(3)}")
        run = lambda group: operations.create_invoices(self.db, self.clock, SECRET, group)  # noqa: E731  # reads best so
        self.sales: GroupCommit[operations.Sale] = GroupCommit(run)
        self.bengaluru = self.open_store(name="Bengaluru", gstin="29AAGCB7383J1Z4", state="29", is_default=True)
        self.mumbai = self.open_store(name="Mumbai", gstin="27AAPFU0939F1ZV", state="27")

    def open_store(self, **request: Any) -> str:
        made = operations.open_store(self.db, self.clock, self.caller, request=request, idempotency=None)
        return str(made["resource_id"])

    def product(self, sku: str, *, rate: int, gst: int = 500, stock: int = 100, version: int = 1, **facts: Any) -> str:
        product_id = f"prod_{sku}"
        document = {
            "product_id": product_id,
            "version": version,
            "status": "active",
            "sku": sku,
            "name": sku.title(),
            "rate_paise": rate,
            "tax_inclusive": True,
            "gst_rate_bp": gst,
            "cess_rate_bp": 0,
            "zero_rate_reason": None if gst else "nil",
            "hsn": "1902",
            "unit": "NOS",
            "reorder_level_milli": None,
            "opening_stock": [{"store_id": self.bengaluru, "qty_milli": stock * 1000}] if stock else [],
            **facts,
        }
        with self.db.transaction(self.caller.account_id) as tx:
            operations.apply_product(tx, self.clock, [(self.caller.account_id, document)])
        return product_id

    def sell(self, *items: Any, key: str | None = None, fingerprint: str = "f", **request: Any) -> dict[str, Any]:
        """Bill items given as (sku, whole quantity) or (sku, quantity, rate in paise); returns the answer as it crosses the bus."""
        lines = [_line(item) for item in items]
        idempotency = Idempotency(key, fingerprint) if key else None
        return operations.create_invoice(
            self.sales, self.clock, self.caller, request={"items": lines, **request}, idempotency=idempotency
        )

    def invoice(self, *items: Any, **request: Any) -> dict[str, Any]:
        return json.loads(self.sell(*items, **request)["body"])  # type: ignore[no-any-return]

    def preview(self, *items: Any, **request: Any) -> dict[str, Any]:
        """Preview items given as to `sell`."""
        request = {"items": [_line(item) for item in items], **request}
        answer = operations.preview_invoice(self.db, self.clock, SECRET, self.caller, request=request)
        return json.loads(answer["body"])  # type: ignore[no-any-return]

    def stock_of(self, sku: str, store_id: str | None = None) -> int:
        answer = json.loads(
            operations.get_inventory(self.db, self.caller, request={"product_id": f"prod_{sku}"})["body"]
        )
        wanted = store_id or self.bengaluru
        return next(store["on_hand"] for store in answer["stores"] if store["store_id"] == wanted)

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.owner.transaction() as tx:
            return tx.all(f"SELECT * FROM {table} WHERE account_id = %(a)s", {"a": self.caller.account_id})


def _line(item: Any) -> dict[str, Any]:
    return {"sku": item[0], "qty_milli": item[1] * 1000, "rate_paise": item[2] if len(item) > 2 else None}


@pytest.fixture(scope="module")
def billing_database(fresh_database):
    return fresh_database("billing")


@pytest.fixture
def shop(billing_database):
    """A shop of its own on the module's database, with milk at 0 % and noodles at 5 %, a hundred of each in Bengaluru."""
    db, owner = Database(billing_database["service"], size=12), Database(billing_database["owner"], size=2)
    shop = Shop(db, owner)
    shop.product("AMUL-MILK-1L", rate=6800, gst=0, hsn="0401")
    shop.product("MAGGI-70G", rate=1400)
    yield shop
    db.close()
    owner.close()
