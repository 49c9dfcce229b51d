"""The GST rates by the day they came into force: data, so that a change of law is a new row and not new code."""

from dataclasses import dataclass
from datetime import date

ZERO_RATE_REASONS = ("nil", "exempt", "non_gst", "zero_rated")
TOBACCO_HSN = ("2401", "2402", "2403", "2404", "21069020")  # tobacco, its products and substitutes, pan masala


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """What was in force from a day on, in basis points: rates on goods, those open to tobacco alone, and cess."""

    since: date
    rates_bp: tuple[int, ...]
    tobacco_only_bp: tuple[int, ...]
    cess: bool
    source: str


PERIODS = (
    RatePeriod(
        since=date(2017, 7, 1),
        rates_bp=(0, 25, 150, 300, 500, 1200, 1800, 2800),
        tobacco_only_bp=(),
        cess=True,
        source="Notification 1/2017-Central Tax (Rate), as amended",
    ),
    RatePeriod(
        since=date(2025, 9, 22),
        rates_bp=(0, 25, 150, 300, 500, 1800, 4000),
        tobacco_only_bp=(2800,),
        cess=True,
        source="56th GST Council, rates from 22 September 2025; tobacco-type goods stayed at 28 %",
    ),
    RatePeriod(
        since=date(2026, 2, 1),
        rates_bp=(0, 25, 150, 300, 500, 1800, 4000),
        tobacco_only_bp=(),
        cess=False,
        source="rates from 1 February 2026; compensation cess ended",
    ),
)


def period_on(day: date) -> RatePeriod:
    """Return the period a day falls in; a day before GST began counts as its first."""
    current = PERIODS[0]
    for period in PERIODS:
        if period.since <= day:
            current = period
    return current


def rates_in_force(day: date, hsn: str | None) -> tuple[int, ...]:
    """Return the rates goods of this HSN may bear on a day, in basis points, ascending."""
    period = period_on(day)
    tobacco = hsn is not None and hsn.startswith(TOBACCO_HSN)
    return tuple(sorted(period.rates_bp + (period.tobacco_only_bp if tobacco else ())))
