"""A clock that a test moves."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, at: datetime = datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)) -> None:
        self._now = at
        self._elapsed = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._elapsed

    def move(self, by: timedelta) -> None:
        self._now += by
        self._elapsed += by.total_seconds()
