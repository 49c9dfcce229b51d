"""What is tried again, and how long is waited before."""

from __future__ import annotations

import random

from .errors import ApiConnectionError, ApiError, NotAnAnswer

FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
JITTER = 0.25
LONGEST_RETRY_AFTER = 60.0
_OF_A_PROXY = (502, 503, 504)


def delay_before_retry(failure: Exception, retry: int) -> float | None:
    """Give the seconds to wait before the retry of that number (from 0); None when the failure is final."""
    if not _passes(failure):
        return None
    named = retry_after_of(failure)
    if named is None or named <= 0:
        backoff = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(retry, 10))
        return min(LONGEST_DELAY, backoff * random.uniform(1 - JITTER, 1 + JITTER))
    if named > LONGEST_RETRY_AFTER:
        return None
    return named * random.uniform(1, 1 + JITTER)  # never early, and not all clients at once


def _passes(failure: Exception) -> bool:
    if isinstance(failure, ApiConnectionError):
        return not getattr(failure, "final", False)
    if isinstance(failure, NotAnAnswer):
        return failure.status in _OF_A_PROXY
    if isinstance(failure, ApiError):
        return failure.status == 429 or (failure.retryable and (failure.status >= 500 or failure.status == 409))
    return False


def retry_after_of(failure: Exception) -> float | None:
    """Read the seconds that an answer names in Retry-After."""
    if isinstance(failure, ApiError):
        return failure.retry_after
    if isinstance(failure, NotAnAnswer):
        return read_retry_after(failure.headers.get("Retry-After"))
    return None


def read_retry_after(header: str | None) -> float | None:
    """Read Retry-After, seconds or a date; None when there is none that can be read."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    from email.utils import parsedate_to_datetime
    from time import time

    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time())
    except (TypeError, ValueError):
        return None
