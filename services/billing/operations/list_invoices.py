"""List invoices, newest first."""

from collections.abc import Mapping
from typing import Any

from kit.caller import Caller
from kit.clock import rfc3339
from kit.db import Database
from services.billing.storage import invoices


def list_invoices(db: Database, caller: Caller, *, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a page: the bodies as one JSON array text, and the place to go on from, None at the end."""
    filters = {name: value for name, value in (request.get("filters") or {}).items() if value is not None}
    after, limit = request.get("after"), request.get("limit", 20)
    rows = invoices.page(db, caller.account_id, filters, tuple(after) if after else None, limit + 1)
    shown = rows[:limit]
    following = [rfc3339(shown[-1]["created_at"]), shown[-1]["invoice_id"]] if len(rows) > limit else None
    return {"body_items": "[" + ",".join(row["body"] for row in shown) + "]", "next": following}
