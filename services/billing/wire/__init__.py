"""Billing's objects in the shapes of the bus and of the public API (v1.4), and nothing else: requests in, answers and events out."""

from services.billing.wire.answers import inventory_to_public, invoice_to_public, preview_to_public, store_to_public
from services.billing.wire.batches import batch_from_wire, batch_to_wire
from services.billing.wire.events import invoice_created_data
from services.billing.wire.payments import invoice_with_payment, later_payment_from_wire, payment_received_data
from services.billing.wire.refunds import (
    credit_note_to_public,
    invoice_refunded_data,
    invoice_with_refund,
    refund_from_wire,
    refund_preview_to_public,
    refunds_list_from_wire,
)
from services.billing.wire.requests import (
    customer_copy_from_wire,
    invoices_list_from_wire,
    merge_from_wire,
    sale_from_wire,
    store_from_wire,
    store_ids_from_wire,
)
from services.billing.wire.stock import (
    adjustment_from_wire,
    inventory_request_from_wire,
    low_stock_from_wire,
    low_stock_to_wire,
    movement_to_public,
    movements_list_from_wire,
    transfer_from_wire,
    transfer_to_public,
)
from services.billing.wire.stores import store_changes_from_wire, stores_list_from_wire

__all__ = [
    "adjustment_from_wire",
    "batch_from_wire",
    "batch_to_wire",
    "credit_note_to_public",
    "customer_copy_from_wire",
    "inventory_request_from_wire",
    "inventory_to_public",
    "invoice_created_data",
    "invoice_refunded_data",
    "invoice_to_public",
    "invoice_with_payment",
    "invoice_with_refund",
    "invoices_list_from_wire",
    "later_payment_from_wire",
    "low_stock_from_wire",
    "low_stock_to_wire",
    "merge_from_wire",
    "movement_to_public",
    "movements_list_from_wire",
    "payment_received_data",
    "preview_to_public",
    "refund_from_wire",
    "refund_preview_to_public",
    "refunds_list_from_wire",
    "sale_from_wire",
    "store_changes_from_wire",
    "store_from_wire",
    "store_ids_from_wire",
    "store_to_public",
    "stores_list_from_wire",
    "transfer_from_wire",
    "transfer_to_public",
]
