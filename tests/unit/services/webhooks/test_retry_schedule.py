"""When a delivery is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.webhooks.domain.retry_schedule import ATTEMPTS, LAST_START, WINDOW, delay_after, next_attempt_at
from tests.factories.webhooks import AT


def schedule(jitter):
    """The starts of all attempts, in seconds after the first, when each fails at once."""
    starts, now = [0.0], AT
    while (again := next_attempt_at(len(starts), first_attempt_at=AT, now=now, jitter=jitter)) is not None:
        starts.append((again - AT).total_seconds())
        now = again
    return starts


def test_five_retries_within_24_hours():
    assert schedule(0.0) == [0, 253, 1_265, 5_313, 21_505, 86_273]


def test_the_last_pauses_are_cut_to_the_24_hours():
    assert schedule(1.0)[-1] == LAST_START.total_seconds() < WINDOW.total_seconds() == 86_400
    assert schedule(-1.0)[-1] == pytest.approx(86_273 * 0.9)


@given(st.floats(-1, 1), st.integers(1, 5))
def test_a_pause_is_within_a_tenth_of_253_seconds_times_a_power_of_four(jitter, made):
    plain = 253 * 4 ** (made - 1)

    assert timedelta(seconds=plain * 0.9) <= delay_after(made, jitter) <= timedelta(seconds=plain * 1.1)


def after_first(**asked):
    again = next_attempt_at(1, first_attempt_at=AT, now=AT, jitter=0.0, **asked)
    return (again - AT).total_seconds()


def test_retry_after_lengthens_a_pause_and_never_shortens_it():
    assert after_first(retry_after_seconds=1) == 253
    assert after_first(retry_after_seconds=3600) == 3600


def test_retry_after_stays_within_the_24_hours():
    assert after_first(retry_after_seconds=999_999_999) == LAST_START.total_seconds()


def test_after_the_sixth_attempt_there_is_none():
    assert ATTEMPTS == 6
    assert next_attempt_at(6, first_attempt_at=AT, now=AT, jitter=0.0) is None


def test_an_attempt_that_was_late_is_not_put_into_the_past():
    late = AT + timedelta(days=2)

    assert next_attempt_at(2, first_attempt_at=AT, now=late, jitter=0.0) == late
