"""
What `make test` does: look at the code, start a stack of its own, run every test, take the stack down whatever happens.

All the tests run in two lanes, each on a stack of its own: those that mostly wait, for processes to die and come back, beside
those that mostly work. What the second lane has said is printed at the end. Chosen tests run in one.
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from deploy.local import packages, progress, sdk_tools, stack
from deploy.local.failure import StackFailure
from deploy.local.settings import PORTS_OF_A_STACK, ROOT, Stack, stack_from

RUN_DIR = ROOT / ".run" / "test"
BESIDE = ("tests/browser", "tests/deploy", "tests/fault")
"""The second lane."""
IN_LANE = "SAATHIX_TEST_LANE"
FIRST_PORT, LAST_PORT = 18_420, 29_000  # below the ports Linux hands out to clients
CHECKS = (
    ["-m", "ruff", "format", "--check", "--quiet"],
    ["-m", "ruff", "check", "--quiet"],
    ["-m", "mypy", "--no-error-summary"],
)


def main(pytest_arguments: list[str]) -> int:
    """Run it all; the exit status is pytest's, or 1 when lint, types or the stack fail."""
    lane = os.environ.get(IN_LANE)
    if lane is None and not _is_in_order():
        return 1
    os.environ.update(_own_stack(RUN_DIR.with_name(f"{RUN_DIR.name}-{lane}") if lane else RUN_DIR))
    try:
        _quietly("reset")
        private = stack_from(os.environ)
        stack.up(private)
        packages.install(private, sdk_tools.missing())
        if lane is not None or pytest_arguments:
            return _pytest(private, pytest_arguments)
        return _both_lanes(private)
    except StackFailure as failure:
        progress.explain(failure)
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not keep the stack from going down
        sys.stdout.flush()
        _quietly("down")


def _both_lanes(private: Stack) -> int:
    """Run the second lane beside the first, and say afterwards what it has said; 1 when either fails."""
    print(f"  {', '.join(BESIDE)} run beside the others, on a stack of their own; what they say comes last", flush=True)
    with tempfile.TemporaryFile("w+") as said:
        command = [sys.executable, "-m", "deploy.local.testing", *BESIDE]
        beside = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, IN_LANE: "beside", "PYTHONUNBUFFERED": "1"}, stdout=said, stderr=said
        )
        try:
            first = _pytest(private, [f"--ignore={folder}" for folder in BESIDE])
            print(f"  waiting for {', '.join(BESIDE)} …", flush=True)
            second = beside.wait()
        except BaseException:
            beside.send_signal(signal.SIGTERM)
            beside.wait()
            raise
        finally:
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout)
    return 1 if first or second else 0


def _is_in_order() -> bool:
    for check in CHECKS:
        began = time.monotonic()
        failed = subprocess.run([sys.executable, *check], cwd=ROOT).returncode
        print(f"  {' '.join(check[1:3]):<14} {'failed' if failed else 'fine'} after {time.monotonic() - began:.1f} s")
        if failed:
            return False
    return True


def _own_stack(run_dir: Path) -> dict[str, str]:
    for name in ("SAATHIX_DATABASE_URL", "SAATHIX_AMQP_URL", "SAATHIX_REDIS_URL"):
        os.environ.pop(name, None)
    return {"SAATHIX_RUN_DIR": str(run_dir), "SAATHIX_PORT": str(free_port())}


def free_port() -> int:
    """The base of a run of ports that nobody holds, looked for from anywhere on: two who look at once find different ones."""
    bases = range(FIRST_PORT, LAST_PORT, PORTS_OF_A_STACK)
    begin = random.randrange(len(bases))
    for base in (*bases[begin:], *bases[:begin]):
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


def _pytest(private: Stack, arguments: list[str]) -> int:
    environment = {**os.environ, **exports(private.run / "stack.env"), **exports(private.run / "demo.env")}
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
