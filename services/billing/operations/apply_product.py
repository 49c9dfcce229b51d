"""Take over the facts of products from catalog, and book their opening stock once."""

from collections.abc import Mapping, Sequence
from typing import Any

from kit.clock import Clock
from kit.db import Tx
from kit.ids import new_id
from services.billing.storage import sellables, stock


def apply_product(tx: Tx, clock: Clock, documents: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, int]:
    """
    Apply (account, product document) pairs: facts where the version is newer, opening stock where none was booked.

    The call and the event carry the same document, in any order and any number of times.
    """
    now = clock.now()
    applied = sellables.apply(tx, documents)
    openings = [
        {
            "account_id": account_id,
            "product_id": document["product_id"],
            "store_id": opening["store_id"],
            "movement_id": new_id("mov", now),
            "qty_milli": opening["qty_milli"],
        }
        for account_id, document in documents
        for opening in document.get("opening_stock") or ()
    ]
    if openings:
        places = sorted({(o["account_id"], o["store_id"], o["product_id"]) for o in openings})
        stock.open_rows(tx, places, now)
        stock.lock(tx, places)  # so that the balance after an opening is right, whatever is sold meanwhile
        stock.add_openings(tx, openings, now)
    return {"applied": applied}
