"""Changes and lists of stores, off the bus."""

from typing import Any

from marshmallow import Schema

from contracts.rpc import InvalidRequest, read
from contracts.rpc import billing_stores as contract
from services.billing.errors import ValidationFailed

Json = dict[str, Any]

_CHANGE = contract.ChangeStore()
_CHANGES = contract.StoreChanges()
_LIST = contract.ListStores()


def store_changes_from_wire(request: Any) -> tuple[str, Json, str | None]:
    """Read the request of `change_store`: the store, what is named of it, and the body it is meant for; raises ValidationFailed."""
    asked = _judged(_CHANGE, request)
    return asked["store_id"], _judged(_CHANGES, asked["changes"]), asked["expected_body"]


def stores_list_from_wire(request: Any) -> tuple[Json, tuple[str, str] | None, int]:
    """Read the filters that are named, the place to go on from and the limit; raises ValidationFailed."""
    asked = _judged(_LIST, request)
    filters = {name: value for name, value in (asked["filters"] or {}).items() if value is not None}
    return filters, asked["after"], asked["limit"]


def _judged(schema: Schema, request: Any) -> Json:
    try:
        return read(schema, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None
