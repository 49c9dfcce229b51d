"""Billing's objects in the shapes of the bus and of the public API (v1.4), and nothing else: requests in, answers and events out."""

from services.billing.wire.answers import inventory_to_public, invoice_to_public, preview_to_public, store_to_public
from services.billing.wire.events import invoice_created_data
from services.billing.wire.requests import (
    customer_copy_from_wire,
    invoices_list_from_wire,
    sale_from_wire,
    store_from_wire,
    store_ids_from_wire,
)

__all__ = [
    "customer_copy_from_wire",
    "inventory_to_public",
    "invoice_created_data",
    "invoice_to_public",
    "invoices_list_from_wire",
    "preview_to_public",
    "sale_from_wire",
    "store_from_wire",
    "store_ids_from_wire",
    "store_to_public",
]
