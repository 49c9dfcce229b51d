"""Work a refund out and show what it would come to; nothing is changed, and the store's shelves are not looked at."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.billing.operations.draft_refund import draft_refund
from services.billing.wire import refund_from_wire, refund_preview_to_public


def preview_refund(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return the credit note that this refund would make now, and how money would go back.

    Without items it is of all that is left, and so tells what is left of each line. Raises NotFound, AmbiguousNumber,
    ValidationFailed, NothingToRefund, RefundExceedsInvoice.
    """
    name, asked = refund_from_wire(request)
    with db.transaction(caller.account_id) as tx:
        drafted = draft_refund(tx, caller, name, asked)
    return {"body": dumps(refund_preview_to_public(drafted.original, drafted.note, drafted.shares))}
