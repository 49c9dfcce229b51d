"""The customers' events. Personal data: consumers keep what they need and no more."""

from marshmallow import Schema, fields, validate


class CustomerFacts(Schema):
    """
    A customer at one version of the profile; a consumer keeps the highest version it has seen.

    `phone_generation` is the last part of what `customer_id` was derived from: it is raised when a phone is released.
    """

    customer_id = fields.String(required=True)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    phone = fields.String(required=True)
    phone_generation = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    name = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    gstin = fields.String(required=True, allow_none=True)
    sez = fields.Boolean(required=True)
    state = fields.String(required=True, allow_none=True)


EVENTS = {
    ("customer.created", 1): CustomerFacts,
    ("customer.updated", 1): CustomerFacts,
}
