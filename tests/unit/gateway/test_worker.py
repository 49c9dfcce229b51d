"""Idle connections of a stopping worker are closed; a request that comes at that very moment is answered."""

import gevent

from gateway.worker import _Waiting


def connection(all_waiting, told, *, silent_for):
    with _Waiting(10.0, all_waiting):
        gevent.sleep(silent_for)
        told.append("a request came")
    gevent.sleep(0.02)
    told.append("the connection goes on")


def test_a_connection_that_is_silent_is_ended():
    all_waiting, told = set(), []
    idle = gevent.spawn(connection, all_waiting, told, silent_for=10.0)
    gevent.sleep(0.01)
    [waiting] = all_waiting

    waiting.end()
    idle.join(timeout=1.0)

    assert told == ["the connection goes on"]
    assert all_waiting == set()


def test_a_request_that_comes_while_it_is_being_ended_is_not_disturbed():
    all_waiting, told = set(), []
    busy = gevent.spawn(connection, all_waiting, told, silent_for=0)  # its request is there at the next turn
    gevent.sleep(0)
    for waiting in list(all_waiting):
        waiting.end()
    busy.join(timeout=1.0)

    assert told == ["a request came", "the connection goes on"]
    assert busy.successful()
