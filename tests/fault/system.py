"""
Every process of the product once more, beside the stack's: on databases and a vhost of its own, its servers behind the proxy.

Two gateways with two workers each, one process of each service, receipts and the dispatcher; what ends is started again, as a
supervisor does. The environment of the tests is pointed at it, so that every helper that reads it works here, too.
"""

import contextlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import requests

from deploy.local.credentials import SERVICES
from deploy.local.environment import NEEDS, SYSTEM
from deploy.local.processes import APPLICATIONS
from deploy.local.servers import definitions
from deploy.local.settings import MARKER
from kit.testing.databases import fresh
from tests.fault.ports import free_port
from tests.fault.proxy import FaultProxy, Line
from tests.fault.stack import ROOT, rabbitmqctl, wait_for

Lend = Callable[[contextlib.ExitStack, str], dict[str, str]]

AGAIN_SECONDS = 0.2
GATEWAYS = ("gateway-1", "gateway-2")
NAMES = (*(name for name in APPLICATIONS if name != "gateway"), *GATEWAYS)


class Supervised:
    """A process that is started again whenever it ends."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.name, self.log = name, log
        self.ended: list[int] = []
        """The exit status of each that has ended."""
        self._command, self._environment = command, dict(environment)
        self._directory = Path(environment["PYTHONPATH"])
        self.runs_in: Path | None = None
        """The checkout whose code the latest one runs."""
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ending = False
        self._keeper = threading.Thread()

    def start(self) -> None:
        """Start it, with a new log; also after `stop` and `join`."""
        self._ending = False
        self.ended.clear()
        self.log.unlink(missing_ok=True)
        self._keeper = threading.Thread(target=self._keep, name=f"keep-{self.name}", daemon=True)
        self._keeper.start()

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def terminate(self) -> None:
        """SIGTERM, as for a deployment."""
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> None:
        """End it for good; `join` waits for it."""
        self._ending = True
        self.terminate()

    def move_to(self, root: Path) -> None:
        """Run the code of another checkout from now on: SIGTERM, and what is started next is that."""
        with self._starting:
            self._directory = root
            self._environment["PYTHONPATH"] = str(root)
            self.terminate()

    def join(self, seconds: float) -> None:
        self._keeper.join(timeout=seconds)
        if self._keeper.is_alive() and self._process is not None:
            self._process.kill()
            self._keeper.join(timeout=10)

    def logged(self, event: str) -> int:
        """How many lines of its log say that this happened."""
        return self.log.read_text(errors="replace").count(f'"event":"{event}"') if self.log.exists() else 0

    def _keep(self) -> None:
        while not self._ending:
            with self._starting, self.log.open("ab") as log:
                self._process = subprocess.Popen(
                    self._command, cwd=self._directory, env=self._environment, stdout=log, stderr=log
                )
                self.runs_in = self._directory
            self.ended.append(self._process.wait())
            if not self._ending:
                time.sleep(AGAIN_SECONDS)


@dataclass
class System:
    """The processes, the lines to their servers, and what a test's environment must say to reach them."""

    processes: dict[str, Supervised]
    postgresql: Line
    rabbitmq: Line
    redis: Line
    ports: list[int]
    environ: dict[str, str]
    started: bool = False

    @property
    def lines(self) -> list[Line]:
        return [self.postgresql, self.rabbitmq, self.redis]

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self.ports]

    def pids(self) -> dict[str, int | None]:
        """Which process runs under each name."""
        return {name: process.pid for name, process in self.processes.items()}

    def answers(self, name: str) -> bool:
        """Whether one process does its work; of the dispatcher only that it runs."""
        if name in GATEWAYS:
            return _checks(self.urls[GATEWAYS.index(name)]).get("database") == "ok"
        return name == "dispatcher" or any(_checks(url).get(name) == "ok" for url in self.urls)

    def is_ready(self) -> bool:
        """Whether every gateway says that all behind it is ready; several answers, for each has two workers."""
        return all(_is_ready(url) for _ in range(4) for url in self.urls)

    def wait_until_ready(self, *, seconds: float = 60.0) -> float:
        return wait_for(self.is_ready, seconds=seconds)

    def flow(self) -> None:
        for line in self.lines:
            line.flow()

    def start(self) -> None:
        self.started = True
        for process in self.processes.values():
            process.start()

    def stop(self) -> None:
        """End everything."""
        if not self.started:
            return
        self.started = False
        for process in self.processes.values():
            process.stop()
        for process in self.processes.values():
            process.join(30)


@contextlib.contextmanager
def system(
    *, root: Path = ROOT, lend: Lend = lambda stack, service: stack.enter_context(fresh(service))
) -> Iterator[System]:
    """Lend a system that is not started yet; `root` holds the code it runs, `lend` makes the databases of a service."""
    with contextlib.ExitStack() as stack:
        dsns = {service: lend(stack, service) for service in SERVICES}
        amqp_url = stack.enter_context(_vhost())
        proxy = stack.enter_context(FaultProxy())
        folder = Path(tempfile.mkdtemp(prefix="system-", dir=Path(os.environ["SAATHIX_RUN_DIR"]) / "logs"))
        ports = [free_port() for _ in GATEWAYS]
        environ = _environ(dsns, amqp_url, ports)
        lines = Lines(proxy)
        behind = lines.behind({**os.environ, **environ})
        processes = {name: _process(name, behind, root, folder, ports) for name in NAMES}
        servers = [lines.to(url) for url in (dsns["billing"]["service"], amqp_url, os.environ["SAATHIX_REDIS_URL"])]
        made = System(processes, *servers, ports, environ)
        try:
            yield made
        finally:
            made.stop()


def _process(name: str, environ: Mapping[str, str], root: Path, folder: Path, ports: list[int]) -> Supervised:
    kind = name.partition("-")[0]
    environment = {**SYSTEM, **{f"SAATHIX_{need}": environ[f"SAATHIX_{need}"] for need in NEEDS[kind]}}
    environment |= {"PYTHONPATH": str(root), MARKER: os.path.realpath(os.environ["SAATHIX_RUN_DIR"])}
    if name in GATEWAYS:
        environment["SAATHIX_HTTP_PORT"] = str(ports[GATEWAYS.index(name)])
    return Supervised(name, [sys.executable, *APPLICATIONS[kind]], environment, folder / f"{name}.log")


def _environ(dsns: dict[str, dict[str, str]], amqp_url: str, ports: list[int]) -> dict[str, str]:
    """The tests' way to it, which goes past the proxy: the checker sees what is there whatever the network does."""
    urls = {
        f"SAATHIX_{service.upper()}{infix}_DATABASE_URL": of_service[role]
        for service, of_service in dsns.items()
        for role, infix in (("service", ""), ("worker", "_WORKER"), ("owner", "_OWNER"))
    }
    first = {"SAATHIX_BASE_URL": f"http://127.0.0.1:{ports[0]}", "SAATHIX_HTTP_PORT": str(ports[0])}
    return {**urls, **first, "SAATHIX_AMQP_URL": amqp_url}


class Lines:
    """A line of the proxy before each server that URLs name."""

    def __init__(self, proxy: FaultProxy) -> None:
        self._proxy = proxy
        self._lines: dict[str, Line] = {}

    def to(self, url: str) -> Line:
        server = urlsplit(url).netloc.rpartition("@")[2]
        if server not in self._lines:
            host, _, port = server.rpartition(":")
            self._lines[server] = self._proxy.before(host, int(port))
        return self._lines[server]

    def behind(self, environ: Mapping[str, str]) -> dict[str, str]:
        """The processes' environment: every server's URL leads through the proxy."""
        return {name: self._led(value) if _is_a_server(name, value) else value for name, value in environ.items()}

    def _led(self, url: str) -> str:
        parts = urlsplit(url)
        login = parts.netloc.rpartition("@")[0]
        return urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{self.to(url).port}"))


def _is_a_server(name: str, value: str) -> bool:
    return name.startswith("SAATHIX_") and urlsplit(value).scheme in ("postgresql", "amqp", "redis")


@contextlib.contextmanager
def _vhost() -> Iterator[str]:
    """A vhost with the stack's policies, and its URL."""
    name = f"fault-{secrets.token_hex(4)}"
    parts = urlsplit(os.environ["SAATHIX_AMQP_URL"])
    held = {
        "vhosts": [{"name": name}],
        "permissions": [{"user": parts.username, "vhost": name, "configure": ".*", "write": ".*", "read": ".*"}],
        "policies": [{**policy, "vhost": name} for policy in definitions.policies()],
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(held, file)
        file.flush()
        os.chmod(file.name, 0o644)  # rabbitmqctl runs as the node's user
        rabbitmqctl("import_definitions", file.name)
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        rabbitmqctl("delete_vhost", name)


def _is_ready(url: str) -> bool:
    return set(_checks(url).values()) == {"ok"}


def _checks(url: str) -> dict[str, str]:
    """What a gateway says of each part; nothing when it does not answer."""
    try:
        checks: dict[str, str] = requests.get(f"{url}/readyz", timeout=5).json()["checks"]
        return checks
    except requests.RequestException:
        return {}
