"""Which GST rates are in force on which day: data with its source, never a constant in a formula."""

from dataclasses import dataclass
from datetime import date

from kit.errors import Fault, fault
from kit.money import rate_out

ZERO_RATE_REASONS = frozenset({"nil", "exempt", "non_gst", "zero_rated"})
TOBACCO_HSN = ("2401", "2402", "2403", "2404", "21069020")


@dataclass(frozen=True, slots=True)
class RatePeriod:
    """The rates on goods from a day on, in basis points; `tobacco_only` are open to tobacco and pan masala alone."""

    since: date
    rates_bp: frozenset[int]
    tobacco_only_bp: frozenset[int]
    cess: bool
    source: str


PERIODS = (
    RatePeriod(
        since=date(2017, 7, 1),
        rates_bp=frozenset({0, 25, 150, 300, 500, 1200, 1800, 2800}),
        tobacco_only_bp=frozenset(),
        cess=True,
        source="Notification 1/2017-Central Tax (Rate) as amended",
    ),
    RatePeriod(
        since=date(2025, 9, 22),
        rates_bp=frozenset({0, 25, 150, 300, 500, 1800, 4000}),
        tobacco_only_bp=frozenset({2800}),
        cess=True,
        source="Notification 9/2025-Central Tax (Rate) of 17 September 2025",
    ),
    RatePeriod(
        since=date(2026, 2, 1),
        rates_bp=frozenset({0, 25, 150, 300, 500, 1800, 4000}),
        tobacco_only_bp=frozenset(),
        cess=False,
        source="Notifications 19/2025-Central Tax (Rate) and 3/2025-Compensation Cess (Rate) of 31 December 2025",
    ),
)


def period_on(day: date) -> RatePeriod | None:
    """Return the period a day falls in, None before GST began."""
    current = None
    for period in PERIODS:
        if period.since <= day:
            current = period
    return current


def rate_in_force(rate_bp: int, day: date, hsn: str | None = None) -> bool:
    """Tell whether goods may bear this rate on this day; the HSN opens the rates kept for tobacco."""
    period = period_on(day)
    if period is None:
        return False
    tobacco = hsn is not None and hsn.startswith(TOBACCO_HSN)
    return rate_bp in period.rates_bp or (tobacco and rate_bp in period.tobacco_only_bp)


def cess_in_force(cess_rate_bp: int, day: date) -> bool:
    """Tell whether this compensation cess may be charged on this day: none always may."""
    period = period_on(day)
    return cess_rate_bp == 0 or (cess_rate_bp > 0 and period is not None and period.cess)


def rate_faults(pointer: str, *, rate_bp: int, cess_rate_bp: int, hsn: str | None, day: date) -> list[Fault]:
    """Name what is not in force of the rates that one line would bear on this day."""
    faults = []
    if not rate_in_force(rate_bp, day, hsn):
        detail = (
            f"The GST rate {rate_out(rate_bp)} % is not in force on {day.isoformat()}. PATCH the product's gst_rate."
        )
        faults.append(fault(pointer, "rate_not_in_force", detail))
    if not cess_in_force(cess_rate_bp, day):
        detail = f"A compensation cess of {rate_out(cess_rate_bp)} % is not in force on {day.isoformat()}. PATCH the product's cess_rate."
        faults.append(fault(pointer, "rate_not_in_force", detail))
    return faults
