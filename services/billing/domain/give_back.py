"""Money given back: by the mode that is asked for, or the way it came."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.billing.domain.payment import CREDIT


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount of money in one mode."""

    mode: str
    amount_paise: int


def shares_by_mode(amount_paise: int, mode: str | None, paid: Sequence[Sum], given: Sequence[Sum]) -> list[Sum]:
    """
    Split what is given back: all of it in the mode named, else over the payments, the newest first.

    `paid` are the payments and `given` what earlier refunds gave back, both in order. What went back before took of the
    payments of its own mode first, so that no payment is given back twice.
    """
    if mode is not None:
        return [Sum(mode, amount_paise)] if amount_paise else []
    left = [payment for payment in reversed(paid) if payment.mode != CREDIT]
    for earlier in given:
        _, left = _taken(left, earlier.amount_paise, first_of=earlier.mode)
    shares: dict[str, int] = {}
    for part in _taken(left, amount_paise)[0]:
        shares[part.mode] = shares.get(part.mode, 0) + part.amount_paise
    return [Sum(by, share) for by, share in shares.items() if share]


def _taken(payments: Sequence[Sum], amount_paise: int, *, first_of: str | None = None) -> tuple[list[Sum], list[Sum]]:
    """Take an amount off payments in their order, those of one mode first; return what came of each, and what it leaves."""
    parts = [0] * len(payments)
    for place in sorted(range(len(payments)), key=lambda place: payments[place].mode != first_of):
        parts[place] = min(payments[place].amount_paise, amount_paise)
        amount_paise -= parts[place]
    taken = [Sum(payment.mode, part) for payment, part in zip(payments, parts, strict=True)]
    left = [Sum(payment.mode, payment.amount_paise - part) for payment, part in zip(payments, parts, strict=True)]
    return taken, left
