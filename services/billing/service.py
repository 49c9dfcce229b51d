"""Billing on the bus: entrypoints only."""

from typing import Any

from contracts.queues import queues_of
from kit import idempotency as idempotent
from kit.caller import Caller, Idempotency
from kit.db import Tx
from kit.messaging import (
    ClockProvider,
    DatabaseProvider,
    Event,
    GroupProvider,
    OutboxRelay,
    SettingsProvider,
    on_event,
    rpc,
)
from services.billing import operations


class Billing:
    """Sales, stock and stores: a sale and its stock commit together."""

    name = "billing"

    db = DatabaseProvider()
    clock = ClockProvider()
    settings = SettingsProvider()
    relay = OutboxRelay(queues_of("billing"))
    sales = GroupProvider(operations.bill_group)

    @rpc
    def create_invoice(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.create_invoice(self.sales, self.clock, caller, request=request, idempotency=idempotency)

    @rpc
    def create_invoice_batch(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.create_invoice_batch(self.sales, self.clock, caller, request=request)

    @rpc
    def preview_invoice(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        secret = self.settings.customer_id_secret
        return operations.preview_invoice(self.db, self.clock, secret, caller, request=request)

    @rpc
    def record_payment(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.record_payment(self.db, self.clock, caller, request=request, idempotency=idempotency)

    @rpc
    def refund_invoice(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.refund_invoice(self.db, self.clock, caller, request=request, idempotency=idempotency)

    @rpc
    def preview_refund(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.preview_refund(self.db, caller, request=request)

    @rpc
    def list_refunds(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.list_refunds(self.db, caller, request=request)

    @rpc
    def get_credit_note(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.get_credit_note(self.db, caller, credit_note=request["credit_note"])

    @rpc
    def get_invoice(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.get_invoice(self.db, caller, invoice=request["invoice"])

    @rpc
    def list_invoices(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.list_invoices(self.db, caller, request=request)

    @rpc
    def get_inventory(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.get_inventory(self.db, caller, request=request)

    @rpc
    def list_low_stock(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.list_low_stock(self.db, caller, request=request)

    @rpc
    def export_documents(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.export_documents(self.db, caller, request=request)

    @rpc
    def adjust_stock(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.adjust_stock(self.db, self.clock, caller, request=request, idempotency=idempotency)

    @rpc
    def transfer_stock(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.transfer_stock(self.db, self.clock, caller, request=request, idempotency=idempotency)

    @rpc
    def list_movements(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.list_movements(self.db, caller, request=request)

    @rpc
    def get_stock(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.get_stock(self.db, caller, request=request)

    @rpc
    def apply_product(self, caller: Caller, request: dict[str, Any]) -> dict[str, int]:
        documents = [(caller.account_id, document) for document in request["documents"]]
        with self.db.transaction(caller.account_id) as tx:
            return operations.apply_product(tx, self.clock, documents)

    @rpc
    def check_stores(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.check_stores(self.db, caller, request=request)

    @rpc
    def open_store(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.open_store(self.db, self.clock, caller, request=request, idempotency=idempotency)

    @rpc
    def list_stores(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.list_stores(self.db, caller, request=request)

    @rpc
    def get_store(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any]:
        return operations.get_store(self.db, caller, store_id=request["store_id"])

    @rpc
    def change_store(
        self, caller: Caller, request: dict[str, Any], idempotency: Idempotency | None = None
    ) -> dict[str, Any]:
        return operations.change_store(self.db, self.clock, caller, request=request, idempotency=idempotency)

    @rpc
    def find_idempotency_key(self, caller: Caller, request: dict[str, Any]) -> dict[str, Any] | None:
        return idempotent.find(self.db, caller, request["key"])

    @on_event("catalog", "product.created")
    def on_product_created(self, tx: Tx, events: list[Event]) -> None:
        operations.apply_product(tx, self.clock, [(event.account_id, event.data) for event in events])

    @on_event("catalog", "product.updated")
    def on_product_updated(self, tx: Tx, events: list[Event]) -> None:
        operations.apply_product(tx, self.clock, [(event.account_id, event.data) for event in events])

    @on_event("catalog", "product.archived")
    def on_product_archived(self, tx: Tx, events: list[Event]) -> None:
        operations.apply_product(tx, self.clock, [(event.account_id, event.data) for event in events])

    @on_event("customers", "customer.created")
    def on_customer_created(self, tx: Tx, events: list[Event]) -> None:
        operations.remember_customers(tx, events)

    @on_event("customers", "customer.updated")
    def on_customer_updated(self, tx: Tx, events: list[Event]) -> None:
        operations.remember_customers(tx, events)

    @on_event("customers", "customer.merged")
    def on_customer_merged(self, tx: Tx, events: list[Event]) -> None:
        operations.remember_merges(tx, events)
