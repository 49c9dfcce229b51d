"""What billing's answers hold, as the public API (the newest version) shows it."""

from marshmallow import Schema, fields, validate

from contracts.events.billing import STATUSES
from contracts.rpc.billing import FULFILMENTS, MODES, ROUND_OFFS, TURNOVERS, Address

PLACE_RULES = (
    "given",
    "registered_at_counter",
    "registered_delivery",
    "unregistered_address",
    "shop",
    "sez",
)
"""What can settle a place of supply, in the order asked (`sez` makes the tax IGST whichever it is)."""


class LineBody(Schema):
    """A line of an invoice."""

    line = fields.Integer(required=True, strict=True)
    product_id = fields.String(required=True)
    sku = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    hsn = fields.String(required=True, allow_none=True)
    qty = fields.Float(required=True)
    unit = fields.String(required=True)
    rate = fields.Float(required=True)
    tax_inclusive = fields.Boolean(required=True)
    discount = fields.Float(required=True)
    bill_discount = fields.Float(required=True)
    gst_rate = fields.Float(required=True)
    zero_rate_reason = fields.String(required=True, allow_none=True)
    taxable_value = fields.Float(required=True)
    cgst = fields.Float(required=True)
    sgst = fields.Float(required=True)
    igst = fields.Float(required=True)
    cess = fields.Float(required=True)
    total = fields.Float(required=True)


class TaxBody(Schema):
    """The taxes of an invoice, and their sum."""

    cgst = fields.Float(required=True)
    sgst = fields.Float(required=True)
    igst = fields.Float(required=True)
    cess = fields.Float(required=True)
    total = fields.Float(required=True)


class BuyerBody(Schema):
    """Who bought, as recorded on the sale."""

    id = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    gstin = fields.String(required=True, allow_none=True)
    address = fields.Nested(Address, required=True, allow_none=True)


class PaymentBody(Schema):
    """A payment; cash above what was due shows what was handed over."""

    id = fields.String(required=True)
    mode = fields.String(required=True, validate=validate.OneOf(MODES))
    amount = fields.Float(required=True)
    tendered = fields.Float(required=True, allow_none=True)
    reference = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True)


class InvoiceBody(Schema):
    """An invoice: the JSON text `body` of `create_invoice` and `get_invoice`, and each item of `list_invoices`."""

    id = fields.String(required=True)
    invoice_no = fields.String(required=True)
    document_type = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    store_id = fields.String(required=True)
    customer = fields.Nested(BuyerBody, required=True, allow_none=True)
    items = fields.List(fields.Nested(LineBody), required=True)
    taxable_value = fields.Float(required=True)
    tax = fields.Nested(TaxBody, required=True)
    discount = fields.Float(required=True)
    round_off = fields.Float(required=True)
    grand_total = fields.Float(required=True)
    amount_paid = fields.Float(required=True)
    amount_due = fields.Float(required=True)
    change_due = fields.Float(required=True)
    amount_refunded = fields.Float(required=True)
    refund_status = fields.String(required=True)
    payments = fields.List(fields.Nested(PaymentBody), required=True)
    place_of_supply = fields.String(required=True)
    fulfilment = fields.String(required=True, validate=validate.OneOf(FULFILMENTS))
    notes = fields.String(required=True, allow_none=True)
    metadata = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    issued_at = fields.String(required=True)
    created_at = fields.String(required=True)


class RateSourceBody(Schema):
    """Where a rate comes from, and the list of rates in force on the day of the bill."""

    source = fields.String(required=True, validate=validate.OneOf(["product", "composition"]))
    in_force_since = fields.Date(required=True, allow_none=True)
    notification = fields.String(required=True, allow_none=True)


class LineAmountsBody(TaxBody):
    """From quantity times rate to the line's total; `value` is what is left after both discounts."""

    gross = fields.Float(required=True)
    discount = fields.Float(required=True)
    bill_discount = fields.Float(required=True)
    value = fields.Float(required=True)
    taxable_value = fields.Float(required=True)


class ReasonBody(Schema):
    """Why a line bears its tax: `rule` settled the place of supply."""

    line = fields.Integer(required=True, strict=True)
    rule = fields.String(required=True, validate=validate.OneOf(PLACE_RULES))
    place_of_supply = fields.String(required=True)
    rate = fields.Float(required=True)
    rate_from = fields.Nested(RateSourceBody, required=True)
    formula = fields.String(required=True)
    amounts = fields.Nested(LineAmountsBody, required=True)


class BatchError(Schema):
    """Why a sale of a batch was refused; the pointers begin at the sale."""

    code = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Dict(), required=True)
    facts = fields.Dict(required=True)


class InvoiceResult(Schema):
    """What became of one sale of a batch."""

    index = fields.Integer(required=True, strict=True)
    status = fields.String(required=True, validate=validate.OneOf(["created", "error"]))
    resource = fields.Nested(InvoiceBody)
    error = fields.Nested(BatchError)


class InvoiceBatchBody(Schema):
    """The JSON text `body` of `create_invoice_batch`."""

    results = fields.List(fields.Nested(InvoiceResult), required=True)


class PreviewBody(InvoiceBody):
    """What a sale would make: the JSON text `body` of `preview_invoice`."""

    class Meta:
        exclude = ("id", "invoice_no", "payments")

    explain = fields.List(fields.Nested(ReasonBody), required=True)


class StoreStockBody(Schema):
    """What one store has of a product."""

    store_id = fields.String(required=True)
    store_name = fields.String(required=True)
    on_hand = fields.Float(required=True)
    reorder_level = fields.Float(required=True, allow_none=True)
    low = fields.Boolean(required=True)
    updated_at = fields.String(required=True, allow_none=True)


class InventoryBody(Schema):
    """A product's stock across stores: the JSON text `body` of `get_inventory`."""

    product_id = fields.String(required=True)
    sku = fields.String(required=True)
    total_on_hand = fields.Float(required=True)
    stores = fields.List(fields.Nested(StoreStockBody), required=True)


class StoreBody(Schema):
    """A store: the JSON text `body` of `open_store`, and each item of `list_stores`."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    gstin = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    address = fields.Nested(Address, required=True, allow_none=True)
    invoice_template = fields.String(required=True)
    credit_note_template = fields.String(required=True)
    upi_id = fields.String(required=True, allow_none=True)
    round_off = fields.String(required=True, validate=validate.OneOf(ROUND_OFFS))
    tax_inclusive = fields.Boolean(required=True)
    negative_stock = fields.Boolean(required=True)
    composition = fields.Boolean(required=True)
    turnover = fields.String(required=True, allow_none=True, validate=validate.OneOf(TURNOVERS))
    status = fields.String(required=True, validate=validate.OneOf(["open", "closed"]))
    is_default = fields.Boolean(required=True)
    metadata = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    created_at = fields.String(required=True)
    updated_at = fields.String(required=True)


CheckedStores = Schema.from_dict(
    {
        "stores": fields.List(fields.String(), required=True),
        "default_store_id": fields.String(required=True, allow_none=True),
        "unknown": fields.List(fields.String(), required=True),
    },
    name="CheckedStores",
)
"""The answer of `check_stores`. The default is the key's own store, else the account's; null before the first opens."""
