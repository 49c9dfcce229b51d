"""Note which stores a product reached otherwise than by its opening stock, as billing tells."""

from collections.abc import Sequence

from kit.db import Tx
from kit.messaging import Event
from services.catalog.storage import product_stores
from services.catalog.wire import reached_from_wire


def reach_stores(tx: Tx, events: Sequence[Event]) -> None:
    """Apply a batch of stock.opened, in any order: from then on the stores' lists have the products."""
    product_stores.reach(tx, [place for event in events for place in reached_from_wire(event.account_id, event.data)])
