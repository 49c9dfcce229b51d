"""The daily partitions of the events: made ahead, dropped when old. The functions run with the rights of the owner."""

from datetime import date

from kit.db import Tx


def ensure(tx: Tx, first_day: date, days: int) -> int:
    """Make the partitions of these days (UTC) that are missing; returns how many."""
    row = tx.one(
        "SELECT app.ensure_event_partitions(%(first_day)s, %(days)s) AS made", {"first_day": first_day, "days": days}
    )
    return row["made"]


def drop_before(tx: Tx, day: date) -> int:
    """Drop the partitions of the days before this one; returns how many."""
    row = tx.one("SELECT app.drop_event_partitions(%(day)s) AS dropped", {"day": day})
    return row["dropped"]
