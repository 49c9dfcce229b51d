"""A billing process of a test's own, on a database and a virtual host of its own, that exits where it is told to."""

import json
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import amqp

from contracts.queues import queues_of
from kit.errors import WireError
from kit.messaging.core import Client
from tests.fault.stack import rabbitmqctl, wait_for

ROOT = Path(__file__).resolve().parents[3]
CRASHED = 77
PATIENCE_SECONDS = 60.0

Json = dict[str, Any]


class Rig:
    """One process at a time; the calls of a till; the events that were published."""

    def __init__(self, databases: dict[str, str], folder: Path) -> None:
        self._folder, self._vhost = folder, f"crashes-{secrets.token_hex(3)}"
        self._url = os.environ["SAATHIX_AMQP_URL"].rpartition("/")[0] + f"/{self._vhost}"
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SAATHIX_AMQP_URL": self._url,
            "SAATHIX_BILLING_DATABASE_URL": databases["service"],
            "SAATHIX_BILLING_WORKER_DATABASE_URL": databases["worker"],
            "CRASHING_LOG": str(folder / "billing.log"),
        }
        self._running: int | None = None

    def __enter__(self) -> "Rig":
        user = self._url.partition("://")[2].partition(":")[0]
        rabbitmqctl("add_vhost", self._vhost)
        rabbitmqctl("set_permissions", "-p", self._vhost, user, ".*", ".*", ".*")
        command = [sys.executable, "-m", "tests.fakes.crashing_billing"]
        pipe = subprocess.PIPE
        self._forks = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdin=pipe, stdout=pipe, bufsize=0)
        self._client = Client(self._url, name="crashes")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        with self._forks as forks:
            assert forks.stdin is not None
            forks.stdin.close()
        self._client.close()
        rabbitmqctl("delete_vhost", self._vhost)

    def start(self, key: str = "-", target: str = "-") -> None:
        """Start a process that exits at a point of the request with this key, once the one before is gone; wait until it answers."""
        self.stop()
        assert self._forks.stdin is not None
        self._forks.stdin.write(f"{key} {target}\n".encode())
        self._running = int(self._line())
        wait_for(self._answers, seconds=PATIENCE_SECONDS)

    def stop(self) -> None:
        """Kill it, as an out-of-memory killer would."""
        if self._running is not None:
            os.kill(self._running, signal.SIGKILL)
            self.exit_status()

    def exit_status(self) -> int:
        """Wait until it has ended."""
        status = int(self._line())
        self._running = None
        return status

    def call(self, account_id: str, method: str, request: Json, key: str) -> Json:
        """Ask once."""
        idempotency = {"key": key, "fingerprint": "f"}
        caller = {"account_id": account_id}
        answer: Json = self._client.call(
            "billing", method, timeout=8.0, caller=caller, request=request, idempotency=idempotency
        )
        return answer

    def until_definite(self, account_id: str, method: str, request: Json, key: str) -> Json:
        """Ask until there is an answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.call(account_id, method, request, key)
            except WireError:
                assert time.monotonic() < deadline, "no definite answer within a minute"
                time.sleep(0.1)

    def recorded(self, account_id: str, method: str, request: Json) -> list[str]:
        """Let a request pass and return the points that it came by, each once, in order."""
        record = self._folder / f"{method}.txt"
        self.start("recorded", str(record))
        self.until_definite(account_id, method, request, "recorded")
        wait_for(lambda: "relay COMMIT, after" in record.read_text(), seconds=PATIENCE_SECONDS)
        self.stop()
        return list(dict.fromkeys(record.read_text().splitlines()))

    def published(self, account_id: str) -> set[str]:
        """Take every event of an account out of the queues; one that was sent twice has one id."""
        found = set()
        with amqp.Connection(**_parts(self._url)) as connection:
            channel = connection.channel()
            for queue in {name for _, name in queues_of("billing")}:
                while message := channel.basic_get(queue, no_ack=True):
                    event = json.loads(message.body)
                    if event["account_id"] == account_id:
                        found.add(event["id"])
        return found

    def _answers(self) -> bool:
        try:
            return bool(self._client.call("billing", "ping", timeout=1.0) == "pong")
        except WireError:
            return False

    def _line(self) -> str:
        out = self._forks.stdout
        assert out is not None
        ready, _, _ = select.select([out], [], [], PATIENCE_SECONDS)
        assert ready, "the process does not end"
        return out.readline().decode()


def _parts(url: str) -> Json:
    credentials, _, place = url.partition("://")[2].rpartition("@")
    user, _, password = credentials.partition(":")
    host, _, vhost = place.partition("/")
    return {"host": host, "userid": user, "password": password, "virtual_host": vhost}
