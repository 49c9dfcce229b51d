"""The only place that reads the time. Instants are UTC; days, months and financial years are counted in India."""

import time
from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

IST = ZoneInfo("Asia/Kolkata")


class Clock(Protocol):
    """What the time is: `now` for instants, `monotonic` for durations in seconds."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def ist_date(moment: datetime) -> date:
    """Return the day in India at an instant."""
    return moment.astimezone(IST).date()


def financial_year(day: date) -> int:
    """Return the year in which the financial year of a day began: 1 April to 31 March (s.2(43) CGST Act, with the Finance Act)."""
    return day.year if day.month >= 4 else day.year - 1


def rfc3339(moment: datetime) -> str:
    """Write an instant as RFC 3339 in UTC with whole seconds, `2026-06-28T10:14:22Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_rfc3339(text: str) -> datetime:
    """Read an RFC 3339 instant with its offset; ValueError when it is none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC, such as Z")
    return moment.astimezone(UTC)
