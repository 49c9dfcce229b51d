"""The catalog's events. `product.created`, `.updated` and `.archived` carry one document: every fact billing needs to sell."""

from marshmallow import Schema, fields, validate


class StoreQuantity(Schema):
    """What one store starts with."""

    store_id = fields.String(required=True)
    qty_milli = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))


class ProductDocument(Schema):
    """
    A product at one version; a consumer keeps the highest version it has seen.

    The same document is the request of `billing.apply_product`. `opening_stock` lists every store that carries the product
    and is applied once for each. `tax_inclusive` null leaves the choice to the store.
    """

    product_id = fields.String(required=True)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    status = fields.String(required=True, validate=validate.OneOf(["active", "archived"]))
    sku = fields.String(required=True)
    name = fields.String(required=True)
    rate_paise = fields.Integer(required=True, strict=True)
    tax_inclusive = fields.Boolean(required=True, allow_none=True)
    gst_rate_bp = fields.Integer(required=True, strict=True)
    cess_rate_bp = fields.Integer(required=True, strict=True)
    zero_rate_reason = fields.String(required=True, allow_none=True)
    hsn = fields.String(required=True, allow_none=True)
    unit = fields.String(required=True)
    barcode = fields.String(required=True, allow_none=True)
    reorder_level_milli = fields.Integer(required=True, strict=True, allow_none=True)
    opening_stock = fields.List(fields.Nested(StoreQuantity), required=True)
    metadata = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    created_at = fields.AwareDateTime(required=True, format="iso")
    updated_at = fields.AwareDateTime(required=True, format="iso")


EVENTS = {
    ("product.created", 1): ProductDocument,
    ("product.updated", 1): ProductDocument,
    ("product.archived", 1): ProductDocument,
}
