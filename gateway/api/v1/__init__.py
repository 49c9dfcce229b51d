"""The first version of the public API: its resources."""

from gateway.api.v1.credit_notes import credit_notes
from gateway.api.v1.customers import customers
from gateway.api.v1.errors import errors
from gateway.api.v1.events import events
from gateway.api.v1.idempotency_keys import idempotency_keys
from gateway.api.v1.inventory import inventory
from gateway.api.v1.invoices import invoices
from gateway.api.v1.products import products
from gateway.api.v1.receipts import receipts
from gateway.api.v1.reports import reports
from gateway.api.v1.stores import stores
from gateway.api.v1.webhooks import webhooks

RESOURCES = (
    products,
    inventory,
    invoices,
    receipts,
    credit_notes,
    customers,
    reports,
    webhooks,
    events,
    stores,
    idempotency_keys,
    errors,
)
