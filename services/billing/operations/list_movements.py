"""List the stock ledger of a product, newest first."""

from typing import Any

from kit.caller import Caller
from kit.clock import rfc3339
from kit.db import Database
from kit.wire_json import dumps
from services.billing.operations.stock_by_hand import product_named
from services.billing.storage import stock_movements
from services.billing.wire import movement_to_public, movements_list_from_wire


def list_movements(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return a page: the movements as one JSON array text, and the place to go on from, None at the end.

    A key of one store sees that store's. Raises NotFound (the product), ValidationFailed.
    """
    product_id, filters, after, limit = movements_list_from_wire(request)
    if caller.store_id is not None:
        filters["store_id"] = caller.store_id
    with db.transaction(caller.account_id) as tx:
        product = product_named(tx, caller, product_id)
        rows = stock_movements.page(tx, caller.account_id, product.product_id, filters, after, limit + 1)
    shown = rows[:limit]
    following = [rfc3339(shown[-1]["recorded_at"]), shown[-1]["movement_id"]] if len(rows) > limit else None
    return {"body_items": dumps([movement_to_public(row) for row in shown]), "next": following}
