"""The groups that operations are shown in, in their order, and the parts of paths."""

from typing import Any

# blueprint → (tag, what it is about)
TAGS = {
    "invoices": ("Invoices", "Sales: GST to the paisa, stock taken, a number without gaps."),
    "credit_notes": ("Credit notes", "What came back of invoices. A refund makes one; it never changes."),
    "receipts": ("Receipts", "Invoices and credit notes as pages to print: HTML or PDF, on A4 or 80 mm paper."),
    "products": ("Products", "What is sold: SKU, price, GST class."),
    "inventory": ("Inventory", "Stock across stores."),
    "customers": ("Customers", "Who buys, by phone."),
    "reports": ("Reports", "Sales added up by day or month, and the month's GST return."),
    "webhooks": ("Webhooks", "Addresses that are told what happens, and how each delivery went."),
    "events": ("Events", "What happened in the last 30 days."),
    "stores": ("Stores", "The shops of the account."),
    "idempotency_keys": ("Idempotency keys", "What became of a write."),
    "errors": ("Errors", "Every code that a request can meet."),
    "health": ("Health", "Whether the gateway lives and what it needs answers."),
    "docs": ("Documentation", "This document and the pages made from it."),
}

_ID: dict[str, Any] = {"type": "string", "minLength": 1}

PATH_PARAMETERS: dict[str, dict[str, Any]] = {
    "invoice": {"description": "An invoice's id, or its number.", "schema": _ID, "example": "INV-2026-00001"},
    "credit_note": {"description": "A credit note's id, or its number.", "schema": _ID, "example": "CN-2026-00001"},
    "product_id": {"description": "A product's id.", "schema": _ID, "example": "prod_01HZK9V7PMQF8T2YB3D4E5G6H7"},
    "customer_id": {"description": "A customer's id.", "schema": _ID, "example": "cus_01HZK9V7PMQF8T2YB3D4E5G6H7"},
    "endpoint_id": {"description": "A webhook's id.", "schema": _ID, "example": "whk_01HZK9V7PMQF8T2YB3D4E5G6H7"},
    "delivery_id": {"description": "A delivery's id.", "schema": _ID, "example": "dlv_01HZK9V7PMQF8T2YB3D4E5G6H7"},
    "event_id": {"description": "An event's id.", "schema": _ID, "example": "evt_01HZK9V7PMQF8T2YB3D4E5G6H7"},
    "store_id": {"description": "A store's id.", "schema": _ID, "example": "store_01HZK9V7PMQF8T2YB3D4E5G6H7"},
    "key": {"description": "The Idempotency-Key of a request.", "schema": _ID, "example": "till-1-0001"},
    "code": {"description": "A code of a problem.", "schema": _ID, "example": "insufficient_stock"},
    "name": {"description": "The name of a file.", "schema": _ID, "example": "swagger-ui.css"},
}
