"""
One POST to a receiver: to the checked address, within the time, following nothing.

Built on http.client's response reader and plain sockets rather than on requests: an attempt has one deadline for all of it
(requests limits each read, so a receiver that sends a byte now and then holds a thread for hours), the connection goes to the
address that was checked, and no proxy, redirect, cookie or netrc has to be switched off. It is also several times cheaper.
"""

import contextlib
import http.client
import ssl
import time
from typing import Any

from services.webhooks.adapters import plain_answer
from services.webhooks.adapters.connections import Connections, Key
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.delivery import Answer
from services.webhooks.domain.endpoint_url import Target
from services.webhooks.errors import UrlRefused

TOTAL_SECONDS = 10.0
BODY_SECONDS = 1.0
RESPONSE_BYTES = 4096
AT_ONCE_BYTES = 16_384
USER_AGENT = "SaathiX-Webhooks/1.4"


class HttpSender:
    """Sends deliveries; safe to use from many threads, whose connections it keeps and reuses."""

    def __init__(self, guard: UrlGuard, *, ca_bundle: str | None = None, total_seconds: float = TOTAL_SECONDS) -> None:
        self._guard = guard
        self._connections = Connections(ca_bundle)
        self._total_seconds = total_seconds

    def post(self, url: str, body: bytes, headers: dict[str, str], *, livemode: bool) -> Answer:
        """Send a body and say how it went. Never raises for what the receiver or the network does."""
        started = time.monotonic()
        try:
            target, address = self._guard.admit(url, livemode=livemode)
            if address is None:
                return _failed(started, "name_not_resolved")
            key = Key(target.scheme, target.host, address, target.port)
            return self._exchange(key, _request(target, body, headers), started)
        except UrlRefused:
            return _failed(started, "address_refused")
        except TimeoutError:
            return _failed(started, "timed_out")
        except ssl.SSLError:
            return _failed(started, "tls_failed")
        except (http.client.RemoteDisconnected, http.client.IncompleteRead):
            return _failed(started, "connection_closed")
        except http.client.HTTPException:
            return _failed(started, "bad_response")
        except OSError:
            return _failed(started, "connection_failed")

    def close_stale(self) -> None:
        """Close the connections that have lain idle too long."""
        self._connections.close_stale()

    def close(self) -> None:
        """Close the connections that lie idle."""
        self._connections.close()

    def _exchange(self, key: Key, request: bytes, started: float) -> Answer:
        """Use an idle connection if there is one; when it turns out to be closed already, a fresh one."""
        deadline = started + self._total_seconds
        kept = self._connections.take(key)
        if kept is not None:
            try:
                return self._converse(key, kept, request, started, deadline)
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                pass  # closed by the receiver before it read anything: nothing was delivered
        return self._converse(key, self._connections.open(key, deadline), request, started, deadline)

    def _converse(self, key: Key, connection: Any, request: bytes, started: float, deadline: float) -> Answer:
        keep = False
        try:
            connection.deadline = deadline
            connection.sendall(request)
            connection.ahead = connection.first(AT_ONCE_BYTES)
            plain = plain_answer.read(connection.ahead)
            if plain is not None:
                connection.ahead = b""
                keep = plain.keeps_connection
                return Answer(
                    _milliseconds(started), plain.status, None, _shown(plain.body), _retry_after(plain.retry_after)
                )
            with contextlib.closing(_Response(connection, method="POST")) as response:
                response.begin()
                latency_ms = _milliseconds(started)
                head, keep = _read_head(connection, response, deadline)
                return Answer(
                    latency_ms, response.status, None, head, _retry_after(response.headers.get("Retry-After"))
                )
        finally:
            if keep:
                self._connections.keep(key, connection)
            else:
                connection.close()


class _Response(http.client.HTTPResponse):
    """An answer whose head is whole; http.client takes one that breaks off in its headers for complete."""

    def begin(self) -> None:
        stream = self.fp
        self.fp = _WholeLines(stream)
        try:
            super().begin()
        finally:
            if self.fp is not None:
                self.fp = stream


class _WholeLines:
    """Reads lines that end; nothing at all is left to http.client, which knows that it means a closed connection."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.close = stream.close

    def readline(self, limit: int = -1) -> bytes:
        line = self._stream.readline(limit)
        if not line.endswith(b"\n") and len(line) != limit and self._begun:
            raise http.client.IncompleteRead(line)
        self._begun = True
        return line

    _begun = False


def _request(target: Target, body: bytes, headers: dict[str, str]) -> bytes:
    lines = [
        f"POST {target.path} HTTP/1.1",
        f"Host: {target.host_header}",
        f"User-Agent: {USER_AGENT}",
        "Content-Type: application/json",
        "Accept: */*",
        f"Content-Length: {len(body)}",
        *[f"{name}: {value}" for name, value in headers.items()],
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _read_head(connection: Any, response: http.client.HTTPResponse, deadline: float) -> tuple[str, bool]:
    """Read the beginning of the answer's body for people to see, and say whether the connection can be used again."""
    connection.deadline = min(deadline, time.monotonic() + BODY_SECONDS)
    head = b""
    try:
        while len(head) < RESPONSE_BYTES:
            more = response.read1(RESPONSE_BYTES - len(head))
            if not more:
                break
            head += more
        whole = response.isclosed() or (not response.chunked and response.length == 0)
    except (OSError, http.client.HTTPException):
        whole = False  # the status has been given, and it is what counts
    return _shown(head), whole and not response.will_close


def _shown(body: bytes) -> str:
    return body[:RESPONSE_BYTES].decode("utf-8", "replace").replace("\x00", "\ufffd")


def _retry_after(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None  # 30 years


def _failed(started: float, error: str) -> Answer:
    return Answer(_milliseconds(started), error=error)


def _milliseconds(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
