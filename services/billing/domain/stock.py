"""What a sale takes from stock, and what falls short."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kit.errors import Fault, fault
from kit.money import qty_out


@dataclass(frozen=True, slots=True)
class Shortage:
    """A product of which a sale wants more than there is."""

    product_id: str
    wanted_milli: int
    available_milli: int


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
        _line_short(index, sku, by_product[product_id])
        for index, (product_id, sku) in enumerate(items)
        if product_id in by_product
    ]


def has_run_low(before_milli: int, after_milli: int, reorder_level_milli: int | None) -> bool:
    """Tell whether a movement brought stock down to its reorder level; below it already is no news."""
    return reorder_level_milli is not None and after_milli <= reorder_level_milli < before_milli


def _line_short(index: int, sku: str, shortage: Shortage) -> Fault:
    wanted, available = qty_out(shortage.wanted_milli), qty_out(shortage.available_milli)
    detail = f"{wanted} of {sku} wanted, {available} available."
    return fault(f"/items/{index}/qty", "insufficient_stock", detail, sku=sku, wanted=wanted, available=available)
