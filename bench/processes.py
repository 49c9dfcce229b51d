"""CPU and memory of every program of the stack, read from /proc: a program is its process and all below it."""

import os
import resource
import time
from collections import defaultdict
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(programs: dict[str, int]) -> dict[str, float]:
    """Return the CPU each program has used so far, given its first process; ended children are in their parent's sum."""
    children = _children()
    return {name: sum(_ticks(pid) for pid in _tree(pid, children)) / TICKS for name, pid in programs.items()}


def memory_mib(programs: dict[str, int]) -> dict[str, float]:
    """Return the proportional memory of each program, in MiB: shared pages count in parts."""
    children = _children()
    return {
        name: round(sum(_kibibytes(pid) for pid in _tree(pid, children)) / 1024, 1) for name, pid in programs.items()
    }


def spent(before: dict[str, float], after: dict[str, float], works: int) -> dict[str, float]:
    """Return CPU milliseconds per piece of work."""
    return {name: round((after[name] - before[name]) * 1000 / max(works, 1), 3) for name in after}


class Neighbours:
    """How much of the machine programs took that are neither the stack nor the benchmark: figures taken beside them are worse."""

    def __init__(self, programs: dict[str, int]) -> None:
        self._programs = programs
        self._begun, self._before = time.monotonic(), self._others()

    def share(self) -> float:
        """Their part of all CPUs since the start, 0 to 1."""
        wall = (time.monotonic() - self._begun) * (os.cpu_count() or 1)
        return round(max(0.0, self._others() - self._before) / wall, 3)

    def _others(self) -> float:
        user, nice, system = (int(field) for field in Path("/proc/stat").read_text().split()[1:4])
        mine = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return (user + nice + system) / TICKS - sum(cpu_seconds(self._programs).values()) - mine


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found[int(fields[1])].append(int(entry.name))
    return found


def _tree(pid: int, children: dict[int, list[int]]) -> list[int]:
    return [pid, *(below for child in children.get(pid, []) for below in _tree(child, children))]


def _stat(pid: int) -> list[str] | None:
    """The fields after the command's name: state, parent, …"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:15]) if fields else 0  # utime, stime, and those of ended children


def _kibibytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
