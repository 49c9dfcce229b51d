"""Read the account's products, newest first."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.catalog.storage import product_lists
from services.catalog.wire import list_from_wire


def list_products(db: Database, caller: Caller, *, request: dict[str, Any]) -> dict[str, Any]:
    """
    Return a page: `body_items` is the JSON text of an array of products, `next` the place to go on from, or None.

    Raises ValidationFailed.
    """
    filters, after, limit = list_from_wire(request)
    rows = product_lists.page(db, caller.account_id, filters, after, limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return {
        "body_items": "[" + ",".join([row["body"] for row in shown]) + "]",
        "next": [last["created_at"].isoformat(), last["product_id"]] if last else None,
    }
