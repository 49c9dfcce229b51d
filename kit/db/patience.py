"""
How long a silent database is waited for.

A dead peer is found by TCP, in ten seconds (see pool.py). A machine that hangs, or a proxy that has lost its other side, goes on
acknowledging what it is sent: then only a clock of our own ends the wait. The connection is closed by that, the server rolls
back what was under way, and its own time-outs have ended a statement long before.
"""

import select
import time
from collections.abc import Callable
from typing import Protocol

import psycopg2
from psycopg2 import extensions

CONNECT_SECONDS = 5.0
SERVICE_SECONDS = 8.0  # the service roles' statement_timeout is 5 s
WORKER_SECONDS = 35.0  # that of the workers is 30 s


class PatientConnection(extensions.connection):
    """A connection that knows how long it waits for the server; while it is being opened, not long."""

    patience_seconds = CONNECT_SECONDS


class Wait(Protocol):
    """Wait until a descriptor can be read or written; TimeoutError after so many seconds."""

    def __call__(self, descriptor: int, /, *, write: bool, seconds: float) -> None: ...


def wait_with(wait: Wait) -> None:
    """Let psycopg2 wait in this way from now on, in the whole process."""
    extensions.set_wait_callback(_callback(wait))


def wait_in_threads(descriptor: int, *, write: bool, seconds: float) -> None:
    """Wait as a process of plain threads does."""
    waiting = select.poll()
    waiting.register(descriptor, select.POLLOUT if write else select.POLLIN)
    if not waiting.poll(seconds * 1000):
        raise TimeoutError


def _callback(wait: Wait) -> Callable[[PatientConnection], None]:
    def finish_step(connection: PatientConnection) -> None:
        seconds = getattr(connection, "patience_seconds", SERVICE_SECONDS)
        until = time.monotonic() + seconds
        while (state := connection.poll()) != extensions.POLL_OK:
            if state not in (extensions.POLL_READ, extensions.POLL_WRITE):
                raise psycopg2.OperationalError(f"the connection is in an unknown state: {state}")
            try:
                left = max(until - time.monotonic(), 0.0)
                wait(connection.fileno(), write=state == extensions.POLL_WRITE, seconds=left)
            except TimeoutError as silence:
                raise psycopg2.OperationalError(f"the server has said nothing for {seconds:g} s") from silence

    return finish_step
