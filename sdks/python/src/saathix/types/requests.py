"""What is sent. Written by tools/write_types.py from the OpenAPI document; not edited by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired

Number = Union[int, float, Decimal]
"""An amount: 68, Decimal('68.50') or 68.5."""


class SaleRequest(TypedDict):
    """A sale to invoice."""

    store: NotRequired[str | None]
    """Id of the store. Absent: the key's store, else the account's default one."""
    customer: NotRequired[BuyerRequest | None]
    """Who buys, found or created by phone."""
    customer_id: NotRequired[str | None]
    """A customer that is known already; send it or `customer`."""
    items: list[LineRequest]
    """The lines."""
    discount: NotRequired[Number | None]
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    payment: NotRequired[PaymentRequest | list[PaymentRequest] | None]
    """How it is paid, once or in parts. Absent: nothing is paid yet."""
    place_of_supply: NotRequired[str | None]
    """GST state code of where the goods go; it decides between CGST + SGST and IGST."""
    fulfilment: NotRequired[Literal["counter", "delivery"] | None]
    """Handed over at the counter, or delivered."""
    issued_at: NotRequired[str | None]
    """When the sale was made: at most 30 days back and 5 minutes ahead. Absent: now."""
    notes: NotRequired[str | None]
    """A text of your own."""
    metadata: NotRequired[dict[str, str] | None]
    """Up to 50 pairs of texts of your own."""


class BuyerRequest(TypedDict):
    """The customer of a sale, as the till knows them."""

    phone: NotRequired[str | None]
    """Phone number in any form; without a country code it is an Indian one. Kept as E.164."""
    name: NotRequired[str | None]
    """The name."""
    gstin: NotRequired[str | None]
    """GST registration number, its check digit right."""
    email: NotRequired[str | None]
    """E-mail address."""
    address: NotRequired[AddressRequest | None]
    """Postal address."""
    sez: NotRequired[bool | None]
    """Whether the buyer is in a special economic zone."""


class AddressRequest(TypedDict):
    """A postal address; `state` is a GST state code."""

    line1: NotRequired[str | None]
    """House and street."""
    city: NotRequired[str | None]
    """City."""
    state: NotRequired[str | None]
    """GST state code, two digits."""
    pin: NotRequired[str | None]
    """PIN code, six digits."""


class LineRequest(TypedDict):
    """What is sold on one line, by SKU or by product id."""

    sku: NotRequired[str | None]
    """The product by your own code."""
    product_id: NotRequired[str | None]
    """The product by its id."""
    qty: Number
    """How many units, with at most 3 decimals."""
    rate: NotRequired[Number | None]
    """Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's."""
    tax_inclusive: NotRequired[bool | None]
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    discount: NotRequired[Number | None]
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    description: NotRequired[str | None]
    """A line of text."""


class PaymentRequest(TypedDict):
    """How a sale is paid; without an amount, all that is due."""

    mode: Literal["cash", "upi", "card", "netbanking", "wallet", "credit"]
    """How it is paid. `credit` counts as due, not as paid."""
    amount: NotRequired[Number | None]
    """Rupees. Absent: all that is due."""
    reference: NotRequired[str | None]
    """The payment's number at the bank or terminal."""


class LaterPaymentRequest(TypedDict):
    """A payment after the sale; without an amount, all that is due."""

    mode: Literal["cash", "upi", "card", "netbanking", "wallet"]
    """How it is paid. `credit` counts as due, not as paid."""
    amount: NotRequired[Number | None]
    """Rupees. Absent: all that is due."""
    reference: NotRequired[str | None]
    """The payment's number at the bank or terminal."""


class RefundRequest(TypedDict):
    """A refund; without items, of all that is left of the invoice."""

    items: NotRequired[list[ReturnedItemRequest] | None]
    """What comes back. Absent: all that is left."""
    reason: NotRequired[str | None]
    """Why; it stands on the credit note."""
    mode: NotRequired[Literal["cash", "upi", "card", "netbanking", "wallet"] | None]
    """How money goes back. Absent: as it was paid, the newest payment first."""


class ReturnedItemRequest(TypedDict):
    """What comes back of a line; without a quantity, all that is left of it."""

    line: int
    """The line's number on the invoice."""
    qty: NotRequired[Number | None]
    """How many units come back. Absent: all that is left of the line."""
    restock: NotRequired[bool | None]
    """Whether the goods go back into stock. Absent: they do."""


class InvoicesBatchRequest(TypedDict):
    """Sales to invoice, in their order, each by itself."""

    invoices: list[BatchedSaleRequest]


class BatchedSaleRequest(TypedDict):
    """A sale of a batch; with the key under which it may have been sent alone before."""

    store: NotRequired[str | None]
    """Id of the store. Absent: the key's store, else the account's default one."""
    customer: NotRequired[BuyerRequest | None]
    """Who buys, found or created by phone."""
    customer_id: NotRequired[str | None]
    """A customer that is known already; send it or `customer`."""
    items: list[LineRequest]
    """The lines."""
    discount: NotRequired[Number | None]
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    payment: NotRequired[PaymentRequest | list[PaymentRequest] | None]
    """How it is paid, once or in parts. Absent: nothing is paid yet."""
    place_of_supply: NotRequired[str | None]
    """GST state code of where the goods go; it decides between CGST + SGST and IGST."""
    fulfilment: NotRequired[Literal["counter", "delivery"] | None]
    """Handed over at the counter, or delivered."""
    issued_at: NotRequired[str | None]
    """When the sale was made: at most 30 days back and 5 minutes ahead. Absent: now."""
    notes: NotRequired[str | None]
    """A text of your own."""
    metadata: NotRequired[dict[str, str] | None]
    """Up to 50 pairs of texts of your own."""
    idempotency_key: NotRequired[str | None]


class ProductRequest(TypedDict):
    """A product to create."""

    sku: str
    """The product by your own code."""
    name: str
    """The name."""
    rate: Number
    """Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's."""
    tax_inclusive: NotRequired[bool | None]
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    gst_rate: Number
    """GST in percent."""
    cess_rate: NotRequired[Number | None]
    """Compensation cess in percent."""
    zero_rate_reason: NotRequired[Literal["nil", "exempt", "non_gst", "zero_rated"] | None]
    """Why the GST rate is 0; required then."""
    hsn: NotRequired[str | None]
    """HSN or SAC code: 4, 6 or 8 digits."""
    unit: NotRequired[str | None]
    """Unit quantity code of the GST returns."""
    barcode: NotRequired[str | None]
    """EAN, UPC or any other."""
    reorder_level: NotRequired[Number | None]
    """At or below it, stock counts as low and `stock.low` is sent."""
    stock: NotRequired[Number | list[StoreStockRequest] | None]
    """Opening stock: a quantity for the key's or default store, or a list by store."""
    metadata: NotRequired[dict[str, str] | None]
    """Up to 50 pairs of texts of your own."""


class StoreStockRequest(TypedDict):
    """How much of a product a store opens with."""

    store: str
    """Id of the store. Absent: the key's store, else the account's default one."""
    qty: Number
    """How many units, with at most 3 decimals."""


class ProductChangesRequest(TypedDict):
    """What to change of a product: absent stays, null clears, metadata merges by key. `active` brings back an archived one."""

    name: NotRequired[str]
    """The name."""
    rate: NotRequired[Number]
    """Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's."""
    tax_inclusive: NotRequired[bool | None]
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    gst_rate: NotRequired[Number]
    """GST in percent."""
    cess_rate: NotRequired[Number | None]
    """Compensation cess in percent."""
    zero_rate_reason: NotRequired[Literal["nil", "exempt", "non_gst", "zero_rated"] | None]
    """Why the GST rate is 0; required then."""
    hsn: NotRequired[str | None]
    """HSN or SAC code: 4, 6 or 8 digits."""
    unit: NotRequired[str | None]
    """Unit quantity code of the GST returns."""
    barcode: NotRequired[str | None]
    """EAN, UPC or any other."""
    reorder_level: NotRequired[Number | None]
    """At or below it, stock counts as low and `stock.low` is sent."""
    metadata: NotRequired[dict[str, str | None] | None]
    """Up to 50 pairs of texts of your own."""
    status: NotRequired[Literal["active", "archived"]]
    """The state it is in."""


class ProductsBatchRequest(TypedDict):
    """Products to create, or to bring up to date by SKU; each is a whole product, and what it leaves out has its default."""

    products: list[ProductRequest]


class AdjustmentRequest(TypedDict):
    """A change by an amount (`delta`, with its reason), or to what was counted (`count`, at a time)."""

    store: NotRequired[str | None]
    """Id of the store. Absent: the key's store, else the account's default one."""
    delta: NotRequired[Number | None]
    """Units added, or taken when negative."""
    count: NotRequired[Number | None]
    counted_at: NotRequired[str | None]
    expected_qty: NotRequired[Number | None]
    reason: NotRequired[Literal["received", "damaged", "lost", "found", "correction"] | None]
    """Why."""
    note: NotRequired[str | None]


TransferRequest = TypedDict(
    "TransferRequest", {"from": "str", "to": "str", "qty": "Number", "note": "NotRequired[str | None]"}
)
"""So much from one store to another."""


class CustomerRequest(TypedDict):
    """A customer to create, or to change where named, by phone."""

    phone: str
    """Phone number in any form; without a country code it is an Indian one. Kept as E.164."""
    name: NotRequired[str | None]
    """The name."""
    gstin: NotRequired[str | None]
    """GST registration number, its check digit right."""
    email: NotRequired[str | None]
    """E-mail address."""
    address: NotRequired[AddressRequest | None]
    """Postal address."""
    sez: NotRequired[bool | None]
    """Whether the buyer is in a special economic zone."""
    metadata: NotRequired[dict[str, str] | None]
    """Up to 50 pairs of texts of your own."""


class CustomerChangesRequest(TypedDict):
    """What to change of a customer: absent stays, null clears, address and metadata merge. With another phone the id stays."""

    phone: NotRequired[str]
    """Phone number in any form; without a country code it is an Indian one. Kept as E.164."""
    name: NotRequired[str | None]
    """The name."""
    gstin: NotRequired[str | None]
    """GST registration number, its check digit right."""
    email: NotRequired[str | None]
    """E-mail address."""
    address: NotRequired[AddressChangesRequest | None]
    """Postal address."""
    sez: NotRequired[bool | None]
    """Whether the buyer is in a special economic zone."""
    metadata: NotRequired[dict[str, str | None] | None]
    """Up to 50 pairs of texts of your own."""


class AddressChangesRequest(TypedDict):
    """What to change of a postal address: absent stays, null clears."""

    line1: NotRequired[str | None]
    """House and street."""
    city: NotRequired[str | None]
    """City."""
    state: NotRequired[str | None]
    """GST state code, two digits."""
    pin: NotRequired[str | None]
    """PIN code, six digits."""


class WebhookEndpointRequest(TypedDict):
    """An address and the events it wants."""

    url: str
    """Where events are sent: public and https."""
    events: list[
        Literal[
            "*",
            "customer.*",
            "customer.created",
            "invoice.*",
            "invoice.created",
            "invoice.refunded",
            "payment.*",
            "payment.received",
            "ping",
            "product.*",
            "product.archived",
            "product.created",
            "product.updated",
            "stock.*",
            "stock.changed",
            "stock.low",
            "webhook.*",
            "webhook.disabled",
        ]
    ]
    """Types such as `invoice.created`, all of a kind (`stock.*`), or all (`*`)."""
    description: NotRequired[str | None]
    """A line of text."""
    headers: NotRequired[dict[str, str] | None]
    """Headers of your own on each delivery, at most 20."""
    api_version: NotRequired[Literal["v1.4", "v1.3"] | None]
    """The version that payloads are written in. Absent: that of this request."""


class WebhookChangesRequest(TypedDict):
    """What to change of a webhook: absent stays, null clears a header or the description."""

    url: NotRequired[str]
    """Where events are sent: public and https."""
    events: NotRequired[
        list[
            Literal[
                "*",
                "customer.*",
                "customer.created",
                "invoice.*",
                "invoice.created",
                "invoice.refunded",
                "payment.*",
                "payment.received",
                "ping",
                "product.*",
                "product.archived",
                "product.created",
                "product.updated",
                "stock.*",
                "stock.changed",
                "stock.low",
                "webhook.*",
                "webhook.disabled",
            ]
        ]
    ]
    """Types such as `invoice.created`, all of a kind (`stock.*`), or all (`*`)."""
    description: NotRequired[str | None]
    """A line of text."""
    headers: NotRequired[dict[str, str | None] | None]
    """Headers of your own on each delivery, at most 20."""
    status: NotRequired[Literal["enabled", "disabled"]]
    """The state it is in."""


ReplayRequest = TypedDict(
    "ReplayRequest",
    {
        "from": "NotRequired[str | None]",
        "to": "NotRequired[str | None]",
        "from_sequence": "NotRequired[int | None]",
        "to_sequence": "NotRequired[int | None]",
        "events": "NotRequired[list[Literal['*', 'customer.*', 'customer.created', 'invoice.*', 'invoice.created', 'invoice.refunded', 'payment.*', 'payment.received', 'ping', 'product.*', 'product.archived', 'product.created', 'product.updated', 'stock.*', 'stock.changed', 'stock.low', 'webhook.*', 'webhook.disabled']] | None]",
        "dry_run": "NotRequired[bool | None]",
    },
)
"""Which events to send again: a range by time or by sequence, both ends included, either one may be left open."""


class ComplaintRequest(TypedDict):
    """A delivery as you received it, and what you verify it with."""

    body: Any
    """The raw body, byte for byte, as text."""
    headers: dict[str, str]
    """The headers of the delivery."""
    secret: NotRequired[str | None]
    """The secret you verify with. Absent: those of all your webhooks."""
    received_at: NotRequired[str | None]
    """Your clock when it came. Absent: ours now."""


class StoreRequest(TypedDict):
    """A store to open. Its state is that of its GSTIN."""

    name: str
    """The name."""
    gstin: NotRequired[str | None]
    """GST registration number, its check digit right."""
    state: NotRequired[str | None]
    """GST state code, two digits."""
    address: NotRequired[AddressRequest | None]
    """Postal address."""
    invoice_template: NotRequired[str | None]
    credit_note_template: NotRequired[str | None]
    upi_id: NotRequired[str | None]
    round_off: NotRequired[Literal["off", "cash", "always"] | None]
    """What was added or taken off to reach a whole rupee."""
    tax_inclusive: NotRequired[bool | None]
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    negative_stock: NotRequired[bool | None]
    composition: NotRequired[bool | None]
    turnover: NotRequired[Literal["up_to_5_crore", "above_5_crore"] | None]
    status: NotRequired[Literal["open", "closed"] | None]
    """The state it is in."""
    is_default: NotRequired[bool | None]
    metadata: NotRequired[dict[str, str] | None]
    """Up to 50 pairs of texts of your own."""


class StoreChangesRequest(TypedDict):
    """What to change of a store: absent stays, null clears or sets back to the default, address and metadata merge by key."""

    name: NotRequired[str]
    """The name."""
    gstin: NotRequired[str | None]
    """GST registration number, its check digit right."""
    state: NotRequired[str]
    """GST state code, two digits."""
    address: NotRequired[AddressChangesRequest | None]
    """Postal address."""
    invoice_template: NotRequired[str | None]
    credit_note_template: NotRequired[str | None]
    upi_id: NotRequired[str | None]
    round_off: NotRequired[Literal["off", "cash", "always"] | None]
    """What was added or taken off to reach a whole rupee."""
    tax_inclusive: NotRequired[bool | None]
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    negative_stock: NotRequired[bool | None]
    composition: NotRequired[bool | None]
    turnover: NotRequired[Literal["up_to_5_crore", "above_5_crore"] | None]
    status: NotRequired[Literal["open", "closed"]]
    """The state it is in."""
    is_default: NotRequired[bool]
    metadata: NotRequired[dict[str, str | None] | None]
    """Up to 50 pairs of texts of your own."""
