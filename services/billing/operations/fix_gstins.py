"""A store's GSTIN stays from its first invoice on: the sale that makes it says so on the store's row."""

from collections.abc import Sequence

from kit.db import Tx
from services.billing.domain.sale import Draft
from services.billing.storage import stores


class StoreChanged(Exception):
    """A store has another GSTIN than the one its sale was worked out with; this transaction rolls back and looks again."""


def fix_gstins(tx: Tx, accounts: Sequence[str], drafts: dict[int, Draft]) -> None:
    """
    Fix the GSTINs of stores that sell for the first time; no statement for all others.

    A change of the GSTIN locks the same row: either it comes first, and StoreChanged is raised, or it waits for this sale and
    is refused.
    """
    first = {
        (accounts[place], made.store.store_id, made.store.gstin)
        for place, made in drafts.items()
        if not made.store.gstin_fixed
    }
    if first and stores.fix_gstins(tx, sorted(first)) != len(first):
        raise StoreChanged
