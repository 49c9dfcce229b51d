"""How many digits of HSN an invoice must name, by the supplier's turnover (Rule 46(g) CGST): data with its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.errors import Fault, fault
from services.billing.domain.invoice import LineInput

UP_TO_5_CRORE, ABOVE_5_CRORE = "up_to_5_crore", "above_5_crore"
TURNOVERS = (UP_TO_5_CRORE, ABOVE_5_CRORE)
_SAID = {UP_TO_5_CRORE: "up to ₹5 crore", ABOVE_5_CRORE: "above ₹5 crore"}


@dataclass(frozen=True, slots=True)
class HsnRule:
    """The digits required from a day on, by turnover: on bills to a business, and on all others."""

    since: date
    business: dict[str, int]
    others: dict[str, int]
    source: str


RULES = (
    HsnRule(
        since=date(2021, 4, 1),
        business={UP_TO_5_CRORE: 4, ABOVE_5_CRORE: 6},
        others={UP_TO_5_CRORE: 0, ABOVE_5_CRORE: 6},
        source="Notification 78/2020-Central Tax of 15 October 2020",
    ),
)


def digits_required(turnover: str | None, day: date, *, business: bool) -> int:
    """Return how many digits of HSN a line names at least; 0 where the turnover is not declared or the day is before the rule."""
    required = 0
    for rule in RULES:
        if turnover is not None and rule.since <= day:
            required = (rule.business if business else rule.others)[turnover]
    return required


def hsn_faults(
    lines: Sequence[LineInput], pointers: Sequence[str], turnover: str | None, day: date, *, business: bool
) -> list[Fault]:
    """Name each line whose product has too short an HSN, or none."""
    required = digits_required(turnover, day, business=business)
    return [
        fault(pointer, "invalid_hsn", _detail(line, turnover or "", required))
        for pointer, line in zip(pointers, lines, strict=True)
        if len(line.hsn or "") < required
    ]


def _detail(line: LineInput, turnover: str, required: int) -> str:
    has = f"has the HSN {line.hsn}" if line.hsn else "has no HSN"
    return (
        f"{line.sku} {has}; with a turnover {_SAID[turnover]} this invoice names at least {required} digits. "
        "PATCH the product's hsn."
    )
