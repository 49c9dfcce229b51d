"""Say what upsert_products would do with up to 500 products, and do none of it."""

from typing import Any

from kit.caller import Caller
from kit.clock import Clock, ist_date
from kit.db import Database
from kit.errors import Refusal
from kit.wire_json import dumps
from services.catalog.domain.product import ARCHIVED, Draft
from services.catalog.errors import ProductArchived
from services.catalog.operations.ask_stores import Bus, ask_stores
from services.catalog.operations.upsert_products import judge, read_item
from services.catalog.storage import products
from services.catalog.wire import batch_from_wire, refusal_to_item


def preview_products(
    db: Database, bus: Bus, clock: Clock, caller: Caller, *, request: dict[str, Any]
) -> dict[str, Any]:
    """
    Judge each item as upsert_products does, and answer its body without the resources.

    It may come otherwise: by the time of the write another request can have taken a SKU, or a store can have been closed.

    Raises ValidationFailed when the batch itself is not one, WireError when billing cannot be reached.
    """
    items = [read_item(item) for item in batch_from_wire(request)]
    stores = ask_stores(bus, caller)
    judged = judge(items, stores, ist_date(clock.now()))
    known = products.by_sku(db, caller.account_id, [item.sku for item in judged if isinstance(item, Draft)])
    results = [_result(index, item, known) for index, item in enumerate(judged)]
    return {"body": dumps({"results": results})}


def _result(index: int, item: Draft | Refusal, known: dict[str, tuple[str, str]]) -> dict[str, Any]:
    if isinstance(item, Refusal):
        return refusal_to_item(index, item)
    product_id, status = known.get(item.sku, ("", ""))
    if status == ARCHIVED:
        return refusal_to_item(index, ProductArchived(item.sku, product_id))
    return {"index": index, "status": "updated" if status else "created"}
