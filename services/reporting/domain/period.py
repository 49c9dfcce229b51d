"""The periods of a report: hours, days or calendar months between two dates, both included, as they are counted in India."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from services.reporting.errors import InvalidReportQuery

HOUR = "hour"
DAY = "day"
MONTH = "month"
GRANULARITIES = (HOUR, DAY, MONTH)
LONGEST_DAYS = 366
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """The dates of a report, first and last included, and how they are cut."""

    granularity: str
    first: date
    last: date

    def labels(self) -> list[str]:
        """Name every period, empty ones too: `2026-06-28T14` for an hour, `2026-06-28` for a day, `2026-06` for a month (cut to the span)."""
        days = [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]
        if self.granularity == HOUR:
            return [hour_label(day, hour) for day in days for hour in range(24)]
        return list(dict.fromkeys(label(self.granularity, day) for day in days))


def hour_label(day: date, hour: int) -> str:
    """Name an hour of a day: `2026-06-28T14` is from two to three in the afternoon."""
    return f"{day:%Y-%m-%d}T{hour:02}"


def label(granularity: str, day: date) -> str:
    """Name the period that a day belongs to."""
    return day.isoformat() if granularity == DAY else day.isoformat()[:7]


def read_span(granularity: object, first: object, last: object) -> Span:
    """Read a span off a request; InvalidReportQuery names every parameter that is wrong."""
    faults = []
    if granularity not in GRANULARITIES:
        faults.append(_fault("granularity", "invalid_type", "granularity is hour, day or month"))
    dates = {"from": _day(first), "to": _day(last)}
    for name, asked in (("from", first), ("to", last)):
        if asked is None:
            faults.append(_fault(name, "required", f"{name} is a date such as 2026-06-28"))
        elif dates[name] is None:
            faults.append(_fault(name, "invalid_type", f"{name} is a date such as 2026-06-28"))
    begin, end = dates["from"], dates["to"]
    if begin and end and not 0 <= (end - begin).days < LONGEST_DAYS:
        faults.append(
            _fault("to", "out_of_range", f"to is on or after from, and the report covers at most {LONGEST_DAYS} days")
        )
    if faults or begin is None or end is None:
        raise InvalidReportQuery("the report cannot be made; errors names each parameter", errors=faults)
    return Span(str(granularity), begin, end)


def _day(text: object) -> date | None:
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fault(parameter: str, code: str, detail: str) -> dict[str, str]:
    return {"parameter": parameter, "code": code, "detail": detail}
