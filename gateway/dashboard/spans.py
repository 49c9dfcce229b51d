"""Spans of days as filters name them: days of India, from the first moment of one to the last of another."""

from datetime import date, datetime, time, timedelta

from flask import request

from kit.clock import IST


def day_named(name: str) -> date | None:
    """Read a day of the address; what is none is left out."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def start_of(day: date) -> datetime:
    """Give the first moment of a day in India."""
    return datetime.combine(day, time.min, IST)


def end_of(day: date) -> datetime:
    """Give the moment after the last of a day in India."""
    return start_of(day + timedelta(days=1))
