"""A stack for drills alone: in a folder and on ports of its own, taken away at the end."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import leftovers, stack, supervision
from deploy.local.accounts import account_for, as_account
from deploy.local.credentials import Credentials, credentials_of
from deploy.local.drills.books import Books
from deploy.local.drills.till import Account, Sale, Tills
from deploy.local.failure import StackFailure
from deploy.local.folders import remove_folders
from deploy.local.progress import step
from deploy.local.servers import rabbitmq
from deploy.local.settings import MARKER, Stack, stack_from
from deploy.local.testing import free_port

ACCOUNTS = 4
FROM_OUTSIDE = (
    "SAATHIX_REPLICAS",
    "SAATHIX_RABBITMQ_NODES",
    "SAATHIX_STANDBY",
    "SAATHIX_GATEWAY_WORKERS",
    "SAATHIX_LOG_LEVEL",
)
"""What the person who starts a drill may choose, where the drill itself does not."""


class DrillFailed(StackFailure):
    """Something that must hold did not."""


@dataclass
class Rehearsal:
    """A running stack of a drill, and what the drill says of it."""

    stack: Stack
    credentials: Credentials
    seconds: float
    earlier: list[Sale] = field(default_factory=list)
    """What the drills before this one have sold on the same stack."""

    @property
    def books(self) -> Books:
        return Books(self.stack, self.credentials)

    @property
    def urls(self) -> list[str]:
        """Every gateway."""
        count = self.stack.replicas.get("gateway", 1)
        return [f"http://127.0.0.1:{self.stack.ports.http_of(number)}" for number in range(1, count + 1)]

    def tills(self, count: int = 8, *, pause_seconds: float = 0.3, name: str = "drill") -> Tills:
        """Tills for this stack's accounts, each of which sells about two or three times a second."""
        lines = (self.stack.run / "load-keys.txt").read_text().split("\n")
        accounts = [Account(words[0], words[1:]) for words in (line.split() for line in lines) if words]
        return Tills(self.urls, accounts, tills=count, pause_seconds=pause_seconds, name=name)

    def pid_of(self, program: str) -> int:
        return next(int(entry["pid"]) for entry in supervision.processes(self.stack) if entry["name"] == program)

    def rabbitmq(self, *arguments: str, tool: str = "rabbitmqctl", node: int = 1) -> str:
        """One of RabbitMQ's own commands, asked of a node."""
        done = subprocess.run(
            rabbitmq.control_command(list(arguments), tool),
            env={**rabbitmq.environment(self.stack, node), MARKER: str(self.stack.run)},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=60,
            **as_account(account_for("rabbitmq")),
        )
        if done.returncode:
            raise DrillFailed(f"{tool} {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def wait_for(self, condition: Callable[[], bool], what: str, *, log: str = "", seconds: float = 180.0) -> float:
        """Wait until something is so, and return how long that took; a failure shows the end of that program's log."""
        began = time.monotonic()
        while not condition():
            if time.monotonic() - began > seconds:
                raise DrillFailed(f"{what}: not within {seconds:.0f} s", log=self.stack.log_of(log) if log else None)
            time.sleep(0.1)
        return time.monotonic() - began

    def balance(self, tills: Tills, *, patience: float = 60.0) -> None:
        """Wait for the events, then hold the books against what the tills know; DrillFailed with every difference."""
        try:
            waited = self.books.wait_until_applied(patience)
        except TimeoutError as late:
            raise DrillFailed(str(late)) from late
        self.earlier += tills.sales
        differences = self.books.differences(self.earlier)
        if differences:
            raise DrillFailed("The books do not balance:\n    " + "\n    ".join(differences[:20]))
        held = ", ".join(f"{count} {what}" for what, count in self.books.counts().items())
        say(f"books: {held}; none lost, doubled or made up, no gap in a series, stock equals its ledger,")
        say(f"       every event applied by every consumer {waited:.1f} s after the last sale")


def say(line: str) -> None:
    """Tell a finding."""
    print(f"    {line}", flush=True)


def require(holds: bool, what: str) -> None:
    """DrillFailed unless something holds."""
    if not holds:
        raise DrillFailed(what)


@contextmanager
def own_stack(run: Path, port: int | None, seconds: float, *, keep: bool, **settings: str) -> Iterator[Rehearsal]:
    """Bring a fresh stack up, lend it, and take it down and away, unless it is to be kept."""
    environ = {
        "SAATHIX_RUN_DIR": str(run),
        "SAATHIX_PORT": str(port or free_port()),
        "SAATHIX_LOAD_ACCOUNTS": str(ACCOUNTS),
        **{name: os.environ[name] for name in FROM_OUTSIDE if name in os.environ},
        **settings,
    }
    target = stack_from(environ)
    clear(target)
    try:
        stack.up(target)
        yield Rehearsal(target, credentials_of(target), seconds)
    finally:
        if keep:
            place = " ".join(f"{name}={value}" for name, value in environ.items())
            print(f"  The stack is kept: {place}")
        else:
            clear(target)


def clear(target: Stack) -> None:
    """Stop a drill's stack, if it runs, and delete what it kept."""
    if supervision.is_up(target) or leftovers.processes_of(target):
        with step("Stopping the drill's stack"):
            _quietly_down(target)
    remove_folders(target)


def _quietly_down(target: Stack) -> None:
    names = [entry["name"] for entry in supervision.processes(target)]
    supervision.stop(target, [name for name in names if name != "epmd"])
    supervision.end_supervisor(target)
    leftovers.end(target)
