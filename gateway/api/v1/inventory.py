"""Stock."""

from typing import Any

from flask import Blueprint, Response

from gateway.answers import made, page, shown
from gateway.api.v1.schemas.inventory import Adjustment, InventoryQuery, MovementsQuery, Transfer
from gateway.auth.stores import in_own_store, only_own_store
from gateway.rules import body, idempotent, needs, query
from gateway.services import ask, write

inventory = Blueprint("inventory", __name__, url_prefix="/v1/inventory")


@inventory.get("/<product_id>")
@needs("inventory:read")
@query(InventoryQuery)
def get_inventory(product_id: str, query: dict[str, Any]) -> Response:
    """Fetch the stock of a product across stores, now or as the ledger had it at a moment."""
    return shown(ask("billing", "get_inventory", {"product_id": product_id, **query}))


@inventory.get("/<product_id>/movements")
@needs("inventory:read")
@query(MovementsQuery)
def list_movements(product_id: str, query: dict[str, Any]) -> Response:
    """List the movements of a product's stock, newest first."""
    return page("billing", "list_movements", in_own_store(query), product_id=product_id)


@inventory.post("/<product_id>/adjustments")
@needs("inventory:write")
@body(Adjustment)
@idempotent
def adjust_stock(product_id: str, body: dict[str, Any]) -> Response:
    """Change the stock of a product in one store by an amount, or to what was counted."""
    only_own_store(body["store_id"])
    return made(write("billing", "adjust_stock", {"product_id": product_id, **body}))


@inventory.post("/<product_id>/transfers")
@needs("inventory:write")
@body(Transfer)
@idempotent
def transfer_stock(product_id: str, body: dict[str, Any]) -> Response:
    """Move stock of a product from one store to another, both movements or neither."""
    return made(write("billing", "transfer_stock", {"product_id": product_id, **body}))
