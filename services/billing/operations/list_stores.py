"""List an account's stores."""

import json
from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.billing.storage import stores
from services.billing.wire import store_to_public


def list_stores(db: Database, caller: Caller) -> dict[str, Any]:
    """Return every store, the default first; an account has few, so this list has one page."""
    with db.transaction(caller.account_id) as tx:
        rows = stores.all_of(tx, caller.account_id)
    for row in rows:
        row["address"] = None if row["address"] is None else json.loads(row["address"])
        row["metadata"] = json.loads(row["metadata"])
    return {"body_items": dumps([store_to_public(row) for row in rows]), "next": None}
