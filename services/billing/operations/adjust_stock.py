"""Change the stock of a product in one store by hand: by an amount, or to what was counted."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import fault
from kit.idempotency import Made, run_once
from kit.ids import new_id
from kit.money import qty_out
from kit.wire_json import dumps
from services.billing.domain.sale import Sellable, Store
from services.billing.domain.stock import (
    Adjustment,
    Level,
    adjustment_faults,
    falls_short,
    older_count_faults,
    shortage_fault,
)
from services.billing.errors import InsufficientStock, StockChanged, ValidationFailed
from services.billing.operations.stock_by_hand import locked, product_named, refuse_closed, store_of, write_down
from services.billing.storage import stock_movements, stores
from services.billing.storage.stock import Place
from services.billing.storage.stock_movements import MovementByHand
from services.billing.wire import adjustment_from_wire, movement_to_public


def adjust_stock(
    db: Database, clock: Clock, caller: Caller, *, request: Any, idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Book one movement and return it.

    A count merges with what has moved since it was taken: on hand is then the count and those movements. Bills that come
    in later for a time before it change nothing any more.

    Raises NotFound (the product), ValidationFailed, StoreNotAllowed, StoreClosed, StockChanged when what is on hand is not
    what was expected, InsufficientStock below zero; IdempotencyKeyReused, IdempotencyKeyInUse.
    """
    product_id, store_id, asked = adjustment_from_wire(request)

    def effect(tx: Tx) -> Made:
        product = product_named(tx, caller, product_id)
        store = store_of(caller, store_id, stores.of_accounts(tx, [caller.account_id])[caller.account_id])
        faults = adjustment_faults(asked, clock.now())
        if faults:
            raise ValidationFailed(faults)
        refuse_closed(store)
        return _adjust(tx, clock, caller, product, store, asked)

    return run_once(db, caller, idempotency, effect, clock=clock)


def _adjust(tx: Tx, clock: Clock, caller: Caller, product: Sellable, store: Store, asked: Adjustment) -> Made:
    place = (caller.account_id, store.store_id, product.product_id)
    levels = locked(tx, [place], clock.now())
    now = clock.now()
    counted_at = _counted_at(asked, levels[place], now)
    _refuse_unexpected(asked, levels[place], product)
    delta = _delta(tx, place, asked, levels[place], counted_at)
    after = levels[place].on_hand_milli + delta
    if falls_short(delta, after, negative_stock=store.negative_stock):
        pointer = "/delta" if asked.count_milli is None else "/count"
        raise InsufficientStock([shortage_fault(pointer, product.sku, -delta, levels[place].on_hand_milli)])
    movement = MovementByHand(
        new_id("mov", now),
        product.product_id,
        store.store_id,
        delta,
        after,
        asked.reason,
        counted_at or now,
        now,
        counted_milli=asked.count_milli,
        note=asked.note,
    )
    write_down(tx, caller, product, [movement], levels, counted_at=counted_at)
    return Made(dumps(movement_to_public(asdict(movement))), movement.movement_id)


def _counted_at(asked: Adjustment, level: Level, now: datetime) -> datetime | None:
    """
    Return when a count was taken: at the end of the second that is named, since times come and go in whole seconds.

    Without one it is of now, and never older than the last one, whatever another machine's clock said then.
    """
    if asked.count_milli is None:
        return None
    if asked.counted_at is None:
        return max(now, level.counted_at or now)
    return min(asked.counted_at.replace(microsecond=999_999), now)


def _refuse_unexpected(asked: Adjustment, level: Level, product: Sellable) -> None:
    if asked.expected_milli is None or asked.expected_milli == level.on_hand_milli:
        return
    expected, on_hand = qty_out(asked.expected_milli), qty_out(level.on_hand_milli)
    detail = f"{expected} of {product.sku} were expected, {on_hand} are on hand."
    named = fault("/expected_qty", "stock_changed", detail, sku=product.sku, expected=expected, on_hand=on_hand)
    raise StockChanged(detail, errors=[named])


def _delta(tx: Tx, place: Place, asked: Adjustment, level: Level, counted_at: datetime | None) -> int:
    if asked.count_milli is None or counted_at is None:
        return asked.delta_milli or 0
    faults = older_count_faults(counted_at, level)
    if faults:
        raise ValidationFailed(faults)
    return asked.count_milli + stock_movements.moved_since(tx, place, counted_at) - level.on_hand_milli
