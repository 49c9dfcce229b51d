"""What a sale takes from stock, what falls short, what changes stock by hand, and when a product has run low."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from kit.errors import Fault, fault
from kit.money import qty_out

RECEIVED, DAMAGED, LOST, FOUND, CORRECTION = "received", "damaged", "lost", "found", "correction"
REASONS_BY_HAND = (RECEIVED, DAMAGED, LOST, FOUND, CORRECTION)
ALREADY_COUNTED, TRANSFER, REFUND = "already_counted", "transfer", "refund"

COUNTED_AT_EARLIEST = timedelta(days=30)
COUNTED_AT_LATEST = timedelta(minutes=5)

_UP, _DOWN = frozenset({RECEIVED, FOUND}), frozenset({DAMAGED, LOST})


class Level(NamedTuple):
    """A locked stock row: what is on hand, whether stock.low has been told, when it was last counted, whether it was made just now."""

    on_hand_milli: int
    low_told: bool = False
    counted_at: datetime | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Shortage:
    """A product of which a sale wants more than there is."""

    product_id: str
    wanted_milli: int
    available_milli: int


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change by hand: by so much (`delta_milli`), or to what was counted (`count_milli`) at a time."""

    delta_milli: int | None
    count_milli: int | None
    counted_at: datetime | None
    expected_milli: int | None
    reason: str
    note: str | None


def wanted_by_product(takings: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Merge the lines of one product, in the one order in which every sale locks its rows."""
    wanted: dict[str, int] = {}
    for product_id, qty_milli in takings:
        wanted[product_id] = wanted.get(product_id, 0) + qty_milli
    return dict(sorted(wanted.items()))


def shortages(wanted: Mapping[str, int], on_hand: Mapping[str, int]) -> list[Shortage]:
    """Return what falls short; a product without a stock row has none."""
    return [
        Shortage(product_id, qty_milli, on_hand.get(product_id, 0))
        for product_id, qty_milli in wanted.items()
        if qty_milli > on_hand.get(product_id, 0)
    ]


def shortage_faults(short: Sequence[Shortage], items: Sequence[tuple[str, str]]) -> list[Fault]:
    """Name each line, given as (product id, SKU), whose product falls short: wanted in all lines together, and available."""
    by_product = {shortage.product_id: shortage for shortage in short}
    return [
        shortage_fault(f"/items/{index}/qty", sku, shortage.wanted_milli, shortage.available_milli)
        for index, (product_id, sku) in enumerate(items)
        if (shortage := by_product.get(product_id)) is not None
    ]


def shortage_fault(pointer: str, sku: str, wanted_milli: int, available_milli: int) -> Fault:
    """Name what falls short: which product, how much of it is wanted, how much there is."""
    wanted, available = qty_out(wanted_milli), qty_out(available_milli)
    detail = f"{wanted} of {sku} wanted, {available} available."
    return fault(pointer, "insufficient_stock", detail, sku=sku, wanted=wanted, available=available)


def low_news(told: bool, before_milli: int, after_milli: int, reorder_level_milli: int | None) -> tuple[bool, bool]:
    """
    Return whether stock.low stands told after a movement, and whether it goes out with this one.

    It goes out when stock goes down to the reorder level or below it; again only after stock has come back to the level
    and a fifth more, so that a shop that hovers at the level hears of it once.
    """
    level = reorder_level_milli
    if level is None or _has_recovered(after_milli, level):
        return False, False
    stood = told and not _has_recovered(before_milli, level)
    if after_milli < before_milli and after_milli <= level:
        return True, not stood
    return stood, False


def _has_recovered(on_hand_milli: int, level: int) -> bool:
    return on_hand_milli > level and 5 * on_hand_milli >= 6 * level


def is_in_the_count(issued_at: datetime | None, level: Level | None) -> bool:
    """Tell whether a bill dated by its till is older than the last count: what it sold was not there to be counted."""
    return issued_at is not None and level is not None and level.counted_at is not None and issued_at < level.counted_at


def adjustment_faults(asked: Adjustment, now: datetime) -> list[Fault]:
    """Name what is wrong with a change by hand before stock is looked at."""
    faults = []
    if asked.delta_milli is not None:
        if asked.delta_milli == 0:
            faults.append(fault("/delta", "out_of_range", "A change of nothing is none."))
        if asked.reason in _UP and asked.delta_milli < 0:
            faults.append(
                fault("/delta", "out_of_range", f"What is {asked.reason} adds to stock: send a delta above 0.")
            )
        if asked.reason in _DOWN and asked.delta_milli > 0:
            faults.append(
                fault("/delta", "out_of_range", f"What is {asked.reason} leaves stock: send a delta below 0.")
            )
    at = asked.counted_at
    if at is not None and not now - COUNTED_AT_EARLIEST <= at <= now + COUNTED_AT_LATEST:
        faults.append(fault("/counted_at", "out_of_range", "A count is at most 30 days old and 5 minutes ahead."))
    return faults


def older_count_faults(counted_at: datetime, level: Level) -> list[Fault]:
    """A count older than the last one says nothing new: later bills have been weighed against the last one."""
    if level.counted_at is None or counted_at >= level.counted_at:
        return []
    detail = "A later count of this product has been booked; count again, or leave counted_at out for now."
    return [fault("/counted_at", "out_of_range", detail)]


def falls_short(delta_milli: int, after_milli: int, *, negative_stock: bool) -> bool:
    """Tell whether a change takes stock below zero where that is not allowed; what brings it nearer to zero may stay below."""
    return delta_milli < 0 and after_milli < 0 and not negative_stock
