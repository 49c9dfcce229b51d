"""Tell catalog which of these stores exist, and which is the default one."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.billing.storage import stores
from services.billing.wire import store_ids_from_wire


def check_stores(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return {stores, default_store_id, unknown}; without store ids, all stores of the account. A key's store is its default.

    Raises ValidationFailed.
    """
    asked = store_ids_from_wire(request)
    with db.transaction(caller.account_id) as tx:
        known = stores.of_accounts(tx, [caller.account_id])[caller.account_id]
    default = next((store.store_id for store in known.values() if store.is_default), None)
    return {
        "stores": sorted(known) if asked is None else [store_id for store_id in asked if store_id in known],
        "default_store_id": caller.store_id or default,
        "unknown": [store_id for store_id in asked or () if store_id not in known],
    }
