"""The fault proxy does what it says, or every test that leans on it proves nothing."""

import socket
import socketserver
import threading
import time

import pytest

from tests.fault.proxy import FaultProxy
from tests.fault.stack import wait_for


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(4096):
            self.request.sendall(data)


@pytest.fixture
def line():
    socketserver.ThreadingTCPServer.daemon_threads = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        with FaultProxy() as proxy:
            yield proxy.before("127.0.0.1", server.server_address[1])
        server.shutdown()


@pytest.fixture
def client(line):
    with connected(line) as client:
        assert says(client, b"hello") == b"hello"
        yield client


def connected(line):
    return socket.create_connection(("127.0.0.1", line.port), timeout=2.0)


def says(client, data, *, seconds=2.0):
    client.settimeout(seconds)
    client.sendall(data)
    return client.recv(4096)


def test_a_cut_resets_every_connection_and_new_ones_are_welcome(line, client):
    assert line.cut() == 1
    with pytest.raises(ConnectionError):
        says(client, b"x")
    with connected(line) as again:
        assert says(again, b"again") == b"again"
    wait_for(lambda: line.connections == 0, seconds=2)


def test_a_blackhole_is_silent_and_hands_on_what_it_held_when_it_ends(line, client):
    line.blackhole()
    with connected(line) as fresh:
        for each in (client, fresh):
            with pytest.raises(TimeoutError):
                says(each, b"held", seconds=0.2)
        line.flow()
        for each in (client, fresh):
            each.settimeout(2.0)
            assert each.recv(4096) == b"held"


def test_the_other_side_of_a_half_open_connection_is_gone_and_nobody_says_so(line, client):
    assert line.half_open() == 1
    for _ in range(2):
        with pytest.raises(TimeoutError):
            says(client, b"x", seconds=0.2)
    with connected(line) as fresh:
        assert says(fresh, b"fresh") == b"fresh"


def test_a_delay_is_added_each_way(line, client):
    line.delay(0.1)
    began = time.monotonic()
    assert says(client, b"slow") == b"slow"
    assert 0.2 <= time.monotonic() - began < 1.0


def test_a_server_that_is_not_there_refuses_until_it_is(line, client):
    line.refuse()
    with pytest.raises(ConnectionError):
        says(client, b"x")
    with pytest.raises(ConnectionRefusedError):
        connected(line)
    line.flow()
    with connected(line) as back:
        assert says(back, b"back") == b"back"
