"""What a new product starts with in each store."""

from dataclasses import dataclass

from kit.errors import Fault, fault


@dataclass(frozen=True, slots=True)
class OpeningStock:
    """The quantity a store starts with, in thousandths. A row of 0 still says that the store carries the product."""

    store_id: str
    qty_milli: int


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores of the account as billing knows them, and the one that an unnamed quantity goes to."""

    known: frozenset[str]
    default_store_id: str | None


@dataclass(frozen=True, slots=True)
class WantedStock:
    """The opening stock as the request names it: one quantity for the default store, or quantities by store."""

    default_qty_milli: int | None = None
    by_store: tuple[OpeningStock, ...] = ()


def opening_stock(wanted: WantedStock | None, stores: Stores) -> tuple[OpeningStock, ...]:
    """
    Settle what each store starts with.

    Quantities by store put the product into those stores alone. One quantity goes to the default store, and the others
    start at 0; so does every store when no stock is named.
    """
    if wanted is not None and wanted.by_store:
        return wanted.by_store
    quantity = (wanted.default_qty_milli or 0) if wanted is not None else 0
    return tuple(
        OpeningStock(store_id, quantity if store_id == stores.default_store_id else 0)
        for store_id in sorted(stores.known)
    )


def stock_faults(wanted: WantedStock | None, stores: Stores) -> list[Fault]:
    """Name what is wrong with a wanted opening stock: stores the account has not, and stores named twice."""
    if wanted is None:
        return []
    if wanted.default_qty_milli and stores.default_store_id not in stores.known:
        return [fault("/stock", "unknown_store", "the account has no store yet; open one with POST /v1/stores")]
    faults = []
    seen: set[str] = set()
    for index, line in enumerate(wanted.by_store):
        if line.store_id not in stores.known:
            faults.append(fault(f"/stock/{index}/store", "unknown_store", f"the account has no store {line.store_id}"))
        elif line.store_id in seen:
            faults.append(fault(f"/stock/{index}/store", "out_of_range", f"{line.store_id} is named twice"))
        seen.add(line.store_id)
    return faults
