"""The customers' operations on PostgreSQL built from the migrations."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from kit.caller import Caller, Idempotency
from kit.db import Database
from kit.messaging import Event
from kit.testing import FakeClock
from services.customers import operations
from tests.factories.customers import RAHUL, SECRET

_accounts = itertools.count(1)


@dataclass
class Shop:
    """One account's customers."""

    db: Database
    owner: Database
    caller: Caller
    clock: FakeClock = field(default_factory=lambda: FakeClock(datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)))

    def upsert(self, phone: str = RAHUL, *, key: str | None = None, **named: Any) -> dict[str, Any]:
        idempotency = Idempotency(key, "fingerprint") if key else None
        return operations.upsert_customer(
            self.db, self.clock, SECRET, self.caller, request={"phone": phone, **named}, idempotency=idempotency
        )

    def sell(self, *events: Event) -> None:
        accounts = sorted({event.account_id for event in events})
        with self.db.transaction(*accounts) as tx:
            operations.record_purchases(tx, self.clock, SECRET, events)

    def give_back(self, *events: Event) -> None:
        with self.db.transaction(*sorted({event.account_id for event in events})) as tx:
            operations.record_refunds(tx, self.clock, SECRET, events)

    def change(
        self, customer_id: str, *, key: str | None = None, expected_body: str | None = None, **changes: Any
    ) -> dict[str, Any]:
        request = {"customer_id": customer_id, "changes": changes, "expected_body": expected_body}
        idempotency = Idempotency(key, "fingerprint") if key else None
        return operations.change_customer(
            self.db, self.clock, SECRET, self.caller, request=request, idempotency=idempotency
        )

    def erase(self, customer_id: str, *, expected_body: str | None = None) -> dict[str, Any]:
        request = {"customer_id": customer_id, "expected_body": expected_body}
        return operations.erase_customer(self.db, self.clock, SECRET, self.caller, request=request, idempotency=None)

    def get(self, customer_id: str) -> dict[str, Any]:
        return json.loads(operations.get_customer(self.db, self.caller, request={"customer_id": customer_id})["body"])

    def page(self, **request: Any) -> dict[str, Any]:
        return operations.list_customers(self.db, self.caller, request=request)

    def rows(self, table: str = "customers") -> list[dict[str, Any]]:
        with self.owner.transaction() as tx:
            return tx.all(
                f"SELECT * FROM {table} WHERE account_id = %(account_id)s", {"account_id": self.caller.account_id}
            )

    def events(self) -> list[tuple[str, dict[str, Any]]]:
        envelopes = [
            json.loads(row["envelope"]) for row in sorted(self.rows("outbox"), key=lambda row: row["position"])
        ]
        return [(envelope["type"], envelope["data"]) for envelope in envelopes]

    def run(self, sql: str, **params: Any) -> None:
        with self.owner.transaction() as tx:
            tx.run(sql, {"account_id": self.caller.account_id, **params})


@pytest.fixture(scope="module")
def database(fresh_database):
    return fresh_database("customers")


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
