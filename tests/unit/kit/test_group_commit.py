"""Waiting calls are run together; each gets its own outcome; a crash of the run reaches all and stops nobody after."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.db.group import GroupCommit


def test_alone_a_call_is_a_group_of_one():
    groups = []
    group = GroupCommit(lambda items: (groups.append(list(items)), [item * 2 for item in items])[1])
    assert [group.submit(n) for n in (1, 2, 3)] == [2, 4, 6]
    assert groups == [[1], [2], [3]]


def test_what_waits_while_a_group_runs_goes_together_within_the_limit():
    groups, running = [], threading.Event()

    def run(items):
        groups.append(len(items))
        running.wait(2) if len(groups) == 1 else time.sleep(0)
        return [item * 2 for item in items]

    group = GroupCommit(run, limit=8)
    with ThreadPoolExecutor(21) as callers:
        first = callers.submit(group.submit, 0)
        time.sleep(0.1)
        rest = [callers.submit(group.submit, n) for n in range(1, 21)]
        time.sleep(0.2)
        running.set()
        assert first.result(5) == 0
        assert [call.result(5) for call in rest] == [n * 2 for n in range(1, 21)]
    assert groups == [1, 8, 8, 4]


def test_an_outcome_that_is_an_exception_is_raised_at_its_caller_alone():
    group = GroupCommit(lambda items: [ValueError("odd") if n % 2 else n for n in items])
    assert group.submit(2) == 2
    with pytest.raises(ValueError, match="odd"):
        group.submit(1)


def test_a_run_that_crashes_fails_its_group_and_the_next_goes_on():
    crashes = [RuntimeError("crash")]

    def run(items):
        if crashes:
            raise crashes.pop()
        return list(items)

    group = GroupCommit(run)
    with pytest.raises(RuntimeError, match="crash"):
        group.submit(1)
    assert group.submit(2) == 2


def test_hundreds_of_callers_lose_no_call():
    group = GroupCommit(lambda items: (time.sleep(0.001), [item + 1 for item in items])[1], limit=16)
    with ThreadPoolExecutor(40) as callers:
        assert list(callers.map(group.submit, range(800))) == list(range(1, 801))


def test_several_items_go_in_their_order_over_several_groups_and_keep_their_exceptions():
    groups = []

    def run(items):
        groups.append(list(items))
        return [ValueError("odd") if n % 2 else n * 2 for n in items]

    group = GroupCommit(run, limit=4)
    outcomes = group.submit_all(range(10))

    assert groups == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [0, 4, 8, 12, 16]
    assert [str(outcome) for outcome in outcomes if isinstance(outcome, ValueError)] == ["odd"] * 5
    assert group.submit_all([]) == []
    assert group.submit(2) == 4


def test_lists_and_single_calls_beside_each_other_lose_nothing():
    group = GroupCommit(lambda items: (time.sleep(0.001), [item + 1 for item in items])[1], limit=7)
    with ThreadPoolExecutor(30) as callers:
        lists = [callers.submit(group.submit_all, range(n, n + 25)) for n in range(0, 500, 25)]
        singles = [callers.submit(group.submit, n) for n in range(300)]
        assert [call.result(20) for call in lists] == [list(range(n + 1, n + 26)) for n in range(0, 500, 25)]
        assert [call.result(20) for call in singles] == list(range(1, 301))
