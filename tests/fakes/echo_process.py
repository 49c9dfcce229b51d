"""Runs the echo service as a process that tests start, kill and start again."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from kit.db import Database
from kit.errors import WireError
from kit.messaging.core import Client

ROOT = Path(__file__).resolve().parents[2]


class EchoProcess:
    """The service's process: started, killed and started again by tests."""

    def __init__(self, dsns: dict[str, str], log: Path) -> None:
        self.name = f"echo{secrets.token_hex(3)}"
        self.dsns = dsns
        self.worker = Database(dsns["worker"], size=2)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "ECHO_NAME": self.name,
            "ECHO_DATABASE_URL": dsns["service"],
            "ECHO_WORKER_DATABASE_URL": dsns["worker"],
        }

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "kit.runner",
            "tests.fakes.echo_service:Echo",
            "tests.fakes.echo_service:Settings",
        ]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(timeout=25)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def count(self, event_type: str, account: str) -> int:
        with self.worker.transaction() as tx:
            row = tx.one(
                "SELECT count(*) AS n FROM outbox WHERE event_type = %(t)s AND account_id = %(a)s",
                {"t": event_type, "a": account},
            )
        return int(row["n"]) if row else 0


def wait_for(condition: Any, *, seconds: float = 15.0) -> None:
    """Wait until a condition holds, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def answers(client: Client, service: str) -> bool:
    try:
        return bool(client.call(service, "ping", timeout=1.0) == "pong")
    except WireError:
        return False
