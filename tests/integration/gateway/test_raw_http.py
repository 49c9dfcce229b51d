"""
Bytes that two parsers could read in two ways, or that never end: refused, the connection closed, nothing carried out.

The prey is a POST that would make a customer. It is hidden in bodies, chunks and trailers; no customer may come of it.
"""

import json
import re
import socket
import time
from itertools import count

import pytest

from tests.e2e.api_client import open_shop
from tests.integration.gateway.test_process import gateway

QUICK = {"SAATHIX_GATEWAY_HEAD_SECONDS": "1.5", "SAATHIX_GATEWAY_REQUEST_SECONDS": "2"}
_phones = count(9876500000)


@pytest.fixture(scope="module")
def port():
    with gateway(**QUICK) as (_, connection):
        yield connection.port
        connection.close()


@pytest.fixture(scope="module")
def shop():
    return open_shop()


@pytest.fixture
def prey(shop):
    """A whole request that makes a customer; `head` alone, without what frames its body."""
    phone = f"+91{next(_phones)}"
    head = (
        b"POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Authorization: Bearer " + shop.api.key.encode() + b"\r\n"
    )
    return Prey(head, phone)


class Prey:
    def __init__(self, head, phone):
        body = json.dumps({"phone": phone}).encode()
        self.head, self.phone, self.body = head, phone, body
        self.whole = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
        self.chunk = b"%x\r\n%b\r\n" % (len(body), body)


def told(port, *parts, seconds=8, cut_off=False):
    """Everything that comes back until the other side closes; None when it does not. `cut_off`: we end first."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as raw:
        answer = b""
        try:
            for part in parts:
                raw.sendall(part)
            if cut_off:
                raw.shutdown(socket.SHUT_WR)
            while chunk := raw.recv(65536):
                answer += chunk
        except TimeoutError:
            return None
        except OSError:  # closed while there was more to read
            pass
    return answer


def escaped(shop, prey):
    """Whether the prey has made its customer."""
    return shop.api.get("/v1/customers", phone=prey.phone).json()["data"] != []


def refused(answer):
    assert answer is not None, "the connection was left open"
    assert answer.count(b"HTTP/1.1 ") <= 1, answer
    if answer:
        assert re.match(rb"HTTP/1.1 4\d\d ", answer), answer[:200]
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"content-type: application/problem+json" in head.lower()
        problem = json.loads(body)
        assert problem["status"] == int(head[9:12])
        assert problem["request_id"].startswith("req_")


def test_the_prey_alone_and_in_a_pipeline_does_make_customers(port, shop):
    """The control: this test file could see what must not happen."""
    head = b"POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    key = b"Authorization: Bearer " + shop.api.key.encode() + b"\r\n"
    one, two = (Prey(head + key, f"+91{next(_phones)}") for _ in range(2))
    last = two.whole.replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n")

    answer = told(port, one.whole + last)
    chunked = two.head + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + two.chunk + b"0\r\n\r\n"

    assert answer.count(b"HTTP/1.1 201 ") == 2
    assert told(port, chunked).startswith(b"HTTP/1.1 200 ")
    assert escaped(shop, one)
    assert escaped(shop, two)


# what stands between a head and its empty line, so that the length of the body is read in two ways
FRAMINGS = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "chunks and length": b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    "length and other chunks": b"Content-Length: 4\r\nTransfer-Encoding: xchunked\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n",
    "one length twice": b"Content-Length: 4\r\nContent-Length: 4\r\n",
    "a list of lengths": b"Content-Length: 4, 5\r\n",
    "a list of one length": b"Content-Length: 4, 4\r\n",
    "a length with a sign": b"Content-Length: +4\r\n",
    "a length below zero": b"Content-Length: -4\r\n",
    "a length in base 16": b"Content-Length: 0x4\r\n",
    "a length with a fraction": b"Content-Length: 4.0\r\n",
    "a length with a space in it": b"Content-Length: 4 4\r\n",
    "a length with an underscore": b"Content-Length: 1_0\r\n",
    "a length in other digits": "Content-Length: ٤\r\n".encode(),
    "no length after its name": b"Content-Length:\r\n",
    "a length after a fold": b"Content-Length:\r\n 4\r\n",
    "chunks after a fold": b"Transfer-Encoding:\r\n chunked\r\n",
    "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "chunks in a list": b"Transfer-Encoding: chunked, chunked\r\n",
    "chunks, then as it is": b"Transfer-Encoding: chunked, identity\r\n",
    "as it is, then chunks": b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
    "chunks of gzip": b"Transfer-Encoding: gzip, chunked\r\n",
    "chunks in quotes": b'Transfer-Encoding: "chunked"\r\n',
    "chunks after a vertical tab": b"Transfer-Encoding: \x0bchunked\r\n",
    "chunks before a NUL": b"Transfer-Encoding: chunked\x00\r\n",
    "chunks with a carriage return": b"Transfer-Encoding: chunked\rX: y\r\n",
    "a space before the colon": b"Transfer-Encoding : chunked\r\n",
    "a tab before the colon": b"Transfer-Encoding\t: chunked\r\n",
    "a space before the name": b" Transfer-Encoding: chunked\r\n",
    "a NUL in the name": b"Transfer\x00-Encoding: chunked\r\n",
    "a bare line feed": b"Content-Length: 4\nTransfer-Encoding: chunked\r\n",
    "a bare carriage return": b"Content-Length: 4\rTransfer-Encoding: chunked\r\n",
    "no name": b": chunked\r\n",
    "no colon": b"Transfer-Encoding chunked\r\n",
    "a second host": b"Host: y\r\n",
}


@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS)
def test_a_body_whose_length_is_read_in_two_ways(port, shop, prey, framing):
    hidden = b"0\r\n\r\n" + prey.whole

    refused(told(port, prey.head + framing + b"\r\n" + hidden))
    refused(told(port, prey.head + framing + b"\r\n" + prey.chunk + hidden))

    assert not escaped(shop, prey)


# chunks of a request that is well until here
CHUNKS = {
    "a size with 0x": b"0x%x\r\n%b\r\n0\r\n\r\n",
    "a size with a sign": b"+%x\r\n%b\r\n0\r\n\r\n",
    "a size with an underscore": b"0_%x\r\n%b\r\n0\r\n\r\n",
    "a size after a space": b" %x\r\n%b\r\n0\r\n\r\n",
    "a size and a bare line feed": b"%x\n%b\r\n0\r\n\r\n",
    "an extension with a line feed": b"%x;a\nb\r\n%b\r\n0\r\n\r\n",
    "no end of the chunk": b"%x\r\n%b0\r\n\r\n",
    "another end of the chunk": b"%x\r\n%bXX0\r\n\r\n",
}


@pytest.mark.parametrize("form", CHUNKS.values(), ids=CHUNKS)
def test_chunks_of_another_form(port, shop, prey, form):
    chunks = form % (len(prey.body), prey.body)

    refused(told(port, prey.head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + prey.whole))

    assert not escaped(shop, prey)


@pytest.mark.parametrize("size", [b"FFFFFFFFFFFFFFFFF", b"-5", b"", b"zz", b"5" * 5000])
def test_chunks_of_a_size_that_is_none(port, shop, prey, size):
    head = prey.head + b"Transfer-Encoding: chunked\r\n\r\n"

    refused(told(port, head + size + b"\r\n" + prey.body + b"\r\n0\r\n\r\n" + prey.whole))

    assert not escaped(shop, prey)


def test_chunks_in_http_1_0(port, shop, prey):
    old = prey.head.replace(b"HTTP/1.1", b"HTTP/1.0") + b"Transfer-Encoding: chunked\r\n\r\n"

    refused(told(port, old + prey.chunk + b"0\r\n\r\n" + prey.whole))

    assert not escaped(shop, prey)


LINES = {
    "a version of no server": b"POST /v1/customers HTTP/1.9x",
    "a newer version": b"POST /v1/customers HTTP/2.0",
    "no version": b"POST /v1/customers",
    "two spaces": b"POST  /v1/customers HTTP/1.1",
    "a tab": b"POST\t/v1/customers HTTP/1.1",
    "a space in the address": b"POST /v1/customers x HTTP/1.1",
    "a NUL in the address": b"POST /v1/cust\x00omers HTTP/1.1",
    "no method": b"/v1/customers HTTP/1.1",
    "a method of other characters": b"PO(ST /v1/customers HTTP/1.1",
    "a bare line feed": b"POST /v1/customers HTTP/1.1\nX: y",
    "a carriage return in the address": b"POST /v1/cust\romers HTTP/1.1",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_first_line_of_another_form(port, shop, prey, line):
    rest = prey.whole.split(b"\r\n", 1)[1]

    refused(told(port, line + b"\r\n" + rest))

    assert not escaped(shop, prey)


LARGE = {
    "a header": b"X: " + b"a" * 9000 + b"\r\n",
    "a name": b"X" * 9000 + b": a\r\n",
    "eighty headers": b"X: a\r\n" * 80,
    "headers without an end": b"X: " + b"a" * 8000 + b"\r\n" + b"Y: a\r\n" * 100_000,
}


@pytest.mark.parametrize("lines", LARGE.values(), ids=LARGE)
def test_heads_of_another_size(port, shop, prey, lines):
    refused(told(port, prey.whole.replace(b"Host: x\r\n", b"Host: x\r\n" + lines)))

    assert not escaped(shop, prey)


def test_an_address_that_is_too_long(port, prey):
    refused(told(port, b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n" + prey.whole))


def test_no_secret_is_told_back(port, prey):
    answer = told(port, prey.head + b"Bad Header: sk_live_sx_secret\r\n\r\n")

    assert b"sk_live" not in answer


def test_a_head_that_never_ends_is_not_waited_for(port):
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=8) as raw:
        try:
            raw.sendall(b"GET /healthz HTTP/1.1\r\n")
            while time.monotonic() - began < 6:
                raw.sendall(b"X: y\r\n")
                time.sleep(0.1)
        except OSError:
            pass

    assert time.monotonic() - began < 5


def test_a_silent_connection_is_not_waited_for(port):
    began = time.monotonic()

    assert told(port) == b""
    assert time.monotonic() - began < 5


def test_a_body_that_never_ends_is_not_waited_for(port, shop, prey):
    began = time.monotonic()

    answer = told(port, prey.head + b"Content-Length: %d\r\n\r\n" % (len(prey.body) + 1) + prey.body)

    assert answer == b""
    assert time.monotonic() - began < 6
    assert not escaped(shop, prey)


def test_a_body_that_is_cut_off_is_no_body(port, shop, prey):
    refused(told(port, prey.head + b"Content-Length: %d\r\n\r\n" % (len(prey.body) + 9) + prey.body, cut_off=True))

    assert not escaped(shop, prey)


def test_a_proxy_that_is_not_ours_does_not_say_how_it_was_asked(port, shop):
    request = (
        b"GET /v1/products?limit=1 HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\nX-Forwarded-Proto: https\r\n"
    )
    shop.product("A")
    shop.product("B")

    answer = told(port, request + b"Authorization: Bearer " + shop.api.key.encode() + b"\r\n\r\n")

    assert b"Link: <http://shop.example/v1/products?limit=1&cursor=" in answer


def test_a_proxy_of_ours_says_how_it_was_asked(shop):
    with gateway(SAATHIX_TRUSTED_PROXIES="10.0.0.0/8, 127.0.0.1") as (_, connection):
        connection.request(
            "GET",
            "/v1/products?limit=1",
            headers={"X-Forwarded-Proto": "https", "Authorization": f"Bearer {shop.api.key}"},
        )
        answer = connection.getresponse()
        answer.read()
        connection.close()

    assert answer.headers["Link"].startswith("<https://")
