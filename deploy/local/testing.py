"""What `make test` does: look at the code, start a stack of its own, run every test, take the stack down whatever happens."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from deploy.local import packages, progress, sdk_tools, stack
from deploy.local.failure import StackFailure
from deploy.local.settings import PORTS_OF_A_STACK, ROOT, stack_from

RUN_DIR = ROOT / ".run" / "test"
FIRST_PORT, LAST_PORT = 18_420, 29_000  # below the ports Linux hands out to clients
CHECKS = (
    ["-m", "ruff", "format", "--check", "--quiet"],
    ["-m", "ruff", "check", "--quiet"],
    ["-m", "mypy", "--no-error-summary"],
)


def main(pytest_arguments: list[str]) -> int:
    """Run it all; the exit status is pytest's, or 1 when lint, types or the stack fail."""
    for check in CHECKS:
        began = time.monotonic()
        failed = subprocess.run([sys.executable, *check], cwd=ROOT).returncode
        print(f"  {' '.join(check[1:3]):<14} {'failed' if failed else 'fine'} after {time.monotonic() - began:.1f} s")
        if failed:
            return 1
    os.environ.update(_own_stack())
    try:
        _quietly("reset")
        private = stack_from(os.environ)
        stack.up(private)
        packages.install(private, sdk_tools.missing())
        return _pytest(pytest_arguments)
    except StackFailure as failure:
        progress.explain(failure)
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not keep the stack from going down
        sys.stdout.flush()
        _quietly("down")


def _own_stack() -> dict[str, str]:
    for name in ("SAATHIX_DATABASE_URL", "SAATHIX_AMQP_URL", "SAATHIX_REDIS_URL"):
        os.environ.pop(name, None)
    return {"SAATHIX_RUN_DIR": str(RUN_DIR), "SAATHIX_PORT": str(free_port())}


def free_port() -> int:
    """The base of the first run of ports that nobody holds."""
    for base in range(FIRST_PORT, LAST_PORT, PORTS_OF_A_STACK):
        if all(_is_free(port) for port in range(base, base + PORTS_OF_A_STACK)):
            return base
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _pytest(arguments: list[str]) -> int:
    environment = {**os.environ, **exports(RUN_DIR / "stack.env"), **exports(RUN_DIR / "demo.env")}
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


def exports(path: Path) -> dict[str, str]:
    """The variables of a file of `export` lines."""
    lines = (line.removeprefix("export ").partition("=") for line in path.read_text().splitlines())
    return {name: value.strip("'") for name, _, value in lines}


def _quietly(command: str) -> None:
    subprocess.run([sys.executable, "-m", "deploy.local", command], cwd=ROOT, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
