"""The catalog's methods: requests, answers, refusals."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from contracts.rpc import INVALID_TYPE, OUT_OF_RANGE, Request, flag, metadata, milli, paise, text, whole

MOST_PRODUCTS = 500
MOST_LISTED = 100
DEFAULT_LIMIT = 20
LIST_FILTERS = ("store_id", "sku", "status", "q", "updated_at_gte")


class StoreQuantity(Request):
    """What one store starts with."""

    store_id = text(64, required=True)
    qty_milli = milli(required=True)


class DefaultQuantity(Request):
    """What the key's store, or the account's default one, starts with."""

    qty_milli = milli(required=True)


class OpeningStock(fields.Field[Any]):
    """`{"qty_milli": 500000}` for one store, or a list of `{"store_id", "qty_milli"}`."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        if isinstance(value, Mapping):
            return DefaultQuantity().load(value)
        if not isinstance(value, list):
            raise ValidationError(INVALID_TYPE)
        if not 1 <= len(value) <= 1000:
            raise ValidationError(OUT_OF_RANGE)
        return StoreQuantity(many=True).load(value)


class CreateProduct(Request):
    """A product with its price, GST class and opening stock."""

    sku = text(64, required=True)
    name = text(200, required=True)
    rate_paise = paise(required=True)
    tax_inclusive = flag(load_default=None, allow_none=True)
    gst_rate_bp = whole(0, 10_000, required=True)
    cess_rate_bp = whole(0, 100_000, load_default=0)
    zero_rate_reason = text(20, load_default=None, allow_none=True)
    hsn = text(20, load_default=None, allow_none=True)
    unit = text(16, load_default="NOS")
    barcode = text(64, load_default=None, allow_none=True)
    reorder_level_milli = milli(load_default=None, allow_none=True)
    stock = OpeningStock(load_default=None, allow_none=True)
    metadata = metadata(load_default=dict)


class UpsertProducts(Request):
    """Up to 500 products, each judged by itself: every item is a CreateProduct."""

    products = fields.List(
        fields.Raw(allow_none=True),
        required=True,
        validate=[validate.Length(min=1, max=MOST_PRODUCTS, error=OUT_OF_RANGE)],
        error_messages={"required": "required", "null": "required", "invalid": INVALID_TYPE},
    )


class BatchError(Schema):
    """Why an item of a batch was refused."""

    code = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Dict(), required=True)
    facts = fields.Dict(required=True)


class BatchResult(Schema):
    """What became of one item of a batch."""

    index = fields.Integer(required=True, strict=True)
    status = fields.String(required=True, validate=validate.OneOf(["created", "updated", "error"]))
    product_id = fields.String()
    error = fields.Nested(BatchError)


class BatchBody(Schema):
    """The JSON text `body` of an `upsert_products` answer."""

    results = fields.List(fields.Nested(BatchResult), required=True)


class ProductBody(Schema):
    """A product as the public API shows it (the newest version): the JSON text `body` of the other answers."""

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
    status = fields.String(required=True, validate=validate.OneOf(["active", "archived"]))
    metadata = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    created_at = fields.String(required=True)
    updated_at = fields.String(required=True)


REFUSALS = {
    "create_product": ("validation_failed", "sku_taken", "service_unavailable"),
    "upsert_products": ("validation_failed", "service_unavailable"),
    "get_product": ("not_found",),
    "list_products": ("validation_failed",),
}
