"""Fetch one invoice, by id or by number."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.ids import is_id
from services.billing.errors import AmbiguousNumber, NotFound
from services.billing.storage import invoices


def get_invoice(db: Database, caller: Caller, *, invoice: str) -> dict[str, Any]:
    """Return the invoice's body. Raises NotFound, and AmbiguousNumber when two GSTINs of the account have this number."""
    if is_id("inv", invoice):
        body = invoices.by_id(db, caller.account_id, invoice)
        bodies = [] if body is None else [body]
    else:
        bodies = invoices.by_number(db, caller.account_id, invoice)
    if not bodies:
        raise NotFound(f"There is no invoice {invoice}.")
    if len(bodies) > 1:
        raise AmbiguousNumber(f"Two invoices have the number {invoice}; ask by id, or list them with ?number=.")
    return {"body": bodies[0]}
