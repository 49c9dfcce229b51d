"""List invoices, newest first."""

from typing import Any

from kit.caller import Caller
from kit.clock import rfc3339
from kit.db import Database
from services.billing.errors import StoreNotAllowed
from services.billing.storage import customer_aliases, invoices
from services.billing.wire import invoices_list_from_wire


def list_invoices(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return a page: the bodies as one JSON array text, and the place to go on from, None at the end.

    Those of a customer are found under every id that billing minted for them. A page goes on where the last one ended, so that sales made meanwhile shift nothing. A key of one store is shown that
    store's. Raises ValidationFailed, StoreNotAllowed.
    """
    filters, after, limit = invoices_list_from_wire(request)
    if caller.store_id is not None and filters.setdefault("store_id", caller.store_id) != caller.store_id:
        raise StoreNotAllowed("This key lists the invoices of one store only, and the request names another.")
    if "customer_id" in filters:
        filters |= _by_customer(db, caller.account_id, filters.pop("customer_id"))
    rows = invoices.page(db, caller.account_id, filters, after, limit + 1)
    shown = rows[:limit]
    following = [rfc3339(shown[-1]["created_at"]), shown[-1]["invoice_id"]] if len(rows) > limit else None
    return {"body_items": "[" + ",".join([row["body"] for row in shown]) + "]", "next": following}


def _by_customer(db: Database, account_id: str, customer_id: str) -> dict[str, Any]:
    """One id is found in the order of the list; of several the invoices are sorted."""
    names = customer_aliases.names_of(db, account_id, customer_id)
    return {"customer_id": names[0]} if len(names) == 1 else {"customer_ids": names}
