"""
Every handler of an event, and so every queue: (event's service, event type, handler's service, handler's method).

A handler's method is part of its queue's name. Renaming one leaves the old queue full and unread: that is a migration. A
publisher declares the queues of its events before it publishes, so that no event finds nobody.
"""

HANDLERS = (
    ("billing", "invoice.created", "customers", "record_purchases"),
    ("billing", "invoice.created", "reporting", "project_invoice_created"),
    ("billing", "invoice.created", "webhooks", "store_invoice_created"),
    ("billing", "invoice.refunded", "customers", "record_refunds"),
    ("billing", "invoice.refunded", "reporting", "project_invoice_refunded"),
    ("billing", "invoice.refunded", "webhooks", "store_invoice_refunded"),
    ("billing", "payment.received", "reporting", "project_payment_received"),
    ("billing", "payment.received", "webhooks", "store_payment_received"),
    ("billing", "stock.changed", "webhooks", "store_stock_changed"),
    ("billing", "stock.low", "webhooks", "store_stock_low"),
    ("billing", "stock.opened", "catalog", "on_stock_opened"),
    ("catalog", "product.created", "billing", "on_product_created"),
    ("catalog", "product.updated", "billing", "on_product_updated"),
    ("catalog", "product.archived", "billing", "on_product_archived"),
    ("catalog", "product.created", "webhooks", "store_product_created"),
    ("catalog", "product.updated", "webhooks", "store_product_updated"),
    ("catalog", "product.archived", "webhooks", "store_product_archived"),
    ("customers", "customer.created", "billing", "on_customer_created"),
    ("customers", "customer.created", "webhooks", "store_customer_created"),
    ("customers", "customer.updated", "billing", "on_customer_updated"),
    ("customers", "customer.merged", "billing", "on_customer_merged"),
)


def queues_of(source: str) -> list[tuple[str, str]]:
    """Return the (event type, queue name) pairs of a service's events."""
    return [
        (event_type, f"evt-{source}-{event_type}--{service}.{method}")
        for of, event_type, service, method in HANDLERS
        if of == source
    ]
