"""Tell the current stock of a product across the account's stores."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.billing.errors import NotFound
from services.billing.storage import sellables, stock
from services.billing.wire import inventory_to_public


def get_inventory(db: Database, caller: Caller, *, product_id: Any) -> dict[str, Any]:
    """Return the stock in every store, or in the key's own. Raises NotFound for a product billing does not know."""
    if not isinstance(product_id, str) or not product_id.isprintable():  # what cannot be stored is not there
        raise NotFound("There is no such product.")
    with db.transaction(caller.account_id) as tx:
        product = sellables.get(tx, caller.account_id, product_id)
        if product is None:
            raise NotFound(f"There is no product {product_id}.")
        levels = stock.across_stores(tx, caller.account_id, product_id)
    if caller.store_id is not None:
        levels = [level for level in levels if level["store_id"] == caller.store_id]
    facts = {
        "product_id": product.product_id,
        "sku": product.sku,
        "reorder_level_milli": product.reorder_level_milli,
    }
    return {"body": dumps(inventory_to_public(facts, levels))}
