"""Billing's methods that change and list stores; `open_store` is in contracts.rpc.billing."""

from typing import Any

from marshmallow import fields

from contracts.rpc import INVALID_TYPE, REQUIRED, Request, flag, metadata_changes, text, whole
from contracts.rpc.billing import (
    DEFAULT_LIMIT,
    GSTIN,
    MOST_LISTED,
    ROUND_OFFS,
    STORE_STATUSES,
    TURNOVERS,
    UPI_ID,
    Place,
    choice,
    form,
    one,
    state,
)

_WORD: dict[str, Any] = {"required": REQUIRED, "null": REQUIRED, "invalid": INVALID_TYPE}


class AddressChanges(Request):
    """Lines of an address: what is absent stays, null clears."""

    line1 = text(200, allow_none=True)
    city = text(100, allow_none=True)
    state = state(allow_none=True)
    pin = text(10, allow_none=True)


class StoreChanges(Request):
    """What a merge patch names (RFC 7396): what is absent stays, null clears or sets back to the default."""

    name = text(200)
    gstin = form(GSTIN, "invalid_gstin", allow_none=True)
    state = state()
    address = one(AddressChanges, allow_none=True)
    invoice_template = text(64, allow_none=True)
    credit_note_template = text(64, allow_none=True)
    upi_id = form(UPI_ID, INVALID_TYPE, allow_none=True)
    round_off = choice(*ROUND_OFFS, allow_none=True)
    tax_inclusive = flag(allow_none=True)
    negative_stock = flag(allow_none=True)
    composition = flag(allow_none=True)
    turnover = choice(*TURNOVERS, allow_none=True)
    status = choice(*STORE_STATUSES)
    is_default = flag()
    metadata = metadata_changes(allow_none=True)


class ChangeStore(Request):
    """A change of one store; `changes` is a StoreChanges, `expected_body` the SHA-256 of the body it is meant for."""

    store_id = fields.String(required=True, error_messages=_WORD)
    changes = fields.Dict(required=True, error_messages=_WORD)
    expected_body = text(64, load_default=None, allow_none=True)


class StoreFilters(Request):
    """Which stores."""

    status = choice(*STORE_STATUSES, load_default=None, allow_none=True)


class ListStores(Request):
    """A page of stores, newest first."""

    filters = one(StoreFilters, load_default=None, allow_none=True)
    after = Place(load_default=None, allow_none=True)
    limit = whole(1, MOST_LISTED, load_default=DEFAULT_LIMIT)
