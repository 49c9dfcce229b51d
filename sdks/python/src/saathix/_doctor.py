"""Why a delivery cannot be verified, as far as it shows without asking the API."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from . import _json
from .errors import SignatureError
from .webhooks import Headers, Secrets, matches, raw, read_header, secrets_in, signature_in

if TYPE_CHECKING:
    from .types import Finding

UNKNOWN = (
    "The signature was made with another secret, or for another body: the secret of another endpoint, of the sandbox "
    "instead of live, or of `saathix listen`; or the body was changed. client.webhooks.diagnose(body, headers, secret=…) "
    "asks the API, which knows both."
)


def examine(body: Any, headers: Headers, secret: Secrets, *, tolerance: float, now: float | None) -> list[Finding]:
    """List what is wrong: with the header, the body, the secret and the clock, in this order."""
    found: list[Finding] = []
    try:
        timestamp, marks = read_header(signature_in(headers))
    except SignatureError as fault:
        return [_finding(fault.code, str(fault))]
    try:
        content = raw(body)
    except SignatureError as fault:
        found.append(_finding(fault.code, str(fault)))
        content = _json.dumps(body)  # the API writes JSON like this: it may fit
    keys = secrets_in(secret)
    if not any(matches(key, timestamp, content, marks) for key in keys):
        found.append(_mismatch(content, keys, timestamp, marks))
    off = (time.time() if now is None else now) - timestamp
    if abs(off) > tolerance:
        side = f"{off:.0f} s ago" if off > 0 else f"{-off:.0f} s in the future"
        told = (
            f"By this machine's clock it was signed {side}, at most {tolerance:g} s are accepted: the clock is off by "
            f"{abs(off):.0f} s, or the delivery is an old one that was kept or replayed."
        )
        found.append(_finding("clock_off", told))
    return found


def _mismatch(content: bytes, keys: list[str], timestamp: int, marks: list[bytes]) -> Finding:
    for key, hint in _near(keys):
        if matches(key, timestamp, content, marks):
            return _finding("wrong_secret", hint)
    for body, code, hint in _rewritten(content):
        if any(matches(key, timestamp, body, marks) for key in keys):
            return _finding(code, hint)
    return _finding("signature_unknown", UNKNOWN)


def _near(keys: list[str]) -> Iterator[tuple[str, str]]:
    for key in keys:
        if key.strip() != key:
            yield key.strip(), "The secret has a blank or a line break around it; strip it."
        if not key.startswith("whsec_"):
            yield "whsec_" + key.strip(), "The secret lacks its beginning; whsec_ is part of it."


def _rewritten(content: bytes) -> Iterator[tuple[bytes, str, str]]:
    if content.strip() != content:
        yield content.strip(), "body_altered", "Blanks or a line break were added around the body."
    yield content + b"\n", "body_altered", "A line break at the end of the body was taken away."
    try:
        value = _json.loads(content)
    except ValueError:
        return
    hint = "The body was parsed and written again: same JSON, other bytes. Verify the raw bytes, before any parser."
    yield _json.dumps(value), "body_reserialised", hint


def _finding(code: str, detail: str) -> Finding:
    return cast("Finding", {"code": code, "detail": detail})
