"""Work a sale out and say why it comes to what it comes to; nothing is changed, and stock is not looked at."""

from typing import Any

from kit.caller import Caller
from kit.clock import Clock
from kit.db import Database
from kit.errors import Refusal
from kit.wire_json import dumps
from services.billing.operations.draft_sales import draft_sales
from services.billing.wire import preview_to_public, sale_from_wire


def preview_invoice(db: Database, clock: Clock, secret: bytes, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return the invoice that this sale would make now, each tax explained.

    Raises what the sale would for its faults: ValidationFailed, ProductArchived, StoreClosed, StoreNotAllowed.
    """
    sale, now = sale_from_wire(request), clock.now()
    with db.transaction(caller.account_id) as tx:
        [drafted] = draft_sales(tx, [(caller, sale)], secret, now)
    if isinstance(drafted, Refusal):
        raise drafted
    return {"body": dumps(preview_to_public(drafted, now))}
