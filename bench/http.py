"""HTTP/1.1 over a kept-alive raw socket: as little of the machine as a client can take."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    body: bytes


class Connection:
    """One connection with one request under way at most; `reply()` is asked whenever the socket has something."""

    __slots__ = ("_address", "_buffer", "due", "retries", "sock", "task", "wire")

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._buffer = bytearray()
        self.sock: socket.socket | None = None
        self.wire = b""
        self.task: object = None
        self.due = 0.0
        self.retries = 0

    def open(self) -> int:
        """Connect, and return the descriptor to poll."""
        self._buffer.clear()
        self.sock = socket.create_connection(self._address, timeout=10)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.sock.fileno()

    def close(self) -> None:
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def send(self, wire: bytes, task: object, due: float) -> None:
        """Send a request; it is small enough for the socket to take whole."""
        assert self.sock is not None
        self.wire, self.task, self.due = wire, task, due
        self.sock.sendall(wire)

    def receive(self) -> Reply | None:
        """Read what has come: the answer when it is whole, None before; ConnectionError when the server hung up."""
        assert self.sock is not None
        data = self.sock.recv(262_144)
        if not data:
            raise ConnectionResetError("the server closed the connection")
        if not self._buffer and (reply := parse(data)) is not None:
            return reply
        self._buffer += data
        reply = parse(bytes(self._buffer))
        if reply is not None:
            self._buffer.clear()
        return reply


def parse(data: bytes) -> Reply | None:
    """Read an answer; None while it is not whole."""
    head_end = data.find(b"\r\n\r\n")
    if head_end < 0:
        return None
    head = data[:head_end].lower()
    status = int(head[9:12])
    start = head_end + 4
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        end_of_line = head.find(b"\r\n", at + 2)
        length = int(head[at + 17 : end_of_line if end_of_line >= 0 else None])
        return Reply(status, data[start : start + length]) if len(data) >= start + length else None
    if b"transfer-encoding: chunked" in head:
        return Reply(status, _unchunked(data[start:])) if data.endswith(b"0\r\n\r\n") else None
    return Reply(status, b"")


def request(method: str, path: str, key: str, *, body: bytes = b"", headers: str = "") -> bytes:
    """Write a request."""
    lines = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n{headers}"
    if body:
        lines += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return lines.encode() + b"\r\n" + body


def _unchunked(data: bytes) -> bytes:
    body = bytearray()
    while True:
        size, _, rest = data.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            return bytes(body)
        body += rest[:length]
        data = rest[length + 2 :]
