"""Billing's events: money in paise, quantities in thousandths, rates in basis points. Consumers ignore what they do not know."""

from marshmallow import Schema, fields, validate

STATUSES = ("paid", "partially_paid", "unpaid")
DOCUMENT_TYPES = ("tax_invoice", "bill_of_supply")


def _amount() -> fields.Integer:
    return fields.Integer(required=True, strict=True)


class Buyer(Schema):
    """
    Who buys, as recorded on this sale. A buyer without a phone has no id.

    `id` is derived from account and phone: customers makes the record that it names, if there is none yet.
    """

    id = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    gstin = fields.String(required=True, allow_none=True)
    address = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    sez = fields.Boolean(required=True)


class InvoiceLine(Schema):
    """A line. Always: cgst = sgst, and taxable + cgst + sgst + igst + cess = total."""

    line = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    product_id = fields.String(required=True)
    sku = fields.String(required=True)
    name = fields.String(required=True)
    hsn = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True)
    qty_milli = _amount()
    rate_paise = _amount()
    tax_inclusive = fields.Boolean(required=True)
    gst_rate_bp = _amount()
    cess_rate_bp = _amount()
    zero_rate_reason = fields.String(required=True, allow_none=True)
    discount_paise = _amount()
    bill_discount_paise = _amount()
    taxable_paise = _amount()
    cgst_paise = _amount()
    sgst_paise = _amount()
    igst_paise = _amount()
    cess_paise = _amount()
    total_paise = _amount()


class InvoicePayment(Schema):
    """What one payment settled; change given back is not in it. Mode `credit` stays due."""

    id = fields.String(required=True)
    mode = fields.String(required=True)
    amount_paise = _amount()


class InvoiceCreated(Schema):
    """
    A sale. Sums are those of the lines; Σ line totals + round-off = grand total = paid + due.

    `discount_paise` holds the discounts of the lines and of the bill. A sale counts on the day of `issued_at` in India.
    """

    invoice_id = fields.String(required=True)
    invoice_no = fields.String(required=True)
    store_id = fields.String(required=True)
    document_type = fields.String(required=True, validate=validate.OneOf(DOCUMENT_TYPES))
    supplier_gstin = fields.String(required=True, allow_none=True)
    supplier_state = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    issued_at = fields.AwareDateTime(required=True, format="iso")
    created_at = fields.AwareDateTime(required=True, format="iso")
    place_of_supply = fields.String(required=True)
    inter_state = fields.Boolean(required=True)
    customer = fields.Nested(Buyer, required=True, allow_none=True)
    lines = fields.List(fields.Nested(InvoiceLine), required=True, validate=validate.Length(min=1))
    discount_paise = _amount()
    taxable_paise = _amount()
    cgst_paise = _amount()
    sgst_paise = _amount()
    igst_paise = _amount()
    cess_paise = _amount()
    round_off_paise = _amount()
    grand_total_paise = _amount()
    amount_paid_paise = _amount()
    amount_due_paise = _amount()
    payments = fields.List(fields.Nested(InvoicePayment), required=True)


class StockChange(Schema):
    """One product's stock in one store went up or down; `on_hand_milli` is the balance after it."""

    product_id = fields.String(required=True)
    sku = fields.String(required=True)
    store_id = fields.String(required=True)
    delta_milli = _amount()
    on_hand_milli = _amount()
    reason = fields.String(required=True)


class StockChanged(Schema):
    """The changes of stock that one document made: a product is in it once a store, and where nothing changed not at all."""

    changes = fields.List(fields.Nested(StockChange), required=True, validate=validate.Length(min=1))


class StockLow(Schema):
    """
    A movement brought stock down to the reorder level or below it.

    Told once: again only after stock has come back to the level and a fifth more.
    """

    product_id = fields.String(required=True)
    sku = fields.String(required=True)
    name = fields.String(required=True)
    store_id = fields.String(required=True)
    on_hand_milli = _amount()
    reorder_level_milli = _amount()


class StockPlace(Schema):
    """A product in a store."""

    product_id = fields.String(required=True)
    store_id = fields.String(required=True)


class StockOpened(Schema):
    """
    Stores that had no stock row of a product have one now: by a transfer, by hand, or by a sale below zero.

    Opening stock tells nothing of it: the catalog has put the product into those stores itself. May be told twice.
    """

    rows = fields.List(fields.Nested(StockPlace), required=True, validate=validate.Length(min=1))


class PaymentReceived(Schema):
    """A payment after the sale; change given back is not in `amount_paise`. The last two sums are the invoice's after it."""

    payment_id = fields.String(required=True)
    invoice_id = fields.String(required=True)
    invoice_no = fields.String(required=True)
    store_id = fields.String(required=True)
    mode = fields.String(required=True)
    amount_paise = _amount()
    amount_paid_paise = _amount()
    amount_due_paise = _amount()
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    received_at = fields.AwareDateTime(required=True, format="iso")


class CreditNoteLine(InvoiceLine):
    """
    What came back of a line: quantity and amounts are the returned part's.

    Of a part worth a few paise `taxable_paise` can be a paisa or two below nothing: it is what the taxes' rounding leaves.
    """

    restock = fields.Boolean(required=True)


class RefundPayment(Schema):
    """Money given back by one mode."""

    id = fields.String(required=True)
    mode = fields.String(required=True)
    amount_paise = _amount()


class InvoiceRefunded(Schema):
    """
    A credit note. Σ line totals + round-off = total, which first lowered what was due; `refunds` is the rest, given back.

    The facts of the original are repeated as it has them; `amount_refunded_paise` is what all its notes come to so far. A
    note that is not `gst_effective` came too late to lower the tax. It counts on the day of `issued_at` in India.
    """

    credit_note_id = fields.String(required=True)
    credit_note_no = fields.String(required=True)
    invoice_id = fields.String(required=True)
    invoice_no = fields.String(required=True)
    invoice_issued_at = fields.AwareDateTime(required=True, format="iso")
    store_id = fields.String(required=True)
    document_type = fields.String(required=True, validate=validate.OneOf(DOCUMENT_TYPES))
    supplier_gstin = fields.String(required=True, allow_none=True)
    supplier_state = fields.String(required=True)
    place_of_supply = fields.String(required=True)
    inter_state = fields.Boolean(required=True)
    customer = fields.Nested(Buyer, required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    gst_effective = fields.Boolean(required=True)
    invoice_grand_total_paise = _amount()
    lines = fields.List(fields.Nested(CreditNoteLine), required=True, validate=validate.Length(min=1))
    discount_paise = _amount()
    taxable_paise = _amount()
    cgst_paise = _amount()
    sgst_paise = _amount()
    igst_paise = _amount()
    cess_paise = _amount()
    round_off_paise = _amount()
    total_paise = _amount()
    refunds = fields.List(fields.Nested(RefundPayment), required=True)
    refund_status = fields.String(required=True, validate=validate.OneOf(["partial", "full"]))
    amount_refunded_paise = _amount()
    amount_paid_paise = _amount()
    amount_due_paise = _amount()
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    issued_at = fields.AwareDateTime(required=True, format="iso")
    created_at = fields.AwareDateTime(required=True, format="iso")


EVENTS = {
    ("invoice.created", 1): InvoiceCreated,
    ("invoice.refunded", 1): InvoiceRefunded,
    ("payment.received", 1): PaymentReceived,
    ("stock.changed", 1): StockChanged,
    ("stock.low", 1): StockLow,
    ("stock.opened", 1): StockOpened,
}
