"""
Public events, as endpoints receive them and GET /v1/events lists them: the envelope, and the `data` of each type.

Money in rupees, quantities in units, phones masked. Fields are added in a version of the API, never renamed or removed.
"""

from marshmallow import Schema, fields, validate


class PublicEnvelope(Schema):
    """One public event; `sequence` counts an account's events without a gap, in the order they arrived."""

    id = fields.String(required=True, validate=validate.Regexp(r"evt_[0-9A-HJKMNP-TV-Z]{26}\Z"))
    type = fields.String(required=True)
    api_version = fields.String(required=True)
    created_at = fields.String(required=True, validate=validate.Regexp(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z"))
    livemode = fields.Boolean(required=True)
    sequence = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    data = fields.Dict(required=True)


class InvoiceCreated(Schema):
    """A sale."""

    invoice_no = fields.String(required=True)
    grand_total = fields.Float(required=True)
    customer_phone = fields.String(required=True, allow_none=True)
    invoice_id = fields.String(required=True)
    store_id = fields.String(required=True)
    status = fields.String(required=True)
    items_count = fields.Integer(required=True, strict=True)


class InvoiceRefunded(Schema):
    """A credit note: what came back of an invoice, and how much of it has come back in all."""

    credit_note_no = fields.String(required=True)
    invoice_no = fields.String(required=True)
    total = fields.Float(required=True)
    customer_phone = fields.String(required=True, allow_none=True)
    credit_note_id = fields.String(required=True)
    invoice_id = fields.String(required=True)
    store_id = fields.String(required=True)
    refund_status = fields.String(required=True)


class PaymentReceived(Schema):
    """A payment on an invoice after the sale; `amount_due` is what it leaves."""

    payment_id = fields.String(required=True)
    invoice_id = fields.String(required=True)
    invoice_no = fields.String(required=True)
    mode = fields.String(required=True)
    amount = fields.Float(required=True)
    amount_due = fields.Float(required=True)


class StockLow(Schema):
    """Stock fell to the reorder level or below."""

    product_id = fields.String(required=True)
    sku = fields.String(required=True)
    name = fields.String(required=True)
    store_id = fields.String(required=True)
    on_hand = fields.Float(required=True)
    reorder_level = fields.Float(required=True)


class StockChanged(Schema):
    """Stock of one product in one store went up or down."""

    product_id = fields.String(required=True)
    sku = fields.String(required=True)
    store_id = fields.String(required=True)
    delta = fields.Float(required=True)
    on_hand = fields.Float(required=True)
    reason = fields.String(required=True)


class CustomerCreated(Schema):
    """A new customer."""

    customer_id = fields.String(required=True)
    customer_phone = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)


class Product(Schema):
    """The product, as GET /v1/products/{id} shows it."""

    id = fields.String(required=True)
    sku = fields.String(required=True)
    name = fields.String(required=True)
    rate = fields.Float(required=True)
    tax_inclusive = fields.Boolean(required=True, allow_none=True)
    gst_rate = fields.Float(required=True)
    cess_rate = fields.Float(required=True)
    zero_rate_reason = fields.String(required=True, allow_none=True)
    hsn = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True)
    barcode = fields.String(required=True, allow_none=True)
    reorder_level = fields.Float(required=True, allow_none=True)
    status = fields.String(required=True)
    metadata = fields.Dict(required=True)
    created_at = fields.String(required=True)
    updated_at = fields.String(required=True)


class WebhookDisabled(Schema):
    """An endpoint gets no more events."""

    webhook_id = fields.String(required=True)
    reason = fields.String(required=True)


class Ping(Schema):
    """A test that somebody asked for; the webhook named is the only one that gets it."""

    webhook_id = fields.String(required=True)


DATA = {
    "invoice.created": InvoiceCreated,
    "invoice.refunded": InvoiceRefunded,
    "payment.received": PaymentReceived,
    "stock.low": StockLow,
    "stock.changed": StockChanged,
    "customer.created": CustomerCreated,
    "product.created": Product,
    "product.updated": Product,
    "product.archived": Product,
    "webhook.disabled": WebhookDisabled,
    "ping": Ping,
}
