"""Connections to receivers: opened to a checked address, kept for reuse, and never read or written past their deadline."""

import math
import select
import socket
import ssl
import threading
import time
from typing import Any, NamedTuple

CONNECT_SECONDS = 3.0
IDLE_SECONDS = 20.0
IDLE_PER_RECEIVER = 8


class Key(NamedTuple):
    """What a connection is good for: the name it was made for and the address that was checked."""

    scheme: str
    host: str
    address: str
    port: int


class _Deadline:
    """Gives every read and write only the time that is left; mixed into both kinds of socket."""

    deadline = 0.0
    ahead = b""
    """What was read already, for whoever reads next."""

    def _left(self) -> float:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        return left

    def recv_into(self, buffer: Any, *sizes: int) -> int:
        if not self.ahead:
            return self._receive_into(buffer, *sizes)
        most = min(len(buffer), len(self.ahead))
        buffer[:most], self.ahead = self.ahead[:most], self.ahead[most:]
        return most


class _PlainSocket(_Deadline, socket.socket):
    """Without a time-out of its own, which would cost two system calls a read: it waits only for what has not come yet."""

    def first(self, most: int) -> bytes:
        """Wait for the first bytes of an answer; none when the receiver closes instead."""
        while True:
            self._wait(select.POLLIN)
            try:
                return self.recv(most)
            except BlockingIOError:  # the kernel thought there was something
                continue

    def sendall(self, data: bytes) -> None:
        sent = 0
        while sent < len(data):
            try:
                sent += self.send(data[sent:] if sent else data)
            except BlockingIOError:
                self._wait(select.POLLOUT)

    def has_news(self) -> bool:
        """Say whether there is something to read: an end, or bytes nobody asked for."""
        return bool(self._poll(select.POLLIN, 0))

    def _receive_into(self, *arguments: Any) -> int:
        while True:
            try:
                return super(_Deadline, self).recv_into(*arguments)
            except BlockingIOError:
                self._wait(select.POLLIN)

    def _wait(self, event: int) -> None:
        if not self._poll(event, math.ceil(self._left() * 1000)):
            raise TimeoutError("the deadline has passed")

    def _poll(self, event: int, milliseconds: int) -> list[tuple[int, int]]:
        poll = select.poll()
        poll.register(self, event)
        return poll.poll(milliseconds)


class _TlsSocket(_Deadline, ssl.SSLSocket):
    def first(self, most: int) -> bytes:
        """Wait for the first bytes of an answer; none when the receiver closes instead."""
        self.settimeout(self._left())
        return self.recv(most)

    def sendall(self, data: bytes) -> None:
        self.settimeout(self._left())
        super().sendall(data)

    def send(self, *arguments: Any) -> int:
        self.settimeout(self._left())
        return super().send(*arguments)

    def has_news(self) -> bool:
        """Say whether there is something to read: an end, or bytes nobody asked for."""
        poll = select.poll()
        poll.register(self, select.POLLIN)
        return bool(poll.poll(0))

    def _receive_into(self, *arguments: Any) -> int:
        self.settimeout(self._left())
        return super(_Deadline, self).recv_into(*arguments)


class Connections:
    """Opens connections and keeps the idle ones, a few per receiver and not for long."""

    def __init__(self, ca_bundle: str | None = None) -> None:
        self._context = ssl.create_default_context(cafile=ca_bundle)
        self._context.set_alpn_protocols(["http/1.1"])
        self._context.sslsocket_class = _TlsSocket
        self._idle: dict[Key, list[tuple[float, Any]]] = {}
        self._lock = threading.Lock()
        self._look_at = 0.0

    def open(self, key: Key, deadline: float) -> Any:
        """Connect to the key's address; for https the certificate must be the host's."""
        family = socket.AF_INET6 if ":" in key.address else socket.AF_INET
        connection = _PlainSocket(family, socket.SOCK_STREAM)
        try:
            until = min(deadline, time.monotonic() + CONNECT_SECONDS)
            connection.settimeout(max(until - time.monotonic(), 0.001))
            connection.connect((key.address, key.port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if key.scheme == "https":
                connection.settimeout(max(until - time.monotonic(), 0.001))
                connection = self._context.wrap_socket(connection, server_hostname=key.host)
            else:
                connection.setblocking(False)
        except BaseException:
            connection.close()
            raise
        return connection

    def take(self, key: Key) -> Any | None:
        """Lend an idle connection that its receiver has not closed, or None."""
        while True:
            with self._lock:
                kept = self._idle.get(key)
                since, connection = kept.pop() if kept else (0.0, None)
                if not kept:
                    self._idle.pop(key, None)
            if connection is None:
                return None
            if time.monotonic() - since < IDLE_SECONDS and not connection.has_news():
                return connection
            connection.close()

    def keep(self, key: Key, connection: Any) -> None:
        """Take a connection back and, once in a while, close those of any receiver that have lain too long."""
        now = time.monotonic()
        with self._lock:
            kept = self._idle.setdefault(key, [])
            kept.append((now, connection))
            stale = [kept.pop(0)[1]] if len(kept) > IDLE_PER_RECEIVER else []
            if now >= self._look_at:  # thousands of receivers must not hold a file each until the next housekeeping
                self._look_at = now + IDLE_SECONDS
                stale += self._taken_out(now - IDLE_SECONDS)
        for old in stale:
            old.close()

    def close_stale(self) -> None:
        """Close the connections that have lain too long; the dispatcher calls this now and then."""
        with self._lock:
            stale = self._taken_out(time.monotonic() - IDLE_SECONDS)
        for old in stale:
            old.close()

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            everything = [connection for kept in self._idle.values() for _, connection in kept]
            self._idle.clear()
        for connection in everything:
            connection.close()

    def _taken_out(self, limit: float) -> list[Any]:
        """Take out what was kept before a moment; the caller holds the lock, and closes it."""
        stale = [old for kept in self._idle.values() for since, old in kept if since < limit]
        fresh = {key: [pair for pair in kept if pair[0] >= limit] for key, kept in self._idle.items()}
        self._idle = {key: kept for key, kept in fresh.items() if kept}
        return stale
