"""What one local stack is: its folder, its ports, and which servers are somebody else's."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.failure import StackFailure

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8420
PORTS_OF_A_STACK = 40
MEASURED = ("catalog", "billing", "receipts", "customers", "reporting", "webhooks", "dispatcher", "gateway")
"""The processes that have a private port, in the order of their ports."""
MARKER = "SAATHIX_STACK"  # in the environment of every process of a stack: its run folder


@dataclass(frozen=True)
class Ports:
    """The ports of a stack, counted from its base."""

    base: int

    @property
    def http(self) -> int:
        return self.base

    @property
    def postgresql(self) -> int:
        return self.base + 1

    @property
    def amqp(self) -> int:
        return self.base + 2

    @property
    def redis(self) -> int:
        return self.base + 3

    @property
    def erlang(self) -> int:
        return self.base + 4

    @property
    def epmd(self) -> int:
        return self.base + 5

    def metrics_of(self, process: str) -> int:
        """The private port of a process; the gateway's workers take the following ones, so it is the last."""
        return self.base + 20 + MEASURED.index(process)


@dataclass(frozen=True)
class Stack:
    """Settings of one local stack, read once."""

    run: Path
    ports: Ports
    database_url: str | None = None
    amqp_url: str | None = None
    redis_url: str | None = None
    load_accounts: int = 0
    given: Mapping[str, str] = field(default_factory=dict)
    root: Path = ROOT

    @property
    def data(self) -> Path:
        """Where the servers keep their data; a link when the run folder is closed to the users they run as."""
        return self.run / "data"

    @property
    def logs(self) -> Path:
        return self.run / "logs"

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.http}"

    def log_of(self, process: str) -> Path:
        return self.logs / f"{process}.log"


def stack_from(environ: Mapping[str, str]) -> Stack:
    """The stack the environment describes; a relative run folder counts from the repository."""
    run = Path(os.path.normpath(ROOT / environ.get("SAATHIX_RUN_DIR", ".run")))
    return Stack(
        run=run,
        ports=Ports(_number(environ, "SAATHIX_PORT", DEFAULT_PORT, lowest=1024, highest=65535 - PORTS_OF_A_STACK)),
        database_url=environ.get("SAATHIX_DATABASE_URL") or None,
        amqp_url=environ.get("SAATHIX_AMQP_URL") or None,
        redis_url=environ.get("SAATHIX_REDIS_URL") or None,
        load_accounts=_number(environ, "SAATHIX_LOAD_ACCOUNTS", 0, lowest=0, highest=10_000),
        given={name: value for name, value in environ.items() if name.startswith("SAATHIX_")},
    )


def _number(environ: Mapping[str, str], name: str, default: int, *, lowest: int, highest: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        raise StackFailure(f"{name} is {text!r}.", advice=f"Give a whole number from {lowest} to {highest}.")
    return int(text)
