"""Read the account's customers, newest first."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.customers.storage import customers
from services.customers.wire import customer_to_public, list_from_wire


def list_customers(db: Database, caller: Caller, *, request: dict[str, Any]) -> dict[str, Any]:
    """
    Return a page: `body_items` is the JSON text of an array of customers, `next` the place to go on from, or None.

    Raises ValidationFailed.
    """
    filters, after, limit = list_from_wire(request)
    found = customers.page(db, caller.account_id, filters, after, limit + 1)
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return {
        "body_items": dumps([customer_to_public(customer) for customer in shown]),
        "next": [last.created_at.isoformat(), last.customer_id] if last else None,
    }
