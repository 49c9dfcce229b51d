"""What every change of stock by hand does: find what is named, lock in the one order, write the ledger, tell of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

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
from services.billing.wire.stock import stock_news


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
        levels = stock.lock_or_open(tx, ordered, [place for place in ordered if place not in levels], now)
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
    """Write movements (one a locked row at most), the levels after them, and what these tell."""
    changes, low, opened = [], [], []
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
        if before.is_new:
            opened.append((movement.store_id, product.product_id))
    stock_movements.add(tx, caller.account_id, movements)
    now = movements[0].recorded_at
    told_of = stock_news(changes, low, opened)
    outbox.add_all(tx, [outbox.new_event(caller, kind, data, at=now) for kind, data in told_of], at=now)
