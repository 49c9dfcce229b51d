"""What is kept of connections to receivers: few of each, and not for long, however many receivers there are."""

from types import SimpleNamespace

import pytest

from services.webhooks.adapters import connections
from services.webhooks.adapters.connections import IDLE_PER_RECEIVER, IDLE_SECONDS, Connections, Key


class Idle:
    def __init__(self):
        self.is_closed = False

    def close(self):
        self.is_closed = True

    def has_news(self):
        return False


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(connections.time, "monotonic", lambda: clock.now)
    return clock


def receiver(number):
    return Key("https", f"r{number}.example", "192.0.2.1", 443)


def test_connections_to_other_receivers_that_have_lain_too_long_are_closed_by_the_way(clock):
    kept = Connections()
    first = [Idle() for _ in range(50)]
    for number, connection in enumerate(first):
        kept.keep(receiver(number), connection)

    clock.now += 2 * IDLE_SECONDS
    last = Idle()
    kept.keep(receiver(99), last)

    assert all(connection.is_closed for connection in first)
    assert not last.is_closed
    assert kept.take(receiver(99)) is last


def test_of_one_receiver_the_oldest_of_too_many_is_closed(clock):
    kept = Connections()
    all_of_one = [Idle() for _ in range(IDLE_PER_RECEIVER + 1)]
    for connection in all_of_one:
        kept.keep(receiver(1), connection)

    assert [connection.is_closed for connection in all_of_one] == [True] + [False] * IDLE_PER_RECEIVER
