"""Messages on a socket: four bytes of length, then the message."""

import socket

_LENGTH_BYTES = 4


def write_frame(connection: socket.socket, message: bytes) -> None:
    """Send a message whole."""
    connection.sendall(len(message).to_bytes(_LENGTH_BYTES, "big") + message)


def read_frame(connection: socket.socket) -> bytes | None:
    """Read the next message; None when the other side has gone."""
    head = _read(connection, _LENGTH_BYTES)
    return None if head is None else _read(connection, int.from_bytes(head, "big"))


def _read(connection: socket.socket, size: int) -> bytes | None:
    found = bytearray()
    while len(found) < size:
        part = connection.recv(min(size - len(found), 1 << 20))
        if not part:
            return None
        found += part
    return bytes(found)
