"""List the credit notes of an invoice, newest first."""

from typing import Any

from kit.caller import Caller
from kit.clock import rfc3339
from kit.db import Database
from services.billing.operations.get_invoice import the_one
from services.billing.storage import credit_notes, invoices
from services.billing.wire import refunds_list_from_wire


def list_refunds(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return a page: the notes' bodies as one JSON array text, and the place to go on from, None at the end.

    Raises NotFound and AmbiguousNumber (the invoice), ValidationFailed.
    """
    name, after, limit = refunds_list_from_wire(request)
    invoice_id = the_one(invoices.ids(db, caller.account_id, caller.store_id, name), name)
    rows = credit_notes.of_invoice(db, caller.account_id, invoice_id, after, limit + 1)
    shown = rows[:limit]
    following = [rfc3339(shown[-1]["created_at"]), shown[-1]["credit_note_id"]] if len(rows) > limit else None
    return {"body_items": "[" + ",".join([row["body"] for row in shown]) + "]", "next": following}
