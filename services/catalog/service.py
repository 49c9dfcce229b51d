"""The catalog on the bus: entrypoints only."""

from typing import Any

from contracts.queues import queues_of
from kit import idempotency as keys
from kit.caller import Caller, Idempotency
from kit.db import Tx
from kit.messaging import BusProvider, ClockProvider, DatabaseProvider, Event, OutboxRelay, on_event, rpc
from services.catalog import operations


class Catalog:
    """Products, their prices and the stores that carry them."""

    name = "catalog"

    db = DatabaseProvider()
    clock = ClockProvider()
    bus = BusProvider()
    relay = OutboxRelay(queues_of("catalog"))

    @rpc
    def create_product(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.create_product(
            self.db, self.bus, self.clock, caller, request=request, idempotency=idempotency
        )

    @rpc
    def change_product(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.change_product(
            self.db, self.bus, self.clock, caller, request=request, idempotency=idempotency
        )

    @rpc
    def archive_product(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.archive_product(
            self.db, self.bus, self.clock, caller, request=request, idempotency=idempotency
        )

    @rpc
    def upsert_products(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.upsert_products(
            self.db, self.bus, self.clock, caller, request=request, idempotency=idempotency
        )

    @rpc
    def preview_products(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.preview_products(self.db, self.bus, self.clock, caller, request=request)

    @rpc
    def get_product(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.get_product(self.db, caller, request=request)

    @rpc
    def list_products(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.list_products(self.db, caller, request=request)

    @rpc
    def find_idempotency_key(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any] | None:
        return keys.find(self.db, caller, request["key"])

    @on_event("billing", "stock.opened")
    def on_stock_opened(self, tx: Tx, events: list[Event]) -> None:
        operations.reach_stores(tx, events)
