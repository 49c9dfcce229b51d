"""Which bus event becomes which public event, and the names an endpoint may subscribe to."""

from typing import Final

# bus type → public type, for every event that the public is told of
PUBLIC_NAMES: Final = {
    "invoice.created": "invoice.created",
    "invoice.refunded": "invoice.refunded",
    "payment.received": "payment.received",  # of later payments; those of the sale are in invoice.created
    "stock.low": "stock.low",
    "stock.changed": "stock.changed",  # one public event for each change that the bus event lists
    "product.created": "product.created",
    "product.updated": "product.updated",
    "product.archived": "product.archived",
    "customer.created": "customer.created",
}

# Public names that can be subscribed to. Those that no bus event yields yet may be asked for already, so that an endpoint
# registered today gets them from the day they exist.
PUBLIC_TYPES: Final = (
    "customer.created",
    "invoice.created",
    "invoice.refunded",
    "payment.received",
    "ping",
    "product.archived",
    "product.created",
    "product.updated",
    "stock.changed",
    "stock.low",
    "webhook.disabled",
)
