"""Fetch one invoice, by id or by number."""

from collections.abc import Sequence
from typing import Any, TypeVar

from kit.caller import Caller
from kit.db import Database
from services.billing.errors import AmbiguousNumber, NotFound
from services.billing.storage import invoices

Found = TypeVar("Found")


def get_invoice(db: Database, caller: Caller, *, invoice: Any) -> dict[str, Any]:
    """Return the invoice's body. Raises NotFound, and AmbiguousNumber when two GSTINs of the account have this number."""
    if not isinstance(invoice, str) or not invoice.isprintable():  # what cannot be stored is not there
        raise NotFound("There is no such invoice.")
    return {"body": the_one(invoices.bodies(db, caller.account_id, caller.store_id, invoice), invoice)}


def the_one(found: Sequence[Found], name: str, kind: str = "invoice") -> Found:
    """Return the only document found under an id or a number. To a key of one store, another store's does not exist."""
    if not found:
        raise NotFound(f"There is no {kind} {name}.")
    if len(found) > 1:
        raise AmbiguousNumber(f"Two {kind}s have the number {name}; ask by id, or list them with ?number=.")
    return found[0]
