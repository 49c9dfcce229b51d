"""Spans of days as filters name them: days of India, from the first moment of one to the last of another."""

from datetime import date, datetime, time, timedelta

from flask import request

from kit.clock import IST

FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)
"""Beyond these there is nothing to find, and soon no day before or after either."""


def day_named(name: str) -> date | None:
    """Read a day of the address; what is none is left out."""
    try:
        return min(max(date.fromisoformat(request.args.get(name, "")), FIRST), LAST)
    except ValueError:
        return None


def start_of(day: date) -> datetime:
    """Give the first moment of a day in India."""
    return datetime.combine(day, time.min, IST)


def end_of(day: date) -> datetime:
    """Give the moment after the last of a day in India."""
    return start_of(day + timedelta(days=1))
