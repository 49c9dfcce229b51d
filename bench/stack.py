"""The stack under load: started for the run in a folder of its own, or one that runs already."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from bench import sql
from bench.work import Shop
from deploy.local import supervision
from deploy.local.settings import PORTS_OF_A_STACK, stack_from

ACCOUNTS = 50
FIRST_PORT = 9620
SERVICES = ("catalog", "billing", "customers", "reporting", "webhooks")


@dataclass(frozen=True)
class Running:
    """A stack that is up: where it is and how to look inside."""

    run: Path
    environment: dict[str, str]

    @property
    def base_url(self) -> str:
        return self.environment["SAATHIX_BASE_URL"]

    @property
    def amqp_url(self) -> str:
        return self.environment["SAATHIX_AMQP_URL"]

    @property
    def admin_dsn(self) -> str:
        return self.environment["SAATHIX_DATABASE_URL"]

    def owner_dsn(self, service: str) -> str:
        """The role that sees all rows of a service's database."""
        return self.environment[f"SAATHIX_{service.upper()}_OWNER_DATABASE_URL"]

    def programs(self) -> dict[str, int]:
        """The process id of every program."""
        stack = stack_from({**os.environ, **self._place()})
        return {entry["name"]: entry["pid"] for entry in supervision.processes(stack) if entry["pid"]}

    def log_of(self, program: str) -> Path:
        return self.run / "logs" / f"{program}.log"

    def shops(self) -> list[Shop]:
        """The accounts under load, with what their products cost."""
        lines = (self.run / "load-keys.txt").read_text().split("\n")
        return [self._shop(line.split()) for line in lines if line.strip()]

    def _shop(self, words: list[str]) -> Shop:
        key, *skus = words
        answer = requests.get(
            f"{self.base_url}/v1/products",
            params={"sku": skus[0]},
            headers={"Authorization": f"Bearer {key}"},
            timeout=30,
        )
        answer.raise_for_status()
        priced = sql.rows(
            self.owner_dsn("billing"),
            """
            SELECT p.account_id, p.sku, p.rate_paise
              FROM sellables AS p
              JOIN sellables AS first USING (account_id)
             WHERE first.product_id = %(first)s
               AND p.sku = ANY (%(skus)s)
             ORDER BY p.sku
            """,
            {"first": answer.json()["data"][0]["id"], "skus": skus},
        )
        return Shop(key, [(sku, rate) for _, sku, rate in priced], priced[0][0])

    def _place(self) -> dict[str, str]:
        return {"SAATHIX_RUN_DIR": str(self.run), "SAATHIX_PORT": self.base_url.rpartition(":")[2]}


@contextmanager
def started() -> Iterator[Running]:
    """Start a stack with load accounts for the time of the run; its logs stay when something fails."""
    run = Path(tempfile.mkdtemp(prefix="saathix-bench-"))
    run.chmod(0o711)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SAATHIX_")},
        "SAATHIX_RUN_DIR": str(run),
        "SAATHIX_PORT": str(_free_port()),
        "SAATHIX_LOAD_ACCOUNTS": str(ACCOUNTS),
    }
    try:
        up = subprocess.run(
            [sys.executable, "-m", "deploy.local", "up"], env=environment, stdout=subprocess.PIPE, text=True
        )
        if up.returncode:
            raise SystemExit(f"the stack did not start:\n{up.stdout}")
        yield at(run)
    except BaseException:
        print(f"The stack's logs are kept in {run}/logs", file=sys.stderr)
        _down(environment)
        raise
    _down(environment)
    data = run / "data"
    if data.is_symlink():
        shutil.rmtree(data.resolve(), ignore_errors=True)
    shutil.rmtree(run, ignore_errors=True)


def at(run: Path) -> Running:
    """Read a running stack's environment from its run folder."""
    lines = (run / "stack.env").read_text().splitlines()
    pairs = (line.removeprefix("export ").partition("=") for line in lines if "=" in line)
    return Running(run, {name: value.strip("'\"") for name, _, value in pairs})


def _down(environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "deploy.local", "down"], env=environment, check=False, stdout=subprocess.DEVNULL
    )


def _free_port() -> int:
    for base in range(FIRST_PORT, FIRST_PORT + 2_000, 100):
        if all(_is_free(port) for port in range(base, base + PORTS_OF_A_STACK)):
            return base
    raise SystemExit(f"no free block of ports from {FIRST_PORT} on")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0
