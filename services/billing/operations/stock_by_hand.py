"""What every change of stock by hand does: find what is named, lock in the one order, write the ledger, tell of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.caller import Caller
from kit.db import Tx
from kit.errors import fault
from kit.messaging import outbox
from services.billing.domain.sale import Sellable, Store
from services.billing.domain.stock import Level, low_news
from services.billing.errors import NotFound, StoreClosed, StoreNotAllowed, ValidationFailed
from services.billing.storage import sellables, stock, stock_movements
from services.billing.storage.stock import Place
from services.billing.storage.stock_movements import MovementByHand


def product_named(tx: Tx, caller: Caller, product_id: str) -> Sellable:
    """Return the product of a path. Raises NotFound."""
    product = sellables.get(tx, caller.account_id, product_id) if product_id.isprintable() else None
    if product is None:  # what cannot be stored is not there
        raise NotFound("There is no such product.")
    return product


def store_of(caller: Caller, store_id: str | None, known: Mapping[str, Store], *, pointer: str = "/store") -> Store:
    """Return the store named, else the key's own, else the default. Raises StoreNotAllowed, ValidationFailed."""
    if caller.store_id is not None and store_id not in (None, caller.store_id):
        raise StoreNotAllowed("This key works on one store only, and the request names another.")
    wanted = store_id or caller.store_id
    store = next((s for s in known.values() if (s.store_id == wanted if wanted else s.is_default)), None)
    if store is None:
        raise ValidationFailed([fault(pointer, "unknown_store", "There is no such store; GET /v1/stores lists them.")])
    return store


def refuse_closed(store: Store) -> None:
    """Raise StoreClosed for a store that takes no stock any more."""
    if store.status == "closed":
        raise StoreClosed(f"The store {store.name} is closed.")


def locked(tx: Tx, places: Sequence[Place], now: datetime) -> dict[Place, Level]:
    """Lock the rows, sorted as every sale does; those that are not there yet are made."""
    ordered = sorted(places)
    levels = stock.lock(tx, ordered)
    if len(levels) < len(ordered):
        stock.open_rows(tx, [place for place in ordered if place not in levels], now)
        levels = stock.lock(tx, ordered)
    return levels


def write_down(
    tx: Tx,
    caller: Caller,
    product: Sellable,
    movements: Sequence[MovementByHand],
    levels: Mapping[Place, Level],
    *,
    counted_at: datetime | None = None,
) -> None:
    """Write movements (one a locked row at most), the levels after them, and what stock.changed and stock.low tell."""
    changes, low = [], []
    for movement in movements:
        place = (caller.account_id, movement.store_id, product.product_id)
        reorder = product.reorder_level_milli
        before = levels[place]
        told, tell = low_news(before.low_told, before.on_hand_milli, movement.on_hand_milli, reorder)
        stock.set_level(tx, place, Level(movement.on_hand_milli, told, counted_at), movement.recorded_at)
        named = {"product_id": product.product_id, "sku": product.sku, "store_id": movement.store_id}
        after = {"on_hand_milli": movement.on_hand_milli}
        if movement.delta_milli:
            changes.append({**named, "delta_milli": movement.delta_milli, **after, "reason": movement.reason})
        if tell:
            low.append({**named, "name": product.name, **after, "reorder_level_milli": reorder})
    stock_movements.add(tx, caller.account_id, movements)
    _announce(tx, caller, changes, low, movements[0].recorded_at)


def _announce(tx: Tx, caller: Caller, changes: list[dict[str, Any]], low: list[dict[str, Any]], now: datetime) -> None:
    changed = [outbox.new_event(caller, "stock.changed", {"changes": changes}, at=now)] if changes else []
    outbox.add_all(tx, [*changed, *(outbox.new_event(caller, "stock.low", data, at=now) for data in low)], at=now)
