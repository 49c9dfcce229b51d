"""
Passwords: what one must be, and its hash (Argon2id), computed in one thread outside the loop that serves requests.

The thread yields to everything else on the machine (nice 10) and a few calls may wait for it, so a flood of log-ins is
refused and never stands in the way of a sale.
"""

import os
import threading
from collections.abc import Callable
from functools import cache
from typing import Any

from kit.errors import Unavailable

LEAST, MOST = 10, 128
MOST_WAITING = 16
MEMORY_KIB, PASSES, LANES = 19_456, 2, 1
"""OWASP's parameters: 19 MiB, two passes, one lane; about 30 ms."""

_COMMON = frozenset(
    "1234567890 12345678910 123456789a 0123456789 password12 password123 password1234 passw0rd123 qwertyuiop "
    "qwerty12345 1q2w3e4r5t 1qaz2wsx3edc iloveyou123 administrator welcome123 welcome@123 admin12345 india12345 "
    "letmein1234 abcdefghij abcd123456 saathix123 saathix1234".split()
)


class Passwords:
    """Hashes and verifies, one at a time."""

    def __init__(self) -> None:
        self._pool: Any = None
        self._waiting = 0

    def hash(self, password: str) -> str:
        """Hash a new password. Raises Unavailable when too many wait."""
        return str(self._outside(lambda: _hasher().hash(password)))

    def verify(self, password_hash: str | None, password: str) -> bool:
        """Say whether it is the password; without a hash (nobody of that name) it takes as long and is False."""
        fits = bool(self._outside(lambda: _fits(password_hash or _nobodys_hash(), password)))
        return fits and password_hash is not None

    def _outside(self, work: Callable[[], Any]) -> Any:
        if self._waiting >= MOST_WAITING:
            raise Unavailable("too many log-ins at once")
        if self._pool is None:
            from gevent.threadpool import ThreadPool

            self._pool = ThreadPool(1)
        self._waiting += 1
        try:
            return self._pool.apply(_politely, (work,))
        finally:
            self._waiting -= 1


def hashed(password: str) -> str:
    """Hash a password here and now: for commands, which serve nobody meanwhile."""
    return str(_hasher().hash(password))


def faults_of(password: str, *known: str) -> list[str]:
    """Say what is wrong with a new password: too short, too long, common, or what everybody knows of the person."""
    found = []
    if len(password) < LEAST:
        found.append("short")
    if len(password) > MOST:
        found.append("long")
    lowered = password.lower()
    if lowered in _COMMON or len(set(lowered)) < 4:
        found.append("common")
    parts = {part for text in known for part in (text.lower(), text.lower().partition("@")[0]) if part}
    if lowered in parts:
        found.append("known")
    return found


_polite = threading.local()


def _politely(work: Callable[[], Any]) -> Any:
    """Run in the hashing thread, at a lower priority than everything that serves."""
    if not getattr(_polite, "now", False):
        _polite.now = True
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, 0, 10)  # on Linux: of the calling thread
    return work()


@cache
def _hasher() -> Any:
    from argon2 import PasswordHasher  # loaded with the first log-in

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


@cache
def _nobodys_hash() -> str:
    return str(_hasher().hash("nobody has this password"))


def _fits(password_hash: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher().verify(password_hash, password))
    except (VerificationError, InvalidHashError):
        return False
