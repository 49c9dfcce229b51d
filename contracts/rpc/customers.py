"""The customers' methods: requests, answers, refusals."""

from typing import Any

from marshmallow import Schema, fields, validate

from contracts.rpc import INVALID_TYPE, REQUIRED, Request, flag, metadata, metadata_changes, text

MOST_LISTED = 100
DEFAULT_LIMIT = 20
LIST_FILTERS = ("phone", "q", "updated_at_gte")


class Address(Request):
    """An Indian address; `state` is a two-digit GST code."""

    line1 = text(200, allow_none=True, load_default=None)
    city = text(100, allow_none=True, load_default=None)
    state = text(2, shortest=2, allow_none=True, load_default=None)
    pin = text(10, allow_none=True, load_default=None)


def _phone(**options: Any) -> fields.String:
    return fields.String(
        validate=[validate.Regexp(r"\+[1-9][0-9]{6,14}\Z", error="invalid_phone")],
        error_messages={"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE},
        **options,
    )


class UpsertCustomer(Request):
    """A customer by phone (E.164). What is absent or null stays as it is; what is named is overwritten."""

    phone = _phone(required=True)
    name = text(200, allow_none=True)
    email = text(254, allow_none=True)
    gstin = text(15, allow_none=True)
    sez = flag(allow_none=True)
    address = fields.Nested(Address, allow_none=True)
    metadata = metadata(allow_none=True)


class AddressChanges(Request):
    """Lines of an address to set, or to clear by null."""

    line1 = text(200, allow_none=True)
    city = text(100, allow_none=True)
    state = text(2, shortest=2, allow_none=True)
    pin = text(10, allow_none=True)


class CustomerChanges(Request):
    """What a merge patch names (RFC 7396): what is absent stays, null clears. Without the phone nobody is a customer."""

    phone = _phone()
    name = text(200, allow_none=True)
    email = text(254, allow_none=True)
    gstin = text(15, allow_none=True)
    sez = flag()
    address = fields.Nested(AddressChanges, allow_none=True)
    metadata = metadata_changes(allow_none=True)


class ChangeCustomer(Request):
    """A change of one customer; `changes` is a CustomerChanges, `expected_body` the SHA-256 of the body it is meant for."""

    customer_id = fields.String(required=True)
    changes = fields.Dict(required=True)
    expected_body = text(64, load_default=None, allow_none=True)


class EraseCustomer(Request):
    """An end to what is known of a person."""

    customer_id = fields.String(required=True)
    expected_body = text(64, load_default=None, allow_none=True)


class CustomerBody(Schema):
    """A customer as the public API shows it (the newest version): the JSON text `body` of the answers."""

    id = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    gstin = fields.String(required=True, allow_none=True)
    sez = fields.Boolean(required=True)
    address = fields.Dict(required=True, allow_none=True)
    metadata = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    total_spent = fields.Float(required=True)
    invoices_count = fields.Integer(required=True, strict=True)
    last_visit_at = fields.String(required=True, allow_none=True)
    erased_at = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True)
    updated_at = fields.String(required=True)


REFUSALS = {
    "upsert_customer": ("validation_failed",),
    "change_customer": ("validation_failed", "not_found", "customer_erased", "phone_taken", "precondition_failed"),
    "erase_customer": ("not_found", "precondition_failed"),
    "get_customer": ("not_found",),
    "list_customers": ("validation_failed",),
}
