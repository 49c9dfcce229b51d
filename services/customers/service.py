"""The customers on the bus: entrypoints only."""

from typing import Any

from contracts.queues import queues_of
from kit import idempotency as keys
from kit.caller import Caller, Idempotency
from kit.db import Tx
from kit.messaging import ClockProvider, DatabaseProvider, Event, OutboxRelay, SettingsProvider, on_event, rpc
from services.customers import operations


class Customers:
    """Customers, unique by phone in an account, and what they bought."""

    name = "customers"

    db = DatabaseProvider()
    clock = ClockProvider()
    settings = SettingsProvider()
    relay = OutboxRelay(queues_of("customers"))

    @rpc
    def upsert_customer(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        secret = self.settings.customer_id_secret
        return operations.upsert_customer(self.db, self.clock, secret, caller, request=request, idempotency=idempotency)

    @rpc
    def change_customer(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        secret = self.settings.customer_id_secret
        return operations.change_customer(self.db, self.clock, secret, caller, request=request, idempotency=idempotency)

    @rpc
    def erase_customer(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        secret = self.settings.customer_id_secret
        return operations.erase_customer(self.db, self.clock, secret, caller, request=request, idempotency=idempotency)

    @rpc
    def get_customer(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.get_customer(self.db, caller, request=request)

    @rpc
    def list_customers(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.list_customers(self.db, caller, request=request)

    @rpc
    def find_idempotency_key(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any] | None:
        return keys.find(self.db, caller, request["key"])

    @on_event("billing", "invoice.created")
    def record_purchases(self, tx: Tx, events: list[Event]) -> None:
        operations.record_purchases(tx, self.clock, self.settings.customer_id_secret, events)

    @on_event("billing", "invoice.refunded")
    def record_refunds(self, tx: Tx, events: list[Event]) -> None:
        operations.record_refunds(tx, self.clock, self.settings.customer_id_secret, events)
