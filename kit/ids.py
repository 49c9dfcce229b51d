"""Prefixed ids: random ones that sort by time (ULID), and ones derived from what they name."""

import hmac
import os
import re
from datetime import UTC, datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [a + b for a in _CROCKFORD for b in _CROCKFORD]
_LENGTH = 26

ACCOUNT_ID = re.compile(r"[A-Za-z0-9_]{1,64}")
"""What an account's id may be; the row-level policies and their setting are written for no other."""


def new_id(prefix: str, at: datetime) -> str:
    """Make `prefix_` + ULID: 48 bits of milliseconds, 80 random bits, Crockford's base 32."""
    milliseconds = int(at.timestamp() * 1000)
    return f"{prefix}_{_base32((milliseconds << 80) | int.from_bytes(os.urandom(10), 'big'))}"


def first_id(prefix: str, at: datetime) -> str:
    """Make the id that sorts before every one made in this millisecond or later: a bound for a search by time."""
    return f"{prefix}_{_base32(int(at.timestamp() * 1000) << 80)}"


def time_of_id(text: str) -> datetime:
    """Return the time that an id was made at, to the millisecond; ValueError when it is no id that sorts by time."""
    number = 0
    for sign in text.rpartition("_")[2][:10]:
        number = number * 32 + _CROCKFORD.index(sign)
    return datetime.fromtimestamp(number / 1000, UTC)


def derived_id(prefix: str, secret: bytes, *parts: str) -> str:
    """Make the id that belongs to these parts: an HMAC-SHA256, cut to 128 bits. Without the secret nobody can search it."""
    digest = hmac.digest(secret, "\x1f".join(parts).encode(), "sha256")
    return f"{prefix}_{_base32(int.from_bytes(digest[:16], 'big'))}"


def is_id(prefix: str, text: object) -> bool:
    """Say whether a text has the form of an id with this prefix."""
    return isinstance(text, str) and re.fullmatch(rf"{prefix}_[0-9A-HJKMNP-TV-Z]{{{_LENGTH}}}", text) is not None


def _base32(number: int) -> str:
    pairs = []
    for _ in range(_LENGTH // 2):
        number, low = divmod(number, 1024)
        pairs.append(_PAIRS[low])
    return "".join(reversed(pairs))
