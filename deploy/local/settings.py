"""What one local stack is: its folder, its ports, and which servers are somebody else's."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.failure import StackFailure

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_PORT = 8420
PORTS_OF_A_STACK = 80
MEASURED = ("catalog", "billing", "receipts", "customers", "reporting", "webhooks", "dispatcher", "gateway")
"""The processes that have a private port, in the order of their ports."""
MOST_REPLICAS = 4
MOST_WORKERS, WORKERS_OF_A_REPLICA = 12, 4
"""For how many workers the first gateway has private ports, and each further one."""
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

    def metrics_of(self, process: str, number: int = 1) -> int:
        """
        The private port of a process; a gateway's workers take the following ones, so each has room behind it.

        +20 to +39 are the first ones', the first gateway's last; from +40 on those of further replicas, from +61 on of gateways.
        """
        place, others = MEASURED.index(process), len(MEASURED) - 1
        if number == 1:
            return self.base + 20 + place
        if process != MEASURED[-1]:
            return self.base + 40 + others * (number - 2) + place
        return self.base + 40 + others * (MOST_REPLICAS - 1) + WORKERS_OF_A_REPLICA * (number - 2)

    @property
    def second_postgresql(self) -> int:
        return self.base + 10

    @property
    def last(self) -> int:
        """The last of those that a stack may take: +11 to +13 are more gateways'."""
        return self.base + 13

    def amqp_of(self, node: int) -> int:
        """Nodes count from 1; the second and third of a cluster have +6 and +7."""
        return self.amqp if node == 1 else self.base + 4 + node

    def erlang_of(self, node: int) -> int:
        return self.erlang if node == 1 else self.base + 6 + node

    def http_of(self, gateway: int) -> int:
        """Gateways count from 1, too; each further one has a port of its own."""
        return self.http if gateway == 1 else self.base + 9 + gateway


@dataclass(frozen=True)
class Stack:
    """Settings of one local stack, read once."""

    run: Path
    ports: Ports
    database_url: str | None = None
    amqp_url: str | None = None
    redis_url: str | None = None
    load_accounts: int = 0
    rabbitmq_nodes: int = 1
    standby: bool = False
    wal_archive: bool = False
    replicas: Mapping[str, int] = field(default_factory=dict)
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
        rabbitmq_nodes=_number(environ, "SAATHIX_RABBITMQ_NODES", 1, lowest=1, highest=3),
        standby=_number(environ, "SAATHIX_STANDBY", 0, lowest=0, highest=1) == 1,
        wal_archive=_number(environ, "SAATHIX_WAL_ARCHIVE", 0, lowest=0, highest=1) == 1,
        replicas=_replicas(environ.get("SAATHIX_REPLICAS", "")),
        given={name: value for name, value in environ.items() if name.startswith("SAATHIX_")},
    )


def _replicas(text: str) -> dict[str, int]:
    """Read "billing=2,gateway=2"; what is not named runs once."""
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, count = part.partition("=")
        if not count.isdecimal() or not 1 <= int(count) <= MOST_REPLICAS:
            raise StackFailure(
                f"SAATHIX_REPLICAS is {text!r}.", advice=f"Like billing=2,gateway=2, each 1 to {MOST_REPLICAS}."
            )
        found[name] = int(count)
    return found


def _number(environ: Mapping[str, str], name: str, default: int, *, lowest: int, highest: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isdecimal() or not lowest <= int(text) <= highest:
        raise StackFailure(f"{name} is {text!r}.", advice=f"Give a whole number from {lowest} to {highest}.")
    return int(text)
