"""Find every process of a stack without the supervisor's help, and end it: after a crash nobody else will."""

import os
import signal
import time
from pathlib import Path

from deploy.local.settings import MARKER, Stack
from deploy.local.supervisor_settings import settings_file

PROC = Path("/proc")


def processes_of(stack: Stack) -> dict[int, str]:
    """Process id and command of everything that belongs to the stack: by its environment, or by a path in its command."""
    marker = f"{MARKER}={stack.run}".encode()
    paths = [f"{stack.data.resolve()}/".encode(), str(settings_file(stack)).encode()]
    found = {}
    for entry in PROC.iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        command = _read(entry / "cmdline")
        if not command:
            continue  # a zombie, or a thread of the kernel
        ours = marker in _read(entry / "environ").split(b"\0")
        named = any(path in command + b"/" for path in paths) and _is_a_server(command)
        if ours or named or _is_our_epmd(command, stack):
            found[int(entry.name)] = command.replace(b"\0", b" ").decode("utf-8", "replace").strip()
    return found


def _is_a_server(command: bytes) -> bool:
    program = command.split(b"\0")
    return any(name in b" ".join(program[:3]) for name in (b"postgres", b"beam", b"redis-server", b"supervisord"))


def _is_our_epmd(command: bytes, stack: Stack) -> bool:
    words = command.split(b"\0")
    return words[0].endswith(b"epmd") and str(stack.ports.epmd).encode() in words


def end(stack: Stack, *, patience: float = 10.0) -> list[str]:
    """Ask all of them to stop, then make them; the commands that had to be ended come back."""
    found = _those_that_stay(stack)
    for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, patience)):
        _signal(processes_of(stack), sign)
        deadline = time.monotonic() + seconds
        while processes_of(stack) and time.monotonic() < deadline:
            time.sleep(0.1)
    return list(found.values())


def _those_that_stay(stack: Stack) -> dict[int, str]:
    """What is still there after the blink of an eye that a process on its way out needs."""
    deadline = time.monotonic() + 1.0
    while (found := processes_of(stack)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _signal(found: dict[int, str], sign: signal.Signals) -> None:
    # the supervisor first, or it starts again what we end
    for pid in sorted(found, key=lambda pid: "supervisord" not in found[pid]):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            continue


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
