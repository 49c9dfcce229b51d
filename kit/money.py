"""Money is integer paise, a quantity integer thousandths, a rate integer basis points. Rounding has a name and loses nothing."""

from collections.abc import Sequence
from decimal import Decimal

PAISE_PER_RUPEE = 100
MILLI_PER_UNIT = 1000
BASIS_POINTS_PER_PERCENT = 100


def r2(numerator: int, denominator: int) -> int:
    """Divide and round half up on the magnitude, the sign put back after; the denominator is positive."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def share_by_weight(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total by weights: floors, then one more to the largest remainders, the earlier first on a tie."""
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("the weights of a split must add up to more than zero")
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in by_remainder[:left]:
        shares[i] += 1
    return shares


def paise_from(rupees: Decimal | int) -> int:
    """Read rupees with at most two decimals as paise; ValueError with more."""
    return _scaled(rupees, PAISE_PER_RUPEE, "money has at most 2 decimals")


def milli_from(quantity: Decimal | int) -> int:
    """Read a quantity with at most three decimals as thousandths; ValueError with more."""
    return _scaled(quantity, MILLI_PER_UNIT, "a quantity has at most 3 decimals")


def bp_from(percent: Decimal | int) -> int:
    """Read a percentage with at most two decimals as basis points; ValueError with more."""
    return _scaled(percent, BASIS_POINTS_PER_PERCENT, "a rate has at most 2 decimals")


def rupees_out(paise: int) -> int | float:
    """Give paise as the shortest JSON number of rupees: 22000 is 220, 6850 is 68.5. Exact up to 15 digits."""
    return paise // 100 if paise % 100 == 0 else paise / 100


def qty_out(milli: int) -> int | float:
    """Give thousandths as the shortest JSON number: 2000 is 2, 1250 is 1.25."""
    return milli // 1000 if milli % 1000 == 0 else milli / 1000


def rate_out(bp: int) -> int | float:
    """Give basis points as the shortest JSON number of percent: 500 is 5, 25 is 0.25."""
    return bp // 100 if bp % 100 == 0 else bp / 100


def _scaled(value: Decimal | int, factor: int, complaint: str) -> int:
    scaled = value * factor
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(complaint)
    return whole
