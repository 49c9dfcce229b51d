"""Figures as India writes them: thousands, then groups of two digits (1,23,456.78), and no digit more than is needed."""

from fractions import Fraction


def grouped(paise: int) -> str:
    """Write an amount with its paise, `1,23,456.78`; a negative one with a minus sign."""
    rupees, rest = divmod(abs(paise), 100)
    digits = str(rupees)
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return ("−" if paise < 0 else "") + ",".join([*reversed(pairs), tail]) + f".{rest:02}"


def rupees(paise: int) -> str:
    """Write an amount of money, `₹1,23,456.78`."""
    text = grouped(paise)
    return f"−₹{text[1:]}" if paise < 0 else f"₹{text}"


def quantity(milli: int) -> str:
    """Write a quantity without trailing zeros, `1.25`."""
    return _shortest(Fraction(milli, 1000))


def percent(basis_points: int, parts: int = 1) -> str:
    """Write a rate, or one of its equal parts: half of 0.25 % is `0.125`."""
    return _shortest(Fraction(basis_points, 100 * parts))


def _shortest(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")
