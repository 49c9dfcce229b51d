"""The dispatcher's senders."""

import threading
import time
from contextlib import contextmanager

import pytest

from services.webhooks.domain.delivery import Answer, outcome_of
from services.webhooks.lanes import Lanes
from tests.factories.webhooks import AT, a_due


def dues(endpoint_id, count):
    return [a_due(id=f"{endpoint_id}-{number}", endpoint_id=endpoint_id) for number in range(count)]


def sent(due):
    return outcome_of(due, Answer(1, 200), sent_at=AT, now=AT, jitter=0.0)


@contextmanager
def lanes_that(send, **limits):
    lanes = Lanes(send, **{"threads": 4, "per_endpoint": 2, "depth": 8, "held": 20, **limits})
    yield lanes
    lanes.unsent()
    lanes.close()


def all_ended(lanes, count):
    ended, deadline = [], time.monotonic() + 5
    while len(ended) < count:
        assert time.monotonic() < deadline
        lanes.wait(0.05)
        ended += lanes.ended()
    return [outcome.due.id for outcome in ended]


def test_everything_is_sent_once():
    with lanes_that(sent) as lanes:
        lanes.put(dues("a", 5) + dues("b", 5), begin_within_seconds=60)

        ids = all_ended(lanes, 10)

        assert sorted(ids) == sorted(due.id for due in dues("a", 5) + dues("b", 5))
        assert (lanes.held, lanes.room, lanes.room_by_endpoint()) == (0, 20, {})


def test_room_is_what_is_held_less():
    gate = threading.Event()
    with lanes_that(lambda due: gate.wait(5) and sent(due)) as lanes:
        lanes.put(dues("a", 6) + dues("b", 1), begin_within_seconds=60)

        assert (lanes.held, lanes.room, lanes.room_by_endpoint()) == (7, 13, {"a": 2, "b": 7})
        gate.set()
        all_ended(lanes, 7)


@pytest.mark.parametrize("endpoints", [1, 3])
def test_an_endpoint_has_its_share_of_the_threads_and_no_more(endpoints):
    under_way, most = {}, {}
    lock = threading.Lock()

    def send(due):
        with lock:
            under_way[due.endpoint_id] = under_way.get(due.endpoint_id, 0) + 1
            most[due.endpoint_id] = max(most.get(due.endpoint_id, 0), under_way[due.endpoint_id])
        time.sleep(0.01)
        with lock:
            under_way[due.endpoint_id] -= 1
        return sent(due)

    with lanes_that(send) as lanes:
        for number in range(endpoints):
            lanes.put(dues(f"e{number}", 8), begin_within_seconds=60)
        all_ended(lanes, 8 * endpoints)

    assert max(most.values()) == 2


def test_a_busy_endpoint_takes_turns_with_the_others():
    order = []

    def send(due):
        order.append(due.endpoint_id)
        time.sleep(0.03)
        return sent(due)

    with lanes_that(send, threads=1, per_endpoint=1, held=40) as lanes:  # two threads: one more for the slow
        lanes.put(dues("busy", 12) + dues("busier", 12) + dues("other", 1), begin_within_seconds=60)
        all_ended(lanes, 25)

    assert order.index("other") <= 12  # two turns of 0.1 s hold eight


def test_what_its_lease_would_not_cover_is_dropped_unsent():
    with lanes_that(sent) as lanes:
        lanes.put(dues("a", 3), begin_within_seconds=-1)
        deadline = time.monotonic() + 5
        while lanes.held:
            assert time.monotonic() < deadline
            time.sleep(0.005)

        assert lanes.ended() == []


def test_what_waits_can_be_taken_back_while_the_rest_goes_on():
    gate, begun = threading.Event(), threading.Semaphore(0)

    def send(due):
        begun.release()
        gate.wait(5)
        return sent(due)

    with lanes_that(send) as lanes:
        lanes.put(dues("a", 6), begin_within_seconds=60)
        assert all(begun.acquire(timeout=5) for _ in range(2))

        back = lanes.unsent()
        gate.set()

        assert [due.id for due in back] == ["a-2", "a-3", "a-4", "a-5"]
        assert sorted(all_ended(lanes, 2)) == ["a-0", "a-1"]
        assert lanes.held == 0


def test_a_slow_endpoint_holds_no_more_than_it_has_under_way(monkeypatch):
    gate = threading.Event()
    with lanes_that(lambda due: gate.wait(5) and sent(due)) as lanes:
        lanes.put(dues("slow", 2), begin_within_seconds=60)
        assert lanes.room_by_endpoint() == {"slow": 6}

        monkeypatch.setattr("services.webhooks.lanes.QUICK_SECONDS", 0.0)
        assert lanes.room_by_endpoint() == {"slow": 0}
        gate.set()
        all_ended(lanes, 2)


def test_slow_endpoints_take_no_thread_from_the_quick(monkeypatch):
    monkeypatch.setattr("services.webhooks.lanes.QUICK_SECONDS", 0.05)
    running, most, lock = [0], [0], threading.Lock()

    def send(due):
        if due.endpoint_id != "quick":
            with lock:
                running[0] += 1
                most[0] = max(most[0], running[0])
            time.sleep(0.2)
            with lock:
                running[0] -= 1
        return sent(due)

    with lanes_that(send, held=100) as lanes:
        for name in ("slow-1", "slow-2", "slow-3"):
            lanes.put(dues(name, 1), begin_within_seconds=60)
        time.sleep(0.1)  # by now they are known to be slow
        most[0] = 0
        for name in ("slow-1", "slow-2", "slow-3"):
            lanes.put(dues(name, 5), begin_within_seconds=60)
        all_ended(lanes, 3)
        most[0] = 0
        lanes.put(dues("quick", 10), begin_within_seconds=60)
        ids = all_ended(lanes, 10)
        assert sum(name.startswith("quick") for name in ids) >= 8
        all_ended(lanes, 25 - len(ids))
        assert most[0] <= 2
        assert (lanes.held, lanes.room) == (0, 100)


def test_a_receiver_that_is_gone_is_sent_nothing_more_and_what_waits_for_it_is_taken_back():
    def gone(due):
        return outcome_of(due, Answer(1, 410 if due.endpoint_id == "a" else 200), sent_at=AT, now=AT, jitter=0.0)

    with lanes_that(gone, per_endpoint=1) as lanes:
        lanes.put(dues("a", 6) + dues("b", 3), begin_within_seconds=60)

        assert sorted(all_ended(lanes, 4)) == ["a-0", "b-0", "b-1", "b-2"]
        assert [due.id for due in lanes.unsent(gone=True)] == ["a-1", "a-2", "a-3", "a-4", "a-5"]
        assert lanes.held == 0
