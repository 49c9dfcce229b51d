"""Tell the stock of a product across the account's stores, now or as the ledger had it."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.billing.operations.stock_by_hand import product_named
from services.billing.storage import stock, stock_movements
from services.billing.wire import inventory_request_from_wire, inventory_to_public


def get_inventory(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return the stock in every store, or in the key's own.

    `as_of` takes what was recorded by the end of that second, whenever it is said to have happened. Raises NotFound for a
    product billing does not know, ValidationFailed.
    """
    product_id, as_of = inventory_request_from_wire(request)
    with db.transaction(caller.account_id) as tx:
        product = product_named(tx, caller, product_id)
        if as_of is None:
            levels = stock.across_stores(tx, caller.account_id, product.product_id)
        else:
            levels = stock_movements.balances(tx, caller.account_id, product.product_id, as_of)
    if caller.store_id is not None:
        levels = [level for level in levels if level["store_id"] == caller.store_id]
    facts = {
        "product_id": product.product_id,
        "sku": product.sku,
        "reorder_level_milli": product.reorder_level_milli,
    }
    return {"body": dumps(inventory_to_public(facts, levels))}
