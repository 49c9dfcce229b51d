"""Stores."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, page, shown
from gateway.api.v1.schemas.stores import Store, StoreChanges, StoresQuery
from gateway.rules import body, idempotent, if_match, needs, query
from gateway.services import ask, write

stores = Blueprint("stores", __name__, url_prefix="/v1/stores")


@stores.get("")
@needs("stores:read")
@query(StoresQuery)
def list_stores(query: dict[str, Any]) -> Response:
    """List the stores of the account, newest first."""
    return page("billing", "list_stores", query)


@stores.post("")
@needs("stores:write")
@body(Store)
@idempotent
def open_store(body: dict[str, Any]) -> Response:
    """Open a store with its GSTIN, number series and settings; the first one is the default."""
    return made(write("billing", "open_store", body), at="/v1/stores")


@stores.get("/<store_id>")
@needs("stores:read")
def get_store(store_id: str) -> Response:
    """Fetch a store."""
    return shown(ask("billing", "get_store", {"store_id": store_id}))


@stores.patch("/<store_id>")
@needs("stores:write")
@body(StoreChanges)
@idempotent
@if_match(get_store)
def change_store(store_id: str, body: dict[str, Any], expected_body: str | None) -> Response:
    """Change what is named of a store; the next sale is billed by it. The GSTIN stays from the first invoice on."""
    request = {"store_id": store_id, "changes": body, "expected_body": expected_body}
    return made(write("billing", "change_store", request), at="/v1/stores")
