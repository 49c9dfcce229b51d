"""List what has run low: products at or below their reorder level, the emptiest first."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from kit.wire_json import dumps
from services.billing.storage import stock_of_products
from services.billing.wire import low_stock_from_wire, low_stock_to_wire


def list_low_stock(db: Database, caller: Caller, *, request: Any) -> dict[str, str]:
    """
    Return how many there are, and the emptiest of them; a product counts once in each store where it was ever booked.

    A key of one store sees that one. Raises ValidationFailed.
    """
    store_id, limit = low_stock_from_wire(request)
    rows = stock_of_products.low(db, caller.account_id, caller.store_id or store_id, limit)
    return {"body": dumps(low_stock_to_wire(rows))}
