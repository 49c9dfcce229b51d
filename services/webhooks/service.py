"""The webhooks on the bus: entrypoints only. What is stored here is sent by the dispatcher, a process of its own."""

from kit import idempotency as keys
from kit.messaging import ClockProvider, DatabaseProvider, SettingsProvider, on_event, rpc
from services.webhooks import operations
from services.webhooks.adapters.url_guard import UrlGuard


class Webhooks:
    """Endpoints, public events and their deliveries."""

    name = "webhooks"

    db = DatabaseProvider()
    clock = ClockProvider()
    settings = SettingsProvider()

    @rpc
    def register_endpoint(self, caller, request, idempotency=None):
        tools = {"guard": UrlGuard(self.settings.url_policy), "box": self.settings.box}
        return operations.register_endpoint(self.db, self.clock, caller, idempotency, request=request, **tools)

    @rpc
    def get_endpoint(self, caller, request):
        return operations.get_endpoint(self.db, caller, request=request, box=self.settings.box)

    @rpc
    def list_endpoints(self, caller, request):
        return operations.list_endpoints(self.db, caller, request=request, box=self.settings.box)

    @rpc
    def change_endpoint(self, caller, request, idempotency=None):
        tools = {"guard": UrlGuard(self.settings.url_policy), "box": self.settings.box}
        return operations.change_endpoint(self.db, self.clock, caller, idempotency, request=request, **tools)

    @rpc
    def delete_endpoint(self, caller, request, idempotency=None):
        box = self.settings.box
        return operations.delete_endpoint(self.db, self.clock, caller, idempotency, request=request, box=box)

    @rpc
    def rotate_secret(self, caller, request, idempotency=None):
        box = self.settings.box
        return operations.rotate_secret(self.db, self.clock, caller, idempotency, request=request, box=box)

    @rpc
    def ping_endpoint(self, caller, request, idempotency=None):
        return operations.ping_endpoint(self.db, self.clock, caller, idempotency, request=request)

    @rpc
    def list_deliveries(self, caller, request):
        return operations.list_deliveries(self.db, caller, request=request)

    @rpc
    def get_delivery(self, caller, request):
        return operations.get_delivery(self.db, caller, request=request)

    @rpc
    def redeliver(self, caller, request, idempotency=None):
        return operations.redeliver(self.db, self.clock, caller, idempotency, request=request)

    @rpc
    def replay_events(self, caller, request, idempotency=None):
        return operations.replay_events(self.db, self.clock, caller, idempotency, request=request)

    @rpc
    def diagnose_signature(self, caller, request):
        return operations.diagnose_signature(self.db, self.clock, caller, request=request, box=self.settings.box)

    @rpc
    def list_events(self, caller, request):
        return operations.list_events(self.db, caller, request=request)

    @rpc
    def get_event(self, caller, request):
        return operations.get_event(self.db, caller, request=request)

    @rpc
    def find_idempotency_key(self, caller, request):
        return keys.find(self.db, caller, request["key"])

    @on_event("billing", "invoice.created")
    def store_invoice_created(self, tx, events):
        operations.store_events(tx, self.clock, events)

    @on_event("billing", "invoice.refunded")
    def store_invoice_refunded(self, tx, events):
        operations.store_events(tx, self.clock, events)

    @on_event("billing", "payment.received")
    def store_payment_received(self, tx, events):
        operations.store_events(tx, self.clock, events)

    @on_event("billing", "stock.changed")
    def store_stock_changed(self, tx, events):
        operations.store_events(tx, self.clock, events)

    @on_event("billing", "stock.low")
    def store_stock_low(self, tx, events):
        operations.store_events(tx, self.clock, events)

    @on_event("catalog", "product.created")
    def store_product_created(self, tx, events):
        operations.store_events(tx, self.clock, events)

    @on_event("catalog", "product.updated")
    def store_product_updated(self, tx, events):
        operations.store_events(tx, self.clock, events)

    @on_event("catalog", "product.archived")
    def store_product_archived(self, tx, events):
        operations.store_events(tx, self.clock, events)

    @on_event("customers", "customer.created")
    def store_customer_created(self, tx, events):
        operations.store_events(tx, self.clock, events)
