"""Billing's methods about refunds: requests, and the credit note as the public API (the newest version) shows it."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.events.billing import DOCUMENT_TYPES
from contracts.rpc import Request, flag, text, whole
from contracts.rpc.billing import (
    DEFAULT_LIMIT,
    LATER_MODES,
    MOST_LINES,
    MOST_LISTED,
    MOST_MILLI,
    Place,
    choice,
    many,
)
from contracts.rpc.billing_bodies import BuyerBody, LineBody, TaxBody

REFUND_STATUSES = ("none", "partial", "full")

_OPTIONAL: dict[str, Any] = {"allow_none": True, "load_default": None}


class ReturnedItem(Request):
    """What comes back of a line; without a quantity, all that is left of it. It goes back into stock unless told otherwise."""

    line = whole(1, MOST_LINES, required=True)
    qty_milli = whole(1, MOST_MILLI, **_OPTIONAL)
    restock = flag(**_OPTIONAL)


class RefundInvoice(Request):
    """A refund, or its preview, on an invoice named by id or number; without items all that is left, without a mode the way it was paid."""

    invoice = text(64, required=True)
    items = many(ReturnedItem, 1, MOST_LINES, **_OPTIONAL)
    reason = text(500, **_OPTIONAL)
    mode = choice(*LATER_MODES, **_OPTIONAL)


class ListRefunds(Request):
    """A page of an invoice's credit notes, newest first; it takes no filters."""

    invoice = text(64, required=True)
    filters = fields.Dict(validate=validate.Length(max=0), **_OPTIONAL)
    after = Place(**_OPTIONAL)
    limit = whole(1, MOST_LISTED, load_default=DEFAULT_LIMIT)


class ReturnedLineBody(LineBody):
    """What came back of a line of the invoice: quantity and amounts are the returned part's."""

    restock = fields.Boolean(required=True)


class RefundBody(Schema):
    """Money given back by one mode."""

    id = fields.String(required=True)
    mode = fields.String(required=True, validate=validate.OneOf(LATER_MODES))
    amount = fields.Float(required=True)


class RefundShareBody(Schema):
    """Money that would go back by one mode."""

    mode = fields.String(required=True, validate=validate.OneOf(LATER_MODES))
    amount = fields.Float(required=True)


class RefundPreviewBody(Schema):
    """What a refund would come to, and where it would leave the invoice: the JSON text `body` of `preview_refund`."""

    invoice_id = fields.String(required=True)
    invoice_no = fields.String(required=True)
    items = fields.List(fields.Nested(ReturnedLineBody), required=True, validate=validate.Length(min=1))
    taxable_value = fields.Float(required=True)
    tax = fields.Nested(TaxBody, required=True)
    discount = fields.Float(required=True)
    round_off = fields.Float(required=True)
    total = fields.Float(required=True)
    refunds = fields.List(fields.Nested(RefundShareBody), required=True)
    refund_status = fields.String(required=True, validate=validate.OneOf(REFUND_STATUSES[1:]))
    amount_due = fields.Float(required=True)


class CreditNoteBody(Schema):
    """A credit note: the JSON text `body` of `refund_invoice` and `get_credit_note`, and each item of `list_refunds`."""

    id = fields.String(required=True)
    credit_note_no = fields.String(required=True)
    invoice_id = fields.String(required=True)
    invoice_no = fields.String(required=True)
    invoice_issued_at = fields.String(required=True)
    document_type = fields.String(required=True, validate=validate.OneOf(DOCUMENT_TYPES))
    store_id = fields.String(required=True)
    customer = fields.Nested(BuyerBody, required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    gst_effective = fields.Boolean(required=True)
    items = fields.List(fields.Nested(ReturnedLineBody), required=True, validate=validate.Length(min=1))
    taxable_value = fields.Float(required=True)
    tax = fields.Nested(TaxBody, required=True)
    discount = fields.Float(required=True)
    round_off = fields.Float(required=True)
    total = fields.Float(required=True)
    refunds = fields.List(fields.Nested(RefundBody), required=True)
    place_of_supply = fields.String(required=True)
    created_at = fields.String(required=True)
