"""Limits: whose are which, how they are told, and a process that counts alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.ratelimit.headers import headers_of, policy_header, whole_seconds
from gateway.ratelimit.local_windows import LocalWindows
from gateway.ratelimit.policy import Limits, limits_of
from gateway.ratelimit.verdict import Verdict
from kit.testing import FakeClock


def test_limits_are_the_keys_own_else_those_of_its_kind():
    assert limits_of("sk_live", None, None, unlimited=False) == Limits(600, 60)
    assert limits_of("sk_test", None, None, unlimited=False) == Limits(600, 60)
    assert limits_of("pk_live", None, None, unlimited=False) == Limits(120, 20)
    assert limits_of("pk_live", 1000, 100, unlimited=False) == Limits(1000, 100)
    assert limits_of("sk_live", None, None, unlimited=True) is None


def test_a_process_alone_has_its_share_and_never_none():
    assert Limits(600, 60).share(2) == Limits(300, 30)
    assert Limits(3, 1).share(8) == Limits(1, 1)


def test_both_policies_are_told_and_the_minute_once_more():
    told = dict(headers_of(Verdict(True, Limits(600, 60), 599, 59_001, 59, 1000)))

    assert told["RateLimit-Policy"] == '"minute";q=600;w=60, "second";q=60;w=1'
    assert told["RateLimit"] == '"minute";r=599;t=60, "second";r=59;t=1'
    assert (told["X-RateLimit-Limit"], told["X-RateLimit-Remaining"]) == ("600", "599")
    assert told["X-RateLimit-Reset"].isdigit()
    assert policy_header(Limits(120, 20)) == '"minute";q=120;w=60, "second";q=20;w=1'


@pytest.mark.parametrize(("milliseconds", "seconds"), [(0, 0), (1, 1), (999, 1), (1000, 1), (1001, 2), (60_000, 60)])
def test_waiting_times_are_rounded_up(milliseconds, seconds):
    assert whole_seconds(milliseconds) == seconds


def test_a_refusal_names_what_was_exceeded():
    assert Verdict(False, Limits(2, 1), 1, 60_000, 0, 500, 500).violated() == ["second"]
    assert Verdict(False, Limits(2, 1), 0, 60_000, 0, 500, 900).violated() == ["minute", "second"]
    assert Verdict(True, Limits(2, 1), 1, 60_000, 0, 1000).violated() == []


def test_a_process_alone_admits_so_many_in_any_second_and_any_minute():
    clock = FakeClock()
    windows = LocalWindows(clock)
    limits = Limits(5, 2)

    def admitted() -> bool:
        return windows.admit("key", limits).admitted

    assert [admitted(), admitted(), admitted()] == [True, True, False]
    clock.move(timedelta(milliseconds=999))
    assert not admitted()
    clock.move(timedelta(milliseconds=1))
    assert [admitted(), admitted(), admitted()] == [True, True, False]
    clock.move(timedelta(seconds=1))
    assert [admitted(), admitted()] == [True, False]
    clock.move(timedelta(seconds=58))
    assert [admitted(), admitted(), admitted()] == [True, True, False]


def test_a_refusal_says_exactly_when_there_is_room_again():
    clock = FakeClock()
    windows = LocalWindows(clock)
    windows.admit("key", Limits(1, 1))
    clock.move(timedelta(seconds=10))

    refused = windows.admit("key", Limits(1, 1))

    assert (refused.admitted, refused.retry_ms, refused.minute_left) == (False, 50_000, 0)
    clock.move(timedelta(milliseconds=50_000))
    assert windows.admit("key", Limits(1, 1)).admitted


def test_names_do_not_share():
    windows = LocalWindows(FakeClock())

    assert windows.admit("one", Limits(1, 1)).admitted
    assert windows.admit("other", Limits(1, 1)).admitted
    assert not windows.admit("one", Limits(1, 1)).admitted


def test_what_was_admitted_elsewhere_counts_when_a_process_is_left_alone():
    clock = FakeClock()
    windows = LocalWindows(clock)
    for _ in range(5):
        windows.note("key")
        clock.move(timedelta(seconds=10))

    admitted = [windows.admit("key", Limits(6, 6)).admitted for _ in range(2)]

    assert admitted == [True, False]
    clock.move(timedelta(seconds=10))  # the first one is a minute old
    assert windows.admit("key", Limits(6, 6)).admitted


@given(st.lists(st.integers(0, 700), max_size=120))
def test_no_second_and_no_minute_ever_holds_more_than_its_quota(gaps):
    clock = FakeClock()
    windows = LocalWindows(clock)
    limits = Limits(20, 4)
    admitted, now = [], 0
    for gap in gaps:
        clock.move(timedelta(milliseconds=gap))
        now += gap
        verdict = windows.admit("key", limits)
        if verdict.admitted:
            admitted.append(now)
        assert verdict.minute_left == limits.per_minute - sum(1 for at in admitted if at > now - 60_000)
        assert verdict.second_left == limits.per_second - sum(1 for at in admitted if at > now - 1000)

    for at in admitted:
        assert sum(1 for other in admitted if at - 1000 < other <= at) <= 4
        assert sum(1 for other in admitted if at - 60_000 < other <= at) <= 20
