"""The catalog's operations on PostgreSQL built from the migrations; billing is a stand-in that can be lost."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from kit.caller import Caller, Idempotency
from kit.db import Database
from kit.errors import Unavailable
from kit.testing import FakeClock
from services.catalog import operations
from tests.factories.catalog import BENGALURU, MUMBAI, a_product_request

_accounts = itertools.count(1)


@dataclass
class StandInBilling:
    """Answers as billing does, and remembers what it was told."""

    stores: tuple[str, ...] = (BENGALURU, MUMBAI)
    lost: Exception | None = None
    applied: list[list[dict[str, Any]]] = field(default_factory=list)
    on_apply: Any = None

    def call(self, service: str, method: str, *, caller: Caller, request: dict[str, Any], timeout: float = 8.0) -> Any:
        assert service == "billing"
        if method == "check_stores":
            if isinstance(self.lost, Unavailable):
                raise self.lost
            return {
                "stores": list(self.stores),
                "default_store_id": self.stores[0] if self.stores else None,
                "unknown": [],
            }
        assert method == "apply_product"
        if self.on_apply:
            self.on_apply()
        if self.lost:
            raise self.lost
        self.applied.append(request["documents"])
        return {"applied": len(request["documents"])}


@dataclass
class Shop:
    """One account's catalog."""

    db: Database
    owner: Database
    caller: Caller
    billing: StandInBilling = field(default_factory=StandInBilling)
    clock: FakeClock = field(default_factory=lambda: FakeClock(datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)))

    def create(self, key: str | None = None, **changes: Any) -> dict[str, Any]:
        idempotency = Idempotency(key, "fingerprint") if key else None
        return operations.create_product(
            self.db,
            self.billing,
            self.clock,
            self.caller,
            request=a_product_request(**changes),
            idempotency=idempotency,
        )

    def upsert(self, *products: Any, key: str | None = None) -> dict[str, Any]:
        idempotency = Idempotency(key, "fingerprint") if key else None
        return operations.upsert_products(
            self.db,
            self.billing,
            self.clock,
            self.caller,
            request={"products": list(products)},
            idempotency=idempotency,
        )

    def preview(self, *products: Any) -> dict[str, Any]:
        request = {"products": list(products)}
        return operations.preview_products(self.db, self.billing, self.clock, self.caller, request=request)

    def change(
        self, product_id: str, key: str | None = None, expected_body: str | None = None, **changes: Any
    ) -> dict[str, Any]:
        return operations.change_product(
            self.db,
            self.billing,
            self.clock,
            self.caller,
            request={"product_id": product_id, "changes": changes, "expected_body": expected_body},
            idempotency=Idempotency(key, "fingerprint") if key else None,
        )

    def archive(self, product_id: str, expected_body: str | None = None) -> dict[str, Any]:
        return operations.archive_product(
            self.db,
            self.billing,
            self.clock,
            self.caller,
            request={"product_id": product_id, "expected_body": expected_body},
            idempotency=None,
        )

    def get(self, product_id: str) -> dict[str, Any]:
        return operations.get_product(self.db, self.caller, request={"product_id": product_id})

    def page(self, **request: Any) -> dict[str, Any]:
        return operations.list_products(self.db, self.caller, request=request)

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.owner.transaction() as tx:
            return tx.all(
                f"SELECT * FROM {table} WHERE account_id = %(account_id)s", {"account_id": self.caller.account_id}
            )


@pytest.fixture(scope="module")
def database(fresh_database):
    return fresh_database("catalog")


@pytest.fixture
def open_shop(database):
    """Open shops: each an account of its own on the module's database."""
    service, owner = Database(database["service"], size=10), Database(database["owner"], size=2)
    yield lambda: Shop(service, owner, Caller(f"acct_{next(_accounts)}"))
    service.close()
    owner.close()


@pytest.fixture
def shop(open_shop):
    return open_shop()
