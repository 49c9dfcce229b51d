"""Discounts known at the time of supply, which leave the value of the supply (s.15(3)(a) CGST Act)."""

from collections.abc import Sequence

from kit.errors import Fault, fault
from kit.money import share_by_weight


def line_discount_faults(index: int, discount_paise: int, value_paise: int) -> list[Fault]:
    """Refuse a line discount above the value of its line."""
    if 0 <= discount_paise <= value_paise:
        return []
    return [fault(f"/items/{index}/discount", "out_of_range", "The discount of a line is at most quantity times rate.")]


def bill_discount_faults(discount_paise: int, values: Sequence[int]) -> list[Fault]:
    """Refuse a bill discount above the value of all lines after their own discounts."""
    if 0 <= discount_paise <= sum(values):
        return []
    return [fault("/discount", "out_of_range", "The discount of the bill is at most the value of its lines.")]


def shares_of(discount_paise: int, values: Sequence[int]) -> list[int]:
    """
    Share a bill discount by line value: whole paise by floor, the rest to the largest remainders, earlier first.

    No share exceeds its line, and the shares add up to the discount.
    """
    if discount_paise == 0:
        return [0] * len(values)
    return share_by_weight(discount_paise, values)
