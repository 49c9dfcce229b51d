"""Take the stock of a group of sales: rows locked in one order, each sale served in turn, what falls short refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kit.caller import Caller
from kit.clock import Clock
from kit.db import Tx
from kit.ids import new_id
from services.billing.domain.sale import Draft
from services.billing.domain.stock import (
    ALREADY_COUNTED,
    Level,
    is_in_the_count,
    low_news,
    shortage_faults,
    shortages,
    wanted_by_product,
)
from services.billing.errors import InsufficientStock
from services.billing.storage import stock
from services.billing.storage.sales import Movement
from services.billing.storage.stock import Place
from services.billing.wire.stock import stock_news

Json = dict[str, Any]


@dataclass(slots=True)
class Taken:
    """What a group takes: the rows as they were locked, what each sale wants of them, and the movements made so far."""

    locked: dict[Place, Level]
    wanted: dict[int, dict[str, int]]
    after: dict[Place, tuple[int, bool]] = field(default_factory=dict)
    """Each row that was moved: what is on hand, and whether stock.low stands told."""
    movements: list[Movement] = field(default_factory=list)


def take_stock(tx: Tx, accounts: Sequence[str], drafts: dict[int, Draft], outcomes: list[Any], clock: Clock) -> Taken:
    """Lock every stock row of the group in one order, then serve each sale in turn; one that falls short is refused."""
    wanted = {
        place: wanted_by_product((line.product_id, line.qty_milli) for line in made.invoice.lines)
        for place, made in drafts.items()
    }
    rows = sorted({(accounts[p], drafts[p].store.store_id, product) for p in wanted for product in wanted[p]})
    taken = Taken(_locked(tx, rows, drafts, clock), wanted)
    on_hand = {row: level.on_hand_milli for row, level in taken.locked.items()}
    for place, made in list(drafts.items()):
        needed = _needed(accounts[place], made, wanted[place], taken.locked)
        here = {product: on_hand.get((accounts[place], made.store.store_id, product), 0) for product in needed}
        short = [] if made.store.negative_stock else shortages(needed, here)
        if short:
            named = [(line.product_id, line.sku) for line in made.invoice.lines]
            outcomes[place] = InsufficientStock(shortage_faults(short, named))
            del drafts[place]
            continue
        for product, qty in needed.items():
            on_hand[accounts[place], made.store.store_id, product] -= qty
    return taken


def move(
    caller: Caller, made: Draft, place: int, invoice_id: str, taken: Taken, now: datetime
) -> list[tuple[str, Json]]:
    """Write down the movements of a sale and return the events that tell of them."""
    store_id = made.store.store_id
    lines = {line.product_id: line for line in made.invoice.lines}
    needed = _needed(caller.account_id, made, taken.wanted[place], taken.locked)
    changes, low, opened = [], [], []
    for product_id, qty in taken.wanted[place].items():
        row = (caller.account_id, store_id, product_id)
        if taken.locked[row].is_new and row not in taken.after:
            opened.append((store_id, product_id))
        before, told = taken.after.get(row) or taken.locked[row][:2]
        if product_id not in needed:
            taken.movements.append(_movement(row, qty, before + qty, ALREADY_COUNTED, invoice_id, made.issued_at, now))
            taken.movements.append(_movement(row, -qty, before, "sale", invoice_id, made.issued_at, now))
            taken.after[row] = (before, told)
            continue
        after, level = before - qty, made.reorder_levels[product_id]
        taken.movements.append(_movement(row, -qty, after, "sale", invoice_id, made.issued_at, now))
        named = {"product_id": product_id, "sku": lines[product_id].sku, "store_id": store_id}
        changes.append({**named, "delta_milli": -qty, "on_hand_milli": after, "reason": "sale"})
        told, tell = low_news(told, before, after, level)
        if tell:
            name = lines[product_id].name
            low.append({**named, "name": name, "on_hand_milli": after, "reorder_level_milli": level})
        taken.after[row] = (after, told)
    return stock_news(changes, low, opened)


def _locked(tx: Tx, rows: list[Place], drafts: Mapping[int, Draft], clock: Clock) -> dict[Place, Level]:
    """Lock the rows; a store that may go below zero gets the ones it lacks."""
    locked = stock.lock(tx, rows) if rows else {}
    missing = [
        row
        for row in rows
        if row not in locked
        and any(made.store.negative_stock and made.store.store_id == row[1] for made in drafts.values())
    ]
    if missing:
        locked = stock.lock_or_open(tx, rows, missing, clock.now())
    return locked


def _needed(account_id: str, made: Draft, wanted: dict[str, int], locked: Mapping[Place, Level]) -> dict[str, int]:
    """Leave out what a late bill sold before the last count: the count did not find it any more."""
    issued_at, store_id = made.request.issued_at, made.store.store_id
    if issued_at is None:
        return wanted
    return {
        product: qty
        for product, qty in wanted.items()
        if not is_in_the_count(issued_at, locked.get((account_id, store_id, product)))
    }


def _movement(
    row: Place, delta: int, after: int, reason: str, invoice_id: str, issued_at: datetime, now: datetime
) -> Movement:
    account_id, store_id, product_id = row
    movement_id = new_id("mov", now)
    return Movement(account_id, product_id, store_id, movement_id, delta, after, reason, invoice_id, issued_at)
