"""List an account's stores, newest first."""

from typing import Any

from kit.caller import Caller
from kit.clock import rfc3339
from kit.db import Database
from kit.wire_json import dumps
from services.billing.storage import stores
from services.billing.wire import store_to_public, stores_list_from_wire


def list_stores(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return a page: the stores as one JSON array text, and the place to go on from, None at the end.

    A key of one store sees that one. Raises ValidationFailed.
    """
    filters, after, limit = stores_list_from_wire(request)
    if caller.store_id is not None:
        filters["store_id"] = caller.store_id
    with db.transaction(caller.account_id) as tx:
        rows = stores.page(tx, caller.account_id, filters, after, limit + 1)
    shown = rows[:limit]
    following = [rfc3339(shown[-1]["created_at"]), shown[-1]["store_id"]] if len(rows) > limit else None
    return {"body_items": dumps([store_to_public(row) for row in shown]), "next": following}
