"""Amounts of money without binary fractions: rupees as the API writes them, paise as integers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Union

Amount = Union[int, str, Decimal]


def to_paise(rupees: Amount) -> int:
    """Give rupees as integer paise; ValueError for a part of a paisa or what is no amount. A float is refused."""
    if isinstance(rupees, (bool, float)):
        raise TypeError(f"{rupees!r} is a {type(rupees).__name__}; give rupees as int, Decimal or text")
    try:
        paise = Decimal(rupees) * 100
    except InvalidOperation:
        raise ValueError(f"{rupees!r} is no amount of rupees") from None
    if not paise.is_finite() or paise != paise.to_integral_value():
        raise ValueError(f"{rupees!r} is no amount of rupees with at most 2 decimals")
    return int(paise)


def from_paise(paise: int) -> Decimal:
    """Give integer paise as rupees, ready to be sent."""
    return Decimal(paise).scaleb(-2)
