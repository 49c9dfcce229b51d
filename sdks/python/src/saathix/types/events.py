"""Events with the `data` of their type: after `if event["type"] == "invoice.created"` a type checker knows it."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

from .answers import Number, Product


class CustomerCreated(TypedDict):
    """A new customer; the phone is masked."""

    customer_id: str
    customer_phone: str | None
    name: str | None


class InvoiceCreated(TypedDict):
    """A sale."""

    invoice_no: str
    grand_total: Number
    customer_phone: str | None
    invoice_id: str
    store_id: str
    status: str
    items_count: int


class InvoiceRefunded(TypedDict):
    """Something was given back."""

    credit_note_no: str
    invoice_no: str
    total: Number
    customer_phone: str | None
    credit_note_id: str
    invoice_id: str
    store_id: str
    refund_status: str


class PaymentReceived(TypedDict):
    """A payment after the sale."""

    payment_id: str
    invoice_id: str
    invoice_no: str
    mode: str
    amount: Number
    amount_due: Number


class StockChanged(TypedDict):
    """Stock moved."""

    product_id: str
    sku: str
    store_id: str
    delta: Number
    on_hand: Number
    reason: str


class StockLow(TypedDict):
    """Stock fell to its reorder level or below."""

    product_id: str
    sku: str
    name: str
    store_id: str
    on_hand: Number
    reorder_level: Number


class WebhookDisabled(TypedDict):
    """An endpoint was given up."""

    webhook_id: str
    reason: str


class Ping(TypedDict):
    """A test."""

    webhook_id: str


class Envelope(TypedDict):
    """What every event has; `sequence` counts an account's events without a gap."""

    id: str
    api_version: str
    created_at: str
    livemode: bool
    sequence: int


class CustomerCreatedEvent(Envelope):
    """`customer.created`"""

    type: Literal["customer.created"]
    data: CustomerCreated


class InvoiceCreatedEvent(Envelope):
    """`invoice.created`"""

    type: Literal["invoice.created"]
    data: InvoiceCreated


class InvoiceRefundedEvent(Envelope):
    """`invoice.refunded`"""

    type: Literal["invoice.refunded"]
    data: InvoiceRefunded


class PaymentReceivedEvent(Envelope):
    """`payment.received`"""

    type: Literal["payment.received"]
    data: PaymentReceived


class PingEvent(Envelope):
    """`ping`"""

    type: Literal["ping"]
    data: Ping


class ProductArchivedEvent(Envelope):
    """`product.archived`"""

    type: Literal["product.archived"]
    data: Product


class ProductCreatedEvent(Envelope):
    """`product.created`"""

    type: Literal["product.created"]
    data: Product


class ProductUpdatedEvent(Envelope):
    """`product.updated`"""

    type: Literal["product.updated"]
    data: Product


class StockChangedEvent(Envelope):
    """`stock.changed`"""

    type: Literal["stock.changed"]
    data: StockChanged


class StockLowEvent(Envelope):
    """`stock.low`"""

    type: Literal["stock.low"]
    data: StockLow


class WebhookDisabledEvent(Envelope):
    """`webhook.disabled`"""

    type: Literal["webhook.disabled"]
    data: WebhookDisabled


WebhookEvent = Union[
    CustomerCreatedEvent,
    InvoiceCreatedEvent,
    InvoiceRefundedEvent,
    PaymentReceivedEvent,
    PingEvent,
    ProductArchivedEvent,
    ProductCreatedEvent,
    ProductUpdatedEvent,
    StockChangedEvent,
    StockLowEvent,
    WebhookDisabledEvent,
]
