"""Billing's methods about stock: requests, and what their answers hold as the public API (the newest version) shows it."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from contracts.rpc import INVALID_TYPE, REQUIRED, Request, text, whole
from contracts.rpc.billing import DEFAULT_LIMIT, MOST_LISTED, MOST_MILLI, Place, choice, instant, one

REASONS_BY_HAND = ("received", "damaged", "lost", "found", "correction")
REASONS = ("opening", "sale", "refund", "already_counted", "transfer", *REASONS_BY_HAND)

_OPTIONAL: dict[str, Any] = {"allow_none": True, "load_default": None}
_WORD: dict[str, Any] = {"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE}


class GetInventory(Request):
    """A product's stock across stores, now or as the ledger had it at the end of a second."""

    product_id = fields.String(required=True, error_messages=_WORD)
    as_of = instant(**_OPTIONAL)


class ListLowStock(Request):
    """Which store's products have run low, or all stores'; how many of them to name."""

    store_id = text(64, **_OPTIONAL)
    limit = whole(1, MOST_LISTED, load_default=DEFAULT_LIMIT)


class AdjustStock(Request):
    """A change by hand: by `delta_milli`, for a reason, or to `count_milli`, as counted at a time (now)."""

    product_id = fields.String(required=True, error_messages=_WORD)
    store_id = text(64, **_OPTIONAL)
    delta_milli = whole(-MOST_MILLI, MOST_MILLI, **_OPTIONAL)
    count_milli = whole(0, MOST_MILLI, **_OPTIONAL)
    counted_at = instant(**_OPTIONAL)
    expected_qty_milli = whole(-MOST_MILLI, MOST_MILLI, **_OPTIONAL)
    reason = choice(*REASONS_BY_HAND, **_OPTIONAL)
    note = text(500, **_OPTIONAL)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def _delta_or_count(self, _data: Any, original: Any, **_: Any) -> None:
        if not isinstance(original, Mapping):
            return
        by_delta, by_count = (original.get(name) is not None for name in ("delta_milli", "count_milli"))
        if by_delta and by_count:
            raise ValidationError({"count_milli": [INVALID_TYPE]})
        if not by_delta and not by_count:
            raise ValidationError({"delta_milli": [REQUIRED]})
        if by_delta and original.get("counted_at") is not None:
            raise ValidationError({"counted_at": [INVALID_TYPE]})
        if by_delta and original.get("reason") is None:
            raise ValidationError({"reason": [REQUIRED]})


class TransferStock(Request):
    """So much of a product from one store to another."""

    product_id = fields.String(required=True, error_messages=_WORD)
    from_ = text(64, required=True, data_key="from")
    to = text(64, required=True)
    qty_milli = whole(1, MOST_MILLI, required=True)
    note = text(500, **_OPTIONAL)


class MovementFilters(Request):
    """Which movements."""

    store_id = text(64, **_OPTIONAL)
    reason = choice(*REASONS, **_OPTIONAL)
    created_at_gte = instant(**_OPTIONAL)
    created_at_lte = instant(**_OPTIONAL)


class ListMovements(Request):
    """A page of a product's ledger, newest first."""

    product_id = fields.String(required=True, error_messages=_WORD)
    filters = one(MovementFilters, **_OPTIONAL)
    after = Place(**_OPTIONAL)
    limit = whole(1, MOST_LISTED, load_default=DEFAULT_LIMIT)


class MovementBody(Schema):
    """A row of the ledger: the JSON text `body` of `adjust_stock`, and each item of `list_movements`."""

    id = fields.String(required=True)
    product_id = fields.String(required=True)
    store_id = fields.String(required=True)
    delta = fields.Float(required=True)
    on_hand = fields.Float(required=True)
    reason = fields.String(required=True)
    count = fields.Float(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    document_id = fields.String(required=True, allow_none=True)
    occurred_at = fields.String(required=True)
    created_at = fields.String(required=True)


class TransferBody(Schema):
    """A transfer with its two movements, the leaving one first: the JSON text `body` of `transfer_stock`."""

    id = fields.String(required=True)
    product_id = fields.String(required=True)
    from_ = fields.String(required=True, data_key="from")
    to = fields.String(required=True)
    qty = fields.Float(required=True)
    note = fields.String(required=True, allow_none=True)
    movements = fields.List(fields.Nested(MovementBody), required=True)
    created_at = fields.String(required=True)


class LowStockLine(Schema):
    """A product at or below its reorder level in a store."""

    product_id = fields.String(required=True)
    sku = fields.String(required=True)
    name = fields.String(required=True)
    store_id = fields.String(required=True)
    store_name = fields.String(required=True)
    on_hand = fields.Float(required=True)
    reorder_level = fields.Float(required=True)


class LowStockBody(Schema):
    """The JSON text `body` of `list_low_stock`: how many there are, and the emptiest of them."""

    count = fields.Integer(required=True, strict=True)
    data = fields.List(fields.Nested(LowStockLine), required=True)
