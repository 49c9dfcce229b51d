"""The running stack's processes, found by their environment, to be killed; and rabbitmqctl for its broker."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import requests

from deploy.local.accounts import account_for, as_account
from deploy.local.servers import rabbitmq
from deploy.local.settings import stack_from

ROOT = Path(__file__).resolve().parents[2]


def pids(command: str, *, environment: str) -> list[int]:
    """The processes whose command line holds one text and whose environment another."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            variables = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue  # it has ended meanwhile
        if command in line and environment in variables:
            found.append(int(folder.name))
    return found


def service_pids(service: str) -> list[int]:
    """The processes of a service of this stack."""
    url = os.environ[f"SAATHIX_{service.upper()}_DATABASE_URL"]
    return pids(f"services.{service}.service:", environment=f"SAATHIX_{service.upper()}_DATABASE_URL={url}")


def dispatcher_pids() -> list[int]:
    """The processes that send this stack's deliveries."""
    url = os.environ["SAATHIX_WEBHOOKS_WORKER_DATABASE_URL"]
    return pids("services.webhooks.dispatcher", environment=f"SAATHIX_WEBHOOKS_WORKER_DATABASE_URL={url}")


def gateway_pids() -> list[int]:
    """The gateway's master and its workers."""
    url = os.environ["SAATHIX_GATEWAY_DATABASE_URL"]
    return pids("gateway.wsgi:app", environment=f"SAATHIX_GATEWAY_DATABASE_URL={url}")


class Replica:
    """A second process of a service beside the supervised one, started again whenever it dies."""

    def __init__(self, service: str, class_name: str) -> None:
        self._command = [
            *(sys.executable, "-m", "kit.runner"),
            *(f"services.{service}.service:{class_name}", f"services.{service}.settings:Settings"),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = False
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> "Replica":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending = True
        if self._process is not None:
            self._process.terminate()
        self._thread.join(timeout=30)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _keep(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        while not self._ending:
            quiet = subprocess.DEVNULL
            self._process = subprocess.Popen(self._command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
            self._process.wait()


def broker_pids() -> list[int]:
    port = os.environ["SAATHIX_PORT"]
    return pids("beam.smp", environment=f"saathix{port}@localhost")


def rabbitmqctl(*arguments: str) -> str:
    """Tell the stack's broker something, or ask it; gives what it says."""
    stack = stack_from(os.environ)
    done = subprocess.run(
        rabbitmq.control_command(list(arguments)),
        env=rabbitmq.environment(stack),
        check=True,
        capture_output=True,
        timeout=60,
        cwd="/",
        text=True,
        **as_account(account_for("rabbitmq")),
    )
    return done.stdout


def wait_for(condition: Callable[[], bool], *, seconds: float) -> float:
    """Wait until a condition holds and return how long it took, or fail."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"waited {seconds:g} s in vain"
        time.sleep(0.1)
    return time.monotonic() - began


def wait_until_whole(*, seconds: float = 60.0) -> None:
    """Wait until ten answers in a row say ready: each comes from whichever gateway worker takes the connection."""
    wait_for(lambda: all(is_ready() for _ in range(10)), seconds=seconds)


def is_ready() -> bool:
    try:
        return requests.get(f"{os.environ['SAATHIX_BASE_URL']}/readyz", timeout=5).status_code == 200
    except requests.RequestException:
        return False
