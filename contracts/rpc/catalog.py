"""The catalog's methods: requests, answers, refusals."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from contracts.rpc import (
    INVALID_TYPE,
    OUT_OF_RANGE,
    REQUIRED,
    Request,
    flag,
    metadata,
    metadata_changes,
    milli,
    paise,
    text,
    whole,
)

MOST_PRODUCTS = 500
MOST_LISTED = 100
DEFAULT_LIMIT = 20
STATUSES = ("active", "archived")
LIST_FILTERS = ("store_id", "sku", "status", "q", "updated_at_gte")

_CHOICE: dict[str, Any] = {"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE}


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


class ProductChanges(Request):
    """What a merge patch names (RFC 7396): what is absent stays, null clears. SKU and opening stock never change."""

    name = text(200)
    rate_paise = paise()
    tax_inclusive = flag(allow_none=True)
    gst_rate_bp = whole(0, 10_000)
    cess_rate_bp = whole(0, 100_000)
    zero_rate_reason = text(20, allow_none=True)
    hsn = text(20, allow_none=True)
    unit = text(16)
    barcode = text(64, allow_none=True)
    reorder_level_milli = milli(allow_none=True)
    metadata = metadata_changes(allow_none=True)
    status = fields.String(validate=validate.OneOf(STATUSES, error=OUT_OF_RANGE), error_messages=_CHOICE)


class ChangeProduct(Request):
    """A change of one product; `changes` is a ProductChanges, `expected_body` the SHA-256 of the body it is meant for."""

    product_id = fields.String(required=True)
    changes = fields.Dict(required=True)
    expected_body = text(64, load_default=None, allow_none=True)


class ArchiveProduct(Request):
    """An end to the sale of a product."""

    product_id = fields.String(required=True)
    expected_body = text(64, load_default=None, allow_none=True)


class UpsertProducts(Request):
    """Up to 500 products, each judged by itself: every item is a CreateProduct."""

    products = fields.List(
        fields.Raw(allow_none=True),
        required=True,
        validate=[validate.Length(min=1, max=MOST_PRODUCTS, error=OUT_OF_RANGE)],
        error_messages={"required": "required", "null": "required", "invalid": INVALID_TYPE},
    )


class BatchError(Schema):
    """Why an item of a batch was refused; the pointers begin at the item."""

    code = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Dict(), required=True)
    facts = fields.Dict(required=True)


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


class BatchResult(Schema):
    """What became of one item of a batch."""

    index = fields.Integer(required=True, strict=True)
    status = fields.String(required=True, validate=validate.OneOf(["created", "updated", "error"]))
    resource = fields.Nested(ProductBody)
    error = fields.Nested(BatchError)


class BatchBody(Schema):
    """The JSON text `body` of an `upsert_products` answer, and of `preview_products`, which has no resources."""

    results = fields.List(fields.Nested(BatchResult), required=True)


REFUSALS = {
    "create_product": ("validation_failed", "sku_taken", "service_unavailable"),
    "change_product": (
        "validation_failed",
        "not_found",
        "product_archived",
        "precondition_failed",
        "service_unavailable",
    ),
    "archive_product": ("not_found", "precondition_failed", "service_unavailable"),
    "upsert_products": ("validation_failed", "service_unavailable"),
    "preview_products": ("validation_failed", "service_unavailable"),
    "get_product": ("not_found",),
    "list_products": ("validation_failed",),
}
