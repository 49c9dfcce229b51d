"""The bus: queue names are pinned, every handler's queue is declared by its publisher, and calls run one way only."""

import importlib
import re
from pathlib import Path

import pytest

from contracts.queues import HANDLERS, queues_of
from kit.messaging.core import wire
from kit.messaging.extensions import EventHandler, OutboxRelay, Rpc

ROOT = Path(__file__).resolve().parents[2]
SERVICES = {
    "catalog": "Catalog",
    "billing": "Billing",
    "customers": "Customers",
    "reporting": "Reporting",
    "webhooks": "Webhooks",
}

# Renaming a handler leaves its old queue full and unread: a migration, not an edit of this list.
PINNED = {
    "evt-billing-invoice.created--customers.record_purchases",
    "evt-billing-invoice.created--reporting.project_invoice_created",
    "evt-billing-invoice.created--webhooks.store_invoice_created",
    "evt-billing-invoice.refunded--customers.record_refunds",
    "evt-billing-invoice.refunded--webhooks.store_invoice_refunded",
    "evt-billing-invoice.refunded--reporting.project_invoice_refunded",
    "evt-billing-payment.received--reporting.project_payment_received",
    "evt-billing-payment.received--webhooks.store_payment_received",
    "evt-billing-stock.changed--webhooks.store_stock_changed",
    "evt-billing-stock.low--webhooks.store_stock_low",
    "evt-billing-stock.opened--catalog.on_stock_opened",
    "evt-catalog-product.archived--billing.on_product_archived",
    "evt-catalog-product.archived--webhooks.store_product_archived",
    "evt-catalog-product.created--billing.on_product_created",
    "evt-catalog-product.created--webhooks.store_product_created",
    "evt-catalog-product.updated--billing.on_product_updated",
    "evt-catalog-product.updated--webhooks.store_product_updated",
    "evt-customers-customer.created--billing.on_customer_created",
    "evt-customers-customer.created--webhooks.store_customer_created",
    "evt-customers-customer.merged--billing.on_customer_merged",
    "evt-customers-customer.updated--billing.on_customer_updated",
}

CALLS = {"catalog": {"billing"}, "reporting": {"billing"}}  # reporting: its command rebuild alone, not the service


def service_class(name):
    return getattr(importlib.import_module(f"services.{name}.service"), SERVICES[name])


def entrypoints(name, kind):
    methods = vars(service_class(name)).items()
    return [
        (method, entrypoint)
        for method, function in methods
        for entrypoint in getattr(function, "nameko_entrypoints", ())
        if isinstance(entrypoint, kind)
    ]


def test_the_handlers_are_exactly_the_contracts():
    found = {
        (handler._source, handler._event_type, name, method)
        for name in SERVICES
        for method, handler in entrypoints(name, EventHandler)
    }
    assert found == set(HANDLERS)


def test_queue_names_are_pinned():
    names = {wire.event_queue(*handler) for handler in HANDLERS}
    assert names == PINNED
    assert {queue for source in SERVICES for _, queue in queues_of(source)} == PINNED


def test_every_publisher_declares_the_queues_of_its_events():
    for name in {handler[0] for handler in HANDLERS}:
        [relay] = [value for value in vars(service_class(name)).values() if isinstance(value, OutboxRelay)]
        assert sorted(relay._queues) == sorted(queues_of(name)), name


def test_calls_between_services_run_one_way():
    found: dict[str, set[str]] = {}
    for name in SERVICES:
        for path in (ROOT / "services" / name).rglob("*.py"):
            for target in re.findall(r"""\.call\(\s*["'](\w+)["']""", path.read_text(encoding="utf-8")):
                found.setdefault(name, set()).add(target)
    assert found == CALLS


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_answers_calls_and_finds_idempotency_keys(name):
    methods = {method for method, _ in entrypoints(name, Rpc)}
    assert "find_idempotency_key" in methods
