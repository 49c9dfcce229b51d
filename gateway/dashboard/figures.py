"""Figures, days and times as India writes them: ₹1,23,456.00, 22 Nov 2026, 8:14 pm; and cells that no spreadsheet runs."""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gateway.dashboard import words
from kit.clock import IST

_BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
NOTHING = "–"


def rupees(amount: Any) -> str:
    """Write an amount in rupees, `₹1,23,456.00`; nothing as a dash."""
    if amount is None:
        return NOTHING
    exact = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{'−' if exact < 0 else ''}₹{_grouped(abs(exact))}"


def short_rupees(amount: Any) -> str:
    """Write an amount as the scale of a chart does: `₹950`, `₹12.5k`, `₹3.2 L`, `₹1.4 Cr`."""
    value = abs(float(amount))
    for unit, divisor in ((" Cr", 1e7), (" L", 1e5), ("k", 1e3)):
        if value >= divisor:
            return f"₹{value / divisor:.1f}".removesuffix(".0") + unit
    return f"₹{value:.0f}"


def number(value: Any) -> str:
    """Write a count or a quantity, `1,23,456.5`, without digits that say nothing."""
    if value is None:
        return NOTHING
    exact = Decimal(str(value))
    text = _grouped(abs(exact)) if exact % 1 else _grouped(abs(exact).quantize(Decimal(1)))
    return ("−" if exact < 0 else "") + (text.rstrip("0").rstrip(".") if "." in text else text)


def day(value: Any) -> str:
    """Write a day, `22 Nov 2026`."""
    found = _day(value)
    if found is None:
        return NOTHING
    from babel.dates import format_date

    return str(format_date(found, "d MMM y", locale=words.locale()))


def moment(value: Any) -> str:
    """Write a moment in India, `22 Nov 2026, 8:14 pm`."""
    at = _moment(value)
    if at is None:
        return NOTHING
    from babel.dates import format_datetime

    return str(format_datetime(at, "d MMM y, h:mm a", locale=words.locale()))


def exact_moment(value: Any) -> str:
    """Write a moment in India to the second, `22 Nov 2026, 8:14:09 pm`."""
    at = _moment(value)
    if at is None:
        return NOTHING
    from babel.dates import format_datetime

    return str(format_datetime(at, "d MMM y, h:mm:ss a", locale=words.locale()))


def clock_time(value: Any) -> str:
    """Write the time of day in India, `8:14 pm`."""
    at = _moment(value)
    if at is None:
        return NOTHING
    from babel.dates import format_time

    return str(format_time(at, "h:mm a", locale=words.locale()))


def machine_moment(value: Any) -> str:
    """Write a moment for a `datetime` attribute."""
    at = _moment(value)
    return at.isoformat() if at else ""


def month(value: Any) -> str:
    """Write a month, `November 2026`, of a day or of a text such as 2026-11."""
    found = date.fromisoformat(f"{value}-01") if isinstance(value, str) and len(value) == 7 else _day(value)
    if found is None:
        return NOTHING
    from babel.dates import format_date

    return str(format_date(found, "LLLL y", locale=words.locale()))


def change(now: Any, before: Any) -> str:
    """Write by how much something has grown, `+12 %`; a dash where there was nothing before."""
    if now is None or not before:
        return NOTHING
    share = round((float(now) - float(before)) / abs(float(before)) * 100)
    return f"{'+' if share > 0 else '−' if share < 0 else '±'}{abs(share):,} %"


def browser(agent: Any) -> str:
    """Name a browser and what it runs on, `Chrome, Android`; what is none of the usual ones by its first words."""
    text = str(agent or "")
    name = next((name for mark, name in _BROWSERS if mark in text), "")
    system = next((name for mark, name in _SYSTEMS if mark in text), "")
    return ", ".join(part for part in (name, system) if part) or text[:40] or NOTHING


def cell(value: Any) -> str:
    """Make a text safe for a cell of a CSV file: what a spreadsheet would take for a formula gets an apostrophe."""
    text = "" if value is None else str(value)
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return f"'{text}" if text.startswith(FORMULAS) and not is_number else text


def pretty_json(value: Any) -> str:
    """Write JSON for people."""
    parsed = json.loads(value) if isinstance(value, str | bytes) else value
    return json.dumps(parsed, indent=2, ensure_ascii=False, default=str)


def _grouped(amount: Decimal) -> str:
    whole, _, rest = f"{amount:f}".partition(".")
    head, tail = whole[:-3], whole[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail]) + (f".{rest}" if rest else "")


def _moment(value: Any) -> datetime | None:
    if not value:
        return None
    return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(IST)


def _day(value: Any) -> date | None:
    if not value:
        return None
    if isinstance(value, datetime):
        return value.astimezone(IST).date()
    if isinstance(value, date):
        return value
    return _day(datetime.fromisoformat(value)) if "T" in value else date.fromisoformat(value)


FILTERS: dict[str, Callable[..., Any]] = {
    "rupees": rupees,
    "short_rupees": short_rupees,
    "number": number,
    "day": day,
    "moment": moment,
    "exact_moment": exact_moment,
    "clock_time": clock_time,
    "machine_moment": machine_moment,
    "month": month,
    "change": change,
    "browser": browser,
    "pretty_json": pretty_json,
}
