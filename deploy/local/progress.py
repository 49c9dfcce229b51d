"""Tell the person who waits what is being done and how long each step took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.failure import StackFailure

TAIL_LINES = 25


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print the step when it begins, its time when it ends."""
    started = time.monotonic()
    print(f"  {name} … ", end="", flush=True)
    try:
        yield
    except KeyboardInterrupt:
        print("stopped", flush=True)
        raise
    except BaseException:
        print(f"failed after {time.monotonic() - started:.1f} s", flush=True)
        raise
    print(f"{time.monotonic() - started:.1f} s", flush=True)


def explain(failure: StackFailure) -> None:
    """Print a failure with the end of its log and what to do."""
    print(f"\n  {failure.what}")
    if failure.log is not None and failure.log.exists():
        print(f"\n  The end of {failure.log}:")
        for line in tail(failure.log, TAIL_LINES):
            print(f"    {line}")
    if failure.advice:
        print(f"\n  What to do: {failure.advice}")
    print(flush=True)


def tail(path: Path, lines: int) -> list[str]:
    """The last lines of a text file."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - 65_536))
        return file.read().decode("utf-8", "replace").splitlines()[-lines:]
