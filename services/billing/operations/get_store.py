"""Fetch one store."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.billing.errors import NotFound
from services.billing.storage import stores
from services.billing.wire import store_to_public


def get_store(db: Database, caller: Caller, *, store_id: Any) -> dict[str, Any]:
    """Return the store's body. Raises NotFound, also for another store than the key's own."""
    if not isinstance(store_id, str) or not store_id.isprintable() or caller.store_id not in (None, store_id):
        raise NotFound("There is no such store.")
    with db.transaction(caller.account_id) as tx:
        store = stores.get(tx, caller.account_id, store_id)
    if store is None:
        raise NotFound(f"There is no store {store_id}.")
    return {"body": dumps(store_to_public(store))}
