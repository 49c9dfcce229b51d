"""What the fault tests do to the running stack: kill this or that, once or every few seconds."""

import contextlib
import itertools
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from kit.db import Database
from tests.fault import stack


@contextlib.contextmanager
def every(seconds: float, *deeds: Callable[[], object]) -> Iterator[None]:
    """Do these in turn, one every few seconds, until the end."""
    stop = threading.Event()

    def run() -> None:
        for deed in itertools.cycle(deeds):
            if stop.wait(seconds):
                return
            deed()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def kill_service(service: str, *, but: int | None = None) -> None:
    """kill −9, as an out-of-memory killer would, sparing one process if it is named."""
    for pid in stack.service_pids(service):
        if pid != but:
            os.kill(pid, signal.SIGKILL)


def kill_dispatchers() -> None:
    for pid in stack.dispatcher_pids():
        os.kill(pid, signal.SIGKILL)


def kill_broker() -> None:
    for pid in stack.broker_pids():
        os.kill(pid, signal.SIGKILL)


def pid_file() -> Path:
    """Where the database's server writes its process id."""
    admin = Database(os.environ["SAATHIX_DATABASE_URL"], size=1)
    with admin.transaction() as tx:
        row = tx.one("SELECT current_setting('data_directory') AS path")
    admin.close()
    assert row is not None
    return Path(row["path"]) / "postmaster.pid"


def kill_database(written: Path) -> None:
    """End the server as `pg_ctl stop -m immediate` does; the supervisor starts it again, and it recovers."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it is on its way down or up
        os.kill(int(written.read_text().split()[0]), signal.SIGQUIT)
