"""A key that is bound to a store is told of that store alone."""

from kit.caller import Caller
from services.reporting.errors import InvalidReportQuery, StoreNotAllowed


def own_store(caller: Caller, asked: object) -> str | None:
    """Give the store to report on, None for all; raises StoreNotAllowed where it is not the key's own."""
    if asked is not None and not isinstance(asked, str):
        fault = {"parameter": "store", "code": "invalid_type", "detail": "store is the id of a store"}
        raise InvalidReportQuery("the report cannot be made; errors names each parameter", errors=[fault])
    if caller.store_id and asked and asked != caller.store_id:
        raise StoreNotAllowed(f"this key is restricted to the store {caller.store_id}")
    return asked or caller.store_id
