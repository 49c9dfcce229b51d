"""When a delivery is tried: at once, then five retries with growing delays within 24 hours."""

from datetime import datetime, timedelta

FIRST_DELAY_SECONDS = 253
GROWTH = 4
RETRIES = 5
ATTEMPTS = 1 + RETRIES
JITTER = 0.1
WINDOW = timedelta(seconds=86_400)
LAST_START = WINDOW - timedelta(
    seconds=30
)  # planned so, the last attempt starts within the window though a dispatcher is busy
CLOSING = timedelta(minutes=10)


def delay_after(attempts_made: int, jitter: float) -> timedelta:
    """Return the pause after the n-th attempt: 253 s · 4ⁿ⁻¹, changed by up to a tenth; `jitter` is from −1 to 1."""
    return timedelta(seconds=FIRST_DELAY_SECONDS * GROWTH ** (attempts_made - 1) * (1 + JITTER * jitter))


def next_attempt_at(
    attempts_made: int,
    *,
    first_attempt_at: datetime,
    now: datetime,
    jitter: float,
    retry_after_seconds: int | None = None,
) -> datetime | None:
    """
    Say when to try again, or None after the last attempt.

    A receiver's Retry-After only lengthens the pause, and no attempt is planned later than 24 hours after the first.
    """
    if attempts_made >= ATTEMPTS:
        return None
    pause = delay_after(attempts_made, jitter)
    if retry_after_seconds is not None:
        pause = max(pause, timedelta(seconds=min(retry_after_seconds, WINDOW.total_seconds())))
    return max(now, min(now + pause, first_attempt_at + LAST_START))


def closes_at(first_attempt_at: datetime) -> datetime:
    """Say from when on nothing but the schedule may hold an attempt back."""
    return first_attempt_at + LAST_START - CLOSING
