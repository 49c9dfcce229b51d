"""
A connection to RabbitMQ that is kept.

One thread reads it, one sends what the others write. When it is lost, everyone who waits is told, and it is opened again
with backoff. A third thread keeps the heartbeat, and when RabbitMQ has stopped reading (a memory or disk alarm blocks a
send for ever) shuts the socket, so that all starts afresh.
"""

import random
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import amqp
from amqp import spec
from amqp.exceptions import NotFound
from kombu import Connection

from kit.logs import get_logger
from kit.messaging.core.incoming import Incoming
from kit.messaging.core.outgoing import Outgoing

log = get_logger(__name__)

_HEARTBEAT_SECONDS = 10
_TICK_SECONDS = 0.1
_STUCK_WRITE_SECONDS = 2.0
_LAST_WORDS_SECONDS = 2.0
_OPEN_SECONDS = 8.0
_MAX_BACKOFF_SECONDS = 3.0


class Link:
    """
    A kept connection. `url` may name several nodes of a cluster, with `;` between their URLs: they are tried in turn, from any
    of them on, so that the connections spread and a node that is down costs one attempt.

    `on_open(connection)` sets up channels and may wait for the broker, since the reader does not run yet; `on_lost()` tells
    the waiting; `on_tick()` runs ten times a second while the connection is open.
    """

    def __init__(
        self,
        url: str,
        name: str,
        on_open: Callable[[Any], None],
        on_lost: Callable[[], None] = lambda: None,
        on_tick: Callable[[], None] = lambda: None,
    ) -> None:
        self._urls, self._name = url.split(";"), name
        self._turn = random.randrange(len(self._urls))
        self._on_open, self._on_lost, self._on_tick = on_open, on_lost, on_tick
        self._stopping = False
        self._connection: Any = None
        self._outgoing: Outgoing | None = None
        self._threads: list[threading.Thread] = []
        self._opening_since = 0.0
        self.ready = threading.Event()
        self.blocked = False

    def start(self) -> None:
        """Begin to connect, in the background."""
        for target in (self._keep, self._watch):
            thread = threading.Thread(target=target, name=f"{self._name}-{target.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Close for good, once what has been written is sent; works without a broker, too."""
        self._stopping = True
        outgoing = self._outgoing
        if outgoing is not None and self.ready.is_set():
            outgoing.drain(_LAST_WORDS_SECONDS)
        self.cut()
        for thread in self._threads:
            thread.join(timeout=2.0)

    def cut(self) -> None:
        """Shut the socket: whoever reads or writes it gets an error at once, and the connection is opened anew."""
        # not `transport`: asked for on a connection that was collected meanwhile, pyamqp would open a new one
        sock = getattr(getattr(self._connection, "_transport", None), "sock", None)
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                log.info("link_already_closed", link=self._name)

    def _keep(self) -> None:
        failures = 0
        while not self._stopping:
            try:
                self._open()
                failures = 0
                self._read()
            except Exception as problem:  # whatever ended it, the answer is to connect again
                failures += 1
                if failures == 1 and not self._stopping:  # a line when it is lost and one when it is back, none a try
                    was = "link_lost" if self.ready.is_set() else "link_waits"
                    log.warning(was, link=self._name, error=f"{type(problem).__name__}: {problem}")
            finally:
                self._close()
            if not self._stopping:
                rounds = failures // len(self._urls)  # the next node is asked soon, the same one later and later
                time.sleep(min(_MAX_BACKOFF_SECONDS, 0.1 * 2 ** min(rounds, 6)) * random.uniform(0.5, 1.0))

    def _open(self) -> None:
        options = {"client_properties": {"connection_name": self._name}}
        url = self._urls[self._turn % len(self._urls)]
        self._turn += 1
        self._opening_since = time.monotonic()
        kombu = Connection(url, heartbeat=_HEARTBEAT_SECONDS, connect_timeout=3, transport_options=options)
        connection = kombu.connection
        self._outgoing = Outgoing(connection.transport.sock, self.cut)
        self._outgoing.start()
        connection.transport._write = self._outgoing.add
        connection.on_blocked = self._block
        connection.on_unblocked = self._unblock
        self._connection = connection
        self._on_open(connection)
        self.ready.set()
        log.info("link_open", link=self._name)

    def _read(self) -> None:
        incoming = Incoming(self._connection)
        while not self._stopping:
            try:
                incoming.drain()
            except NotFound as problem:
                if problem.method_sig != spec.Queue.Declare:
                    raise
                # A passive declare asked for a queue that does not exist yet; pyamqp has opened its channel again.

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        outgoing, self._outgoing = self._outgoing, None
        if outgoing is not None:
            outgoing.close()
        self.ready.clear()
        self.blocked = False
        if connection is not None:
            try:
                connection.collect()
            except Exception as problem:  # closing what is broken may fail in any way; it is gone either way
                log.info("link_collect_failed", link=self._name, error=str(problem))
        self._on_lost()

    def _watch(self) -> None:
        while not self._stopping:
            time.sleep(_TICK_SECONDS)
            connection = self._connection
            if connection is None:
                continue
            if not self.ready.is_set():
                if time.monotonic() - self._opening_since > _OPEN_SECONDS:  # it fell silent in the middle of the set-up
                    self.cut()
                continue
            outgoing = self._outgoing
            if outgoing is not None and outgoing.stuck_for() > _STUCK_WRITE_SECONDS:
                log.warning("link_write_stuck", link=self._name)
                self.cut()
                continue
            try:
                connection.heartbeat_tick()
                self._on_tick()
            except (amqp.exceptions.ConnectionForced, OSError, amqp.exceptions.RecoverableConnectionError):
                self.cut()
            except Exception as problem:  # a tick must not end the watch
                log.error("link_tick_failed", link=self._name, error=str(problem), exc_info=True)

    def _block(self, reason: Any) -> None:
        log.warning("link_blocked", link=self._name, reason=str(reason))
        self.blocked = True

    def _unblock(self, *_: Any) -> None:
        log.info("link_unblocked", link=self._name)
        self.blocked = False
