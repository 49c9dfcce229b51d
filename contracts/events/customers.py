"""The customers' events. Personal data: consumers keep what they need and no more."""

from marshmallow import Schema, fields, validate


class ReleasedPhone(Schema):
    """
    A number that the customer no longer has, as an HMAC: whoever is sold to under it next gets the id of this generation.

    An id is derived from the account, the phone and its generation; `phone_key` from the account and the phone.
    """

    phone_key = fields.String(required=True)
    generation = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))


class CustomerFacts(Schema):
    """
    A customer at one version of the profile; a consumer keeps the highest version it has seen.

    `phone` null: the customer was erased, and whatever was copied of the person is to be forgotten. `phone_generation` is the
    generation of the phone: of two customers with one phone, the higher has it now. `released` names the phone that this
    version gave up.
    """

    customer_id = fields.String(required=True)
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    phone = fields.String(required=True, allow_none=True)
    phone_generation = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    name = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    gstin = fields.String(required=True, allow_none=True)
    sez = fields.Boolean(required=True)
    state = fields.String(required=True, allow_none=True)
    released = fields.List(fields.Nested(ReleasedPhone), required=True)


class CustomerMerged(Schema):
    """
    An id that billing minted for a phone while the phone's customer had another: from now on it means that customer.

    Told once. Invoices keep the id they were made with; whoever lists them by customer follows it.
    """

    customer_id = fields.String(required=True)
    alias_id = fields.String(required=True)


EVENTS = {
    ("customer.created", 1): CustomerFacts,
    ("customer.updated", 1): CustomerFacts,
    ("customer.merged", 1): CustomerMerged,
}
