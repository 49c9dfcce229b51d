"""Tell the stock of many products across the account's stores, as a list of products shows it."""

from collections.abc import Sequence
from typing import Any

from contracts.rpc import InvalidRequest, read
from contracts.rpc.billing_products import GetStock
from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.billing.errors import ValidationFailed
from services.billing.storage import stock_of_products
from services.billing.wire import inventory_to_public

_GET_STOCK = GetStock()


def get_stock(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return `{product_id: {"total_on_hand", "stores"}}`, each as `GET /v1/inventory/{product_id}` shows it.

    A key of one store sees that one alone; a product that billing does not know has nothing anywhere. Raises ValidationFailed.
    """
    try:
        product_ids: list[str] = read(_GET_STOCK, request)["product_ids"]
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None
    levels = stock_of_products.in_stores(db, caller.account_id, product_ids, caller.store_id)
    return {"body": dumps({product_id: _shown(product_id, rows) for product_id, rows in levels.items()})}


def _shown(product_id: str, levels: Sequence[dict[str, Any]]) -> dict[str, Any]:
    reorder_level = levels[0]["reorder_level_milli"] if levels else None
    facts = {"product_id": product_id, "sku": None, "reorder_level_milli": reorder_level}
    shown = inventory_to_public(facts, levels)
    return {"total_on_hand": shown["total_on_hand"], "stores": shown["stores"]}
