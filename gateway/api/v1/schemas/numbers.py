"""Numbers of the public API: decimals in rupees, units and percent outside, integers of the smallest part inside."""

from decimal import Decimal
from typing import Any

from gateway.api.v1.schemas.shape import Scalar, Wrong
from gateway.json_body import BadNumber
from kit import money

LARGEST_PAISE = 999_999_999_999
LARGEST_MILLI = 9_999_999_999_999


class Number(Scalar):
    """A JSON number of a unit with so many decimals; an integer of the unit's smallest part inside."""

    factor = 1
    decimals = 0

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def value_of(self, raw: Any) -> Any:
        kind = type(raw)
        if kind is int:
            value = raw * self.factor
        elif kind is Decimal:
            value = self._exactly(raw)
        elif kind in {str, BadNumber}:
            raise Wrong("invalid_number", "Send a plain JSON number, without quotes or exponent.")
        else:
            raise Wrong("invalid_type", "Send a number.")
        if not self.least <= value <= self.most:
            raise Wrong("out_of_range", f"Send {self._shown(self.least)} to {self._shown(self.most)}.")
        return value

    def _exactly(self, raw: Decimal) -> int:
        """Scale without rounding: Decimal's context would cut a number of more than 28 digits."""
        whole, _, decimals = format(raw, "f").partition(".")
        decimals = decimals.rstrip("0")
        if len(decimals) > self.decimals:
            raise Wrong("too_many_decimals", f"Send at most {self.decimals} decimals.")
        return int(whole + decimals.ljust(self.decimals, "0"))

    def _shown(self, value: int) -> str:
        whole, part = divmod(abs(value), self.factor)
        sign = "-" if value < 0 else ""
        return f"{sign}{whole}.{part:0{self.decimals}}" if part else f"{sign}{whole}"


class Money(Number):
    """Rupees with at most 2 decimals; paise inside."""

    factor = money.PAISE_PER_RUPEE
    decimals = 2

    def __init__(self, *, least: int = 0, most: int = LARGEST_PAISE, **options: Any) -> None:
        super().__init__(least=least, most=most, **options)


class Quantity(Number):
    """A quantity with at most 3 decimals; thousandths inside."""

    factor = money.MILLI_PER_UNIT
    decimals = 3

    def __init__(self, *, least: int = 1, most: int = LARGEST_MILLI, **options: Any) -> None:
        super().__init__(least=least, most=most, **options)


class Count(Number):
    """A whole number."""

    decimals = 0


class Rate(Number):
    """A percentage with at most 2 decimals; basis points inside."""

    factor = money.BASIS_POINTS_PER_PERCENT
    decimals = 2

    def __init__(self, *, least: int = 0, most: int = 10_000, **options: Any) -> None:
        super().__init__(least=least, most=most, **options)
