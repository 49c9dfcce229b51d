"""What each operation answers, beyond what its rules say: a line for every view. A view without one fails a test."""

from dataclasses import dataclass, field

HTML = "text/html"
JSON = "application/json"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Operation:
    """What a view answers when it goes well, and which refusals are its own."""

    shape: str | None = None
    """The component of the body; None where the body is no JSON."""
    statuses: tuple[int, ...] = (200,)
    refuses: tuple[str, ...] = ()
    """Codes beside those that its guards give."""
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Where to go from the answer: operation → (its parameter, where in the body it is)."""
    media: tuple[str, ...] = (JSON,)
    """In which media types it answers."""
    etag: bool = False
    """Whether the answer has an ETag, though it is public or no JSON."""


UNDESCRIBED = Operation()
_STORE = ("store_closed", "store_not_allowed")
_SALE = ("insufficient_stock", "product_archived", "store_closed", "store_not_allowed")

OPERATIONS = {
    "invoices.create_invoice": Operation(
        "Invoice", (201,), _SALE, {"get_invoice": ("invoice", "id"), "get_customer": ("customer_id", "customer/id")}
    ),
    "invoices.create_invoice_batch": Operation("InvoiceBatch"),
    "invoices.preview_invoice": Operation("Preview", refuses=_SALE[1:]),
    "invoices.record_payment": Operation("Invoice", (201,), ("ambiguous_number",), {"get_invoice": ("invoice", "id")}),
    "invoices.refund_invoice": Operation(
        "CreditNote",
        (201,),
        ("ambiguous_number", "nothing_to_refund", "refund_exceeds_invoice", "store_closed"),
        {"get_credit_note": ("credit_note", "id"), "get_invoice": ("invoice", "invoice_id")},
    ),
    "invoices.list_refunds": Operation("CreditNotePage", refuses=("ambiguous_number",)),
    "credit_notes.get_credit_note": Operation(
        "CreditNote", refuses=("ambiguous_number",), links={"get_invoice": ("invoice", "invoice_id")}
    ),
    "invoices.list_invoices": Operation("InvoicePage", refuses=("store_not_allowed",)),
    "invoices.get_invoice": Operation("Invoice", refuses=("ambiguous_number",)),
    "receipts.get_invoice_receipt": Operation(media=(HTML, PDF), refuses=("ambiguous_number",), etag=True),
    "receipts.get_credit_note_receipt": Operation(media=(HTML, PDF), refuses=("ambiguous_number",), etag=True),
    "products.list_products": Operation("ProductPage", refuses=("store_not_allowed",)),
    "products.create_product": Operation(
        "Product",
        (201,),
        ("sku_taken", "store_not_allowed"),
        dict.fromkeys(
            ("get_product", "change_product", "get_inventory", "list_movements", "adjust_stock", "transfer_stock"),
            ("product_id", "id"),
        ),
    ),
    "products.upsert_products": Operation("ProductBatch", refuses=("store_not_allowed",)),
    "products.change_product": Operation("Product", refuses=("product_archived",)),
    "products.archive_product": Operation("Product"),
    "products.get_product": Operation("Product", links={"get_inventory": ("product_id", "id")}),
    "inventory.get_inventory": Operation("Inventory", links={"get_product": ("product_id", "product_id")}),
    "inventory.list_movements": Operation("MovementPage", refuses=("store_not_allowed",)),
    "inventory.adjust_stock": Operation("Movement", (201,), ("insufficient_stock", "stock_changed", *_STORE)),
    "inventory.transfer_stock": Operation("Transfer", (201,), ("insufficient_stock", *_STORE)),
    "customers.upsert_customer": Operation("Customer", (200, 201), (), {"get_customer": ("customer_id", "id")}),
    "customers.list_customers": Operation("CustomerPage"),
    "customers.get_customer": Operation("Customer"),
    "customers.change_customer": Operation("Customer", refuses=("phone_taken", "customer_erased")),
    "customers.erase_customer": Operation("Customer"),
    "reports.sales_report": Operation(
        "SalesReport", refuses=("store_not_allowed",), media=("application/json", "text/csv")
    ),
    "reports.gst_report": Operation("GstReport", refuses=("store_not_allowed",)),
    "webhooks.register_endpoint": Operation(
        "Webhook",
        (200, 201),
        ("webhook_limit_reached",),
        {"get_endpoint": ("endpoint_id", "id"), "list_deliveries": ("endpoint_id", "id")},
    ),
    "webhooks.list_endpoints": Operation("WebhookPage"),
    "webhooks.get_endpoint": Operation("Webhook", links={"list_deliveries": ("endpoint_id", "id")}),
    "webhooks.change_endpoint": Operation("Webhook", refuses=("webhook_exists",)),
    "webhooks.delete_endpoint": Operation("Webhook"),
    "webhooks.rotate_secret": Operation("Webhook"),
    "webhooks.ping_endpoint": Operation("Delivery", (202,), ("webhook_disabled",)),
    "webhooks.replay_events": Operation("Replay", (200, 202), ("webhook_disabled",)),
    "webhooks.list_deliveries": Operation("DeliveryPage"),
    "webhooks.get_delivery": Operation("Delivery"),
    "webhooks.redeliver": Operation("Delivery", (202,), ("webhook_disabled",)),
    "webhooks.diagnose_signature": Operation("Diagnosis"),
    "events.list_events": Operation("EventPage"),
    "events.get_event": Operation("Event"),
    "stores.list_stores": Operation("StorePage"),
    "stores.open_store": Operation("Store", (201,), ("store_not_allowed",), {"get_store": ("store_id", "id")}),
    "stores.get_store": Operation("Store"),
    "stores.change_store": Operation("Store", refuses=("store_not_allowed",)),
    "idempotency_keys.get_idempotency_key": Operation("IdempotencyKey"),
    "errors.list_errors": Operation("ErrorCatalogue"),
    "health.alive": Operation("Health"),
    "health.ready": Operation("Readiness", (200, 503)),
    "docs.openapi_document": Operation("OpenApi", etag=True),
    "docs.reference": Operation(media=(HTML,), etag=True),
    "docs.error_pages": Operation(media=(HTML,), etag=True),
    "docs.error_page": Operation(media=(HTML,), etag=True),
    "docs.asset": Operation(media=("*/*",), etag=True),
}
