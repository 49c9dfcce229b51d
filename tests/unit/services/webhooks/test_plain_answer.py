"""A plain answer is read as http.client reads it; what is not plain is left to it."""

import http.client
import io
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.webhooks.adapters import plain_answer

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def by_library(data):
    response = http.client.HTTPResponse(SimpleNamespace(makefile=lambda _: io.BytesIO(data)), method="POST")
    response.begin()
    return response


def test_a_plain_answer_is_read():
    assert plain_answer.read(OK) == (200, None, b"ok", True)
    assert plain_answer.read(b"HTTP/1.1 204 No Content\r\n\r\n") == (204, None, b"", True)
    assert plain_answer.read(b"HTTP/1.1 200\r\ncontent-length:0\r\n\r\n") == (200, None, b"", True)
    closing = b"HTTP/1.1 503 Busy\r\nConnection: close\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"
    assert plain_answer.read(closing) == (503, "7", b"", False)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        OK[:-1],  # the body is not all there
        OK + b"x",  # more than was asked for
        OK[:20],  # the head is not all there
        b"HTTP/1.1 200 OK\r\n\r\n",  # ends with the connection
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: +0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",  # Python reads no number so long
        b"HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\r\n folded\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 9000 + b"\r\nContent-Length: 0\r\n\r\n",
        b"ICY 200 OK\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_library(data):
    assert plain_answer.read(data) is None


@given(
    status=st.integers(200, 599),
    fields=st.lists(
        st.tuples(
            st.sampled_from(["Content-Length", "Connection", "Retry-After", "Date", "X-A", "Transfer-Encoding"]),
            st.sampled_from(["0", "2", "3", "close", "keep-alive", "chunked", "soon", ""]),
        ),
        max_size=4,
    ),
    body=st.binary(max_size=4),
)
def test_where_it_reads_one_it_agrees_with_the_library(status, fields, body):
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    data = f"HTTP/1.1 {status} Some Reason\r\n{head}\r\n".encode() + body

    read = plain_answer.read(data)

    if read is not None:
        response = by_library(data)
        assert (read.status, read.retry_after) == (response.status, response.headers.get("Retry-After"))
        assert read.body == response.read()
        assert not (read.keeps_connection and response.will_close)
