"""One connection to Redis for all requests of a process: answers find their askers, and no asker can hold up the others."""

import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from gateway.ratelimit import redis_replies
from gateway.ratelimit.redis_link import FAILURES_TO_OPEN, RedisLink, Script
from kit.clock import SystemClock

URL = os.environ["SAATHIX_REDIS_URL"]
ECHO = Script("return ARGV[1] .. ' ' .. KEYS[1]")


@pytest.fixture
def link():
    return RedisLink(URL, SystemClock(), timeout_seconds=5.0)


def test_answers_find_their_askers(link):
    def ask(number):
        return link.run(ECHO, (f"k{number}",), (number,))

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(ask, range(2000)))

    assert answers == [[str(number), f"k{number}"] for number in range(2000)]


def test_many_that_ask_at_once_share_a_write(link):
    link.answers()
    sent = []
    sock = link._connection._sock
    link._connection._sock = Watched(sock, sent)

    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(lambda _: link.answers(), range(400)))

    assert len(sent) < 400


def test_a_script_that_redis_has_lost_is_loaded_again(link):
    link.run(ECHO, ("k",), ("a",))
    redis.Redis.from_url(URL).script_flush()

    assert link.run(ECHO, ("k",), ("a",)) == ["a", "k"]


def test_an_answer_that_is_an_error_is_raised_to_its_asker_alone(link):
    wrong = Script("return redis.call('NOSUCH')")

    def ask(number):
        if number % 2:
            return link.command("PING")
        with pytest.raises(redis.exceptions.ResponseError):
            link.run(wrong, (), ())
        return b"PONG"

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(100))) == {b"PONG"}


@pytest.mark.parametrize(
    "error",
    [
        b"-LOADING Redis is loading the dataset in memory",
        b"-OOM command not allowed when used memory > 'maxmemory'.",
        b"-READONLY You can't write against a read only replica.",
        b"-MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
    ],
    ids=lambda error: error.split()[0].decode(),
)
def test_a_redis_that_serves_nobody_is_one_that_is_away(error):
    with Refusing(error) as server:
        link = RedisLink(f"redis://127.0.0.1:{server.port}", SystemClock(), timeout_seconds=5.0)

        assert [link.run(ECHO, ("k",), ("a",)) for _ in range(FAILURES_TO_OPEN)] == [None] * FAILURES_TO_OPEN
        asked = server.asked
        assert link.command("PING") is None
        assert server.asked == asked  # it is left alone for a second


def test_a_connection_that_redis_has_closed_is_opened_again_without_a_refusal(link):
    assert link.answers()
    link._connection._sock.shutdown(socket.SHUT_RDWR)

    assert link.answers()


def test_a_redis_that_says_nothing_costs_everyone_its_time_out_and_then_nobody():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        link = RedisLink(f"redis://127.0.0.1:{silent.getsockname()[1]}", SystemClock(), timeout_seconds=0.05)
        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _: link.command("PING"), range(24))) == {None}

        assert time.monotonic() - began < 1.5


def test_an_asker_that_is_thrown_out_of_its_waiting_passes_the_lead_on(link, monkeypatch):
    """A request that took too long ends in the middle of a round trip: its answer must not reach the next one."""

    class Thrown(BaseException):
        pass

    link.answers()
    fetch, thrown = link._fetch, threading.Event()

    def thrown_once(packed, count):
        if not thrown.is_set():
            thrown.set()
            link._connection._sock.sendall(packed)
            raise Thrown
        return fetch(packed, count)

    monkeypatch.setattr(link, "_fetch", thrown_once)
    with pytest.raises(Thrown):
        link.run(ECHO, ("k",), ("lost",))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda n: link.run(ECHO, ("k",), (n,)), range(20))) == [[str(n), "k"] for n in range(20)]


@pytest.mark.parametrize("cut", range(1, 40))
def test_answers_are_read_however_they_are_cut(cut):
    data = b"$5\r\na\r\nbc\r\n+OK\r\n:-12\r\n$-1\r\n-ERR no\r\n$0\r\n\r\n"
    found, at = redis_replies.read(data[:cut], 6)
    rest, end = redis_replies.read(data[at:], 6 - len(found))

    *answers, error, empty = found + rest
    assert (answers, str(error), empty) == ([b"a\r\nbc", b"OK", -12, None], "ERR no", b"")
    assert at + end == len(data)


def test_an_answer_of_another_kind_is_refused():
    with pytest.raises(redis_replies.NotUnderstood):
        redis_replies.read(b"*1\r\n+a\r\n", 1)


class Refusing:
    """A Redis that lets everyone in and answers every command but those of the log-in with an error."""

    def __init__(self, error):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._error = error
        self.asked = 0

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            while data := connection.recv(65_536):
                ours = data.count(b"EVAL") + data.count(b"PING")
                self.asked += ours
                connection.sendall((self._error + b"\r\n") * ours or b"+OK\r\n" * data.count(b"*"))


class Watched:
    """A socket that counts what it sends."""

    def __init__(self, sock, sent):
        self._sock, self._sent = sock, sent

    def sendall(self, data):
        self._sent.append(data)
        self._sock.sendall(data)

    def __getattr__(self, name):
        return getattr(self._sock, name)
