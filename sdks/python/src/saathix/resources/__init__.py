"""The parts of the API."""

from .about import Errors, IdempotencyKeys, System
from .invoices import CreditNotes, Invoices
from .parties import Customers, Stores
from .products import Inventory, Products
from .reports import Reports
from .webhooks import Events, Webhooks

__all__ = [
    "CreditNotes",
    "Customers",
    "Errors",
    "Events",
    "IdempotencyKeys",
    "Inventory",
    "Invoices",
    "Products",
    "Reports",
    "Stores",
    "System",
    "Webhooks",
]
