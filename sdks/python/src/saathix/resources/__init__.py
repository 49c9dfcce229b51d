"""The parts of the API."""

from .about import Docs, Errors, Health, IdempotencyKeys
from .invoices import CreditNotes, Invoices, Refunds
from .parties import Customers, Stores
from .products import Inventory, Products
from .reports import Reports
from .webhooks import Deliveries, Events, Webhooks

__all__ = [
    "CreditNotes",
    "Customers",
    "Deliveries",
    "Docs",
    "Errors",
    "Events",
    "Health",
    "IdempotencyKeys",
    "Inventory",
    "Invoices",
    "Products",
    "Refunds",
    "Reports",
    "Stores",
    "Webhooks",
]
