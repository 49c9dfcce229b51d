"""Start the supervisor, ask it to start and stop processes, and end it."""

import subprocess
import sys
import time
from collections.abc import Iterable
from http.client import HTTPException
from typing import Any
from xmlrpc.client import Error, Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from deploy.local.environment import SYSTEM
from deploy.local.failure import StackFailure
from deploy.local.settings import MARKER, Stack
from deploy.local.supervisor_settings import settings_file, socket_of

ALREADY = ("ALREADY_STARTED", "NOT_RUNNING")
STOPPED = ("STOPPED", "EXITED", "FATAL", "UNKNOWN")
GONE = (OSError, Error, HTTPException)
PATIENCE = 45.0


def start_supervisor(stack: Stack) -> None:
    """Start the supervisor in the background; it starts the servers by itself."""
    log = stack.log_of("supervisord")
    done = subprocess.run(
        [sys.executable, "-m", "supervisor.supervisord", "-c", str(settings_file(stack))],
        env={**SYSTEM, MARKER: str(stack.run)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=stack.run,
    )
    if done.returncode:
        raise StackFailure(f"The supervisor did not start: {done.stdout.strip()}", log=log)
    deadline = time.monotonic() + 10
    while not is_up(stack):
        if time.monotonic() > deadline:
            raise StackFailure("The supervisor does not answer.", log=log, advice="make down, then again.")
        time.sleep(0.05)


def is_up(stack: Stack) -> bool:
    """Whether the stack's supervisor answers."""
    try:
        return bool(_ask(stack, "getState")["statename"] == "RUNNING")
    except GONE:
        return False


def processes(stack: Stack) -> list[dict[str, Any]]:
    """What the supervisor knows of each process, in the order they start; nothing when it is not there."""
    try:
        return list(_ask(stack, "getAllProcessInfo"))
    except GONE:
        return []


def take_up_new_processes(stack: Stack) -> None:
    """Let a supervisor that runs read its settings again: what a newer checkout has more than the one it was started from."""
    [[added, _changed, _removed]] = _ask(stack, "reloadConfig")
    for name in added:
        _ask(stack, "addProcessGroup", name)


def start(stack: Stack, names: Iterable[str]) -> None:
    """Start these processes without waiting for them."""
    for name in names:
        _forgiving(stack, "startProcess", name)


def stop(stack: Stack, names: Iterable[str]) -> None:
    """Stop these processes side by side and wait until they are gone."""
    waited_for = set(names)
    for name in waited_for:
        _forgiving(stack, "stopProcess", name)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        running = {entry["name"] for entry in processes(stack) if entry["statename"] not in STOPPED}
        if not running & waited_for:
            return
        time.sleep(0.05)


def end_supervisor(stack: Stack) -> None:
    """Ask the supervisor to stop whatever still runs and leave; return when its process is gone."""
    pid_file = stack.run / "supervisord.pid"
    try:
        _ask(stack, "shutdown")
    except GONE:
        return
    deadline = time.monotonic() + PATIENCE
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)


def _ask(stack: Stack, method: str, *arguments: Any) -> Any:
    transport = SupervisorTransport(None, None, f"unix://{socket_of(stack)}")
    try:
        return getattr(ServerProxy("http://supervisor", transport=transport).supervisor, method)(*arguments)
    finally:
        transport.close()


def _forgiving(stack: Stack, method: str, name: str) -> None:
    try:
        _ask(stack, method, name, False)
    except Fault as fault:
        if not fault.faultString.startswith(ALREADY):
            raise StackFailure(f"The supervisor would not do it for {name}: {fault.faultString}") from fault
