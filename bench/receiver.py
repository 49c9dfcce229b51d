"""
A receiver of webhooks that costs next to nothing: `python -m bench.receiver` prints its port, then answers until its stdin ends.

`/slow/<seconds>` answers late, `/dead` never. `GET /count` tells how many deliveries were answered so far.
"""

import asyncio
import sys

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Receiver(asyncio.Protocol):
    """One connection; requests come one after the other."""

    answered = 0
    """How many deliveries were answered, on all connections."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._waiting = b""

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        head, found, rest = self._waiting.partition(b"\r\n\r\n")
        if not found or len(rest) < _length(head):
            return
        self._waiting = rest[_length(head) :]
        self._answer(head.split(b" ", 2))

    def _answer(self, line: list[bytes]) -> None:
        method, path = line[0], line[1]
        if method == b"GET":
            told = str(Receiver.answered).encode()
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told))
        elif path.startswith(b"/slow/"):
            asyncio.get_running_loop().call_later(float(path[6:]), self._transport.write, OK)
        elif not path.startswith(b"/dead"):
            Receiver.answered += 1
            self._transport.write(OK)


def _length(head: bytes) -> int:
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def main() -> None:
    """Answer until stdin ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Receiver, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
