"""A TCP proxy of ours before a server: it does to connections what networks, middle boxes and hung machines do."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Coroutine
from typing import Any

CHUNK = 65_536
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST


class FaultProxy:
    """`with FaultProxy() as proxy: line = proxy.before(host, port)`; any number of lines, in a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)
        self._lines: list[Line] = []

    def __enter__(self) -> "FaultProxy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines:
            line.refuse()
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    def before(self, host: str, port: int) -> "Line":
        """Listen on a port of its own and hand on to a server."""
        line = Line(self._do, host, port)
        line.flow()
        self._lines.append(line)
        return line

    def _do(self, step: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(step, self._loop).result(timeout=10)

    async def _end(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class _Pair:
    """A client's connection and the one to the server."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client, self.server = client, server
        self.forgotten = False

    def end(self) -> None:
        for side in (self.client, self.server):
            _reset(side)


class Line:
    """A listening port before one server. What is done to it lasts until `flow`; a cut is over at once."""

    def __init__(self, do: Any, host: str, port: int) -> None:
        self._do, self._host, self._server_port = do, host, port
        self.port = 0
        self.accepted = 0
        self._delay = 0.0
        self._flowing = asyncio.Event()
        self._listener: asyncio.Server | None = None
        self._pairs: set[_Pair] = set()

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._pairs)

    def flow(self) -> None:
        """Hand on everything, what was held back first."""
        self._delay = 0.0
        self._do(self._flow())

    def cut(self) -> int:
        """Reset every connection and say how many there were; new ones are welcome."""
        return int(self._do(self._cut()))

    def refuse(self) -> None:
        """As if the server were not there: connections are reset, and nobody listens."""
        self._do(self._stop_listening())
        self.cut()

    def blackhole(self) -> None:
        """Take everything and hand on nothing, either way, on new connections too: no answer and no error."""
        self._do(self._hold())

    def half_open(self) -> int:
        """The server's side of every connection is gone and nobody told the clients; new connections are fine."""
        return int(self._do(self._forget()))

    def delay(self, seconds: float) -> None:
        """Let everything take so much longer, each way."""
        self._delay = seconds

    async def _flow(self) -> None:
        self._flowing.set()
        if self._listener is None:
            self._listener = await asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1024)
            self.port = self._listener.sockets[0].getsockname()[1]

    async def _stop_listening(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    async def _cut(self) -> int:
        pairs = list(self._pairs)
        for pair in pairs:
            pair.end()
        return len(pairs)

    async def _hold(self) -> None:
        self._flowing.clear()

    async def _forget(self) -> int:
        pairs = [pair for pair in self._pairs if not pair.forgotten]
        for pair in pairs:
            pair.forgotten = True
            _reset(pair.server)
        return len(pairs)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        await self._flowing.wait()
        try:
            from_server, to_server = await asyncio.open_connection(self._host, self._server_port)
        except OSError:
            _reset(writer)
            return
        pair = _Pair(writer, to_server)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._pump(pair, reader, to_server), self._pump(pair, from_server, writer))
        finally:
            self._pairs.discard(pair)
            pair.end()

    async def _pump(self, pair: _Pair, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                if self._delay:
                    await asyncio.sleep(self._delay)
                await self._flowing.wait()
                if not pair.forgotten:
                    writer.write(data)
                    await writer.drain()
        await self._flowing.wait()
        if not pair.forgotten or writer is pair.server:
            writer.close()


def _reset(side: asyncio.StreamWriter) -> None:
    sock = side.get_extra_info("socket")
    if sock is not None and not side.transport.is_closing():
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    side.transport.abort()
