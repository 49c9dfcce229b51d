"""Read one product."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.catalog.errors import ProductNotFound
from services.catalog.storage import products
from services.catalog.wire import product_id_from_wire


def get_product(db: Database, caller: Caller, *, request: dict[str, Any]) -> dict[str, Any]:
    """Return the product's public body. Raises ProductNotFound."""
    body = products.body(db, caller.account_id, product_id_from_wire(request["product_id"]))
    if body is None:
        raise ProductNotFound
    return {"body": body}
