"""What billing tells of many products at once."""

from marshmallow import fields, validate

from contracts.rpc import INVALID_TYPE, OUT_OF_RANGE, REQUIRED, Request, text

MOST_PRODUCTS = 100


class GetStock(Request):
    """The products of a page."""

    product_ids = fields.List(
        text(64),
        required=True,
        validate=[validate.Length(max=MOST_PRODUCTS, error=OUT_OF_RANGE)],
        error_messages={"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE},
    )
