"""Verifying webhooks: `verify` the raw body of a request, `doctor` why it fails, `test_headers` a test of a receiver."""

# ruff: noqa: PT028 (test_headers is no test)
from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Union, cast

from . import _json
from .errors import SignatureError

if TYPE_CHECKING:
    from email.message import Message

    from .types import Finding, WebhookEvent

SIGNATURE_HEADER = "X-Billkart-Signature"
TOLERANCE = 300
Secrets = Union[str, Sequence[str]]
Headers = Union[str, Mapping[str, Any], "Message", Iterable["tuple[Any, Any]"]]
_FORM = f"{SIGNATURE_HEADER} is t=<unix time>,v1=<64 hex digits>"


def verify(
    body: bytes | str,
    headers: Headers,
    secret: Secrets,
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> WebhookEvent:
    """
    Check that a webhook came from the holder of the secret within `tolerance` seconds, and give its event.

    `body` is the raw body, before any parser. `headers` are the request's, or the one header. `secret` may be several: those of
    your endpoints, or the old and the new one while it is rotated.
    """
    check(body, headers, secret, tolerance=tolerance, now=now)
    return cast("WebhookEvent", _json.loads(raw(body)))


def check(
    body: bytes | str,
    headers: Headers,
    secret: Secrets,
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> int:
    """Check as `verify` does and give the time of the signature, without reading the body; raises SignatureError."""
    content = raw(body)
    timestamp, marks = read_header(signature_in(headers))
    keys = secrets_in(secret)
    if not any(matches(key, timestamp, content, marks) for key in keys):
        raise SignatureError(
            "signature_mismatch",
            "No signature matches: another secret, or the body is not the raw bytes that were sent. "
            "saathix.webhooks.doctor(body, headers, secret) says more.",
        )
    off = (time.time() if now is None else now) - timestamp
    if abs(off) > tolerance:
        when = f"{off:.0f} s ago" if off > 0 else f"{-off:.0f} s in the future"
        raise SignatureError(
            "clock_off",
            f"Signed {when}, at most {tolerance:g} s are accepted: a replay, or this machine's clock is off.",
        )
    return timestamp


def test_headers(
    body: bytes | str,
    secret: Secrets,
    *,
    event_id: str | None = None,
    timestamp: int | None = None,
    attempt: int = 1,
) -> dict[str, str]:
    """Make the headers of a delivery, to test a receiver with. `event_id` is read from the body when it is not given."""
    content = raw(body)
    at = int(time.time()) if timestamp is None else timestamp
    keys = secrets_in(secret)
    name = event_id or _id_in(content)
    signed = f"{name}.{at}.".encode() + content
    standard = (base64.b64encode(hmac.new(_decoded(key), signed, hashlib.sha256).digest()).decode() for key in keys)
    return {
        SIGNATURE_HEADER: ",".join([f"t={at}", *(f"v1={_mark(key, at, content).hex()}" for key in keys)]),
        "X-Billkart-Event-Id": name,
        "X-Billkart-Delivery-Attempt": str(attempt),
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{mark}" for mark in standard),
    }


test_headers.__test__ = False  # type: ignore[attr-defined]  # pytest would take it for a test where it is imported


def doctor(
    body: bytes | str,
    headers: Headers,
    secret: Secrets,
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> list[Finding]:
    """Say what is wrong with a delivery, without asking the API: `code` and `detail`, nothing when it can be verified."""
    from ._doctor import examine

    return examine(body, headers, secret, tolerance=tolerance, now=now)


def raw(body: Any) -> bytes:
    """Give the bytes of a raw body; a parsed one is refused with what to do."""
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(body)
    if isinstance(body, str):
        return body.encode()
    raise SignatureError(
        "body_parsed",
        f"The body is a {type(body).__name__}: it was parsed already, and writing it again gives other bytes than were signed. "
        "Give the raw body: request.get_data() in Flask, await request.body() in FastAPI and Starlette, request.body in Django.",
    )


def signature_in(headers: Headers) -> str:
    """Find the signature, whatever the case of the header's name."""
    if isinstance(headers, str):
        return headers
    items = getattr(headers, "items", None)  # also those that are no Mapping, such as http.server's
    pairs: Iterable[Any] = items() if callable(items) else headers
    for name, value in pairs:
        if _text(name).lower().replace("_", "-") in ("x-billkart-signature", "http-x-billkart-signature"):
            return _text(value)
    raise SignatureError("header_missing", f"There is no {SIGNATURE_HEADER}. Does a proxy or framework drop it?")


def read_header(header: str) -> tuple[int, list[bytes]]:
    """Read a signature's time and marks."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    marks = [_unhex(value) for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit() and len(times[0]) <= 12):
        raise SignatureError("header_malformed", f"{_FORM}; here the time is missing, doubled or no number.")
    if not marks:
        raise SignatureError("header_malformed", f"{_FORM}; here v1 is missing.")
    return int(times[0]), marks


def secrets_in(secret: Secrets) -> list[str]:
    """Give the secrets as a list; an empty one is a mistake that must not pass."""
    keys = [secret] if isinstance(secret, str) else list(secret)
    if not keys or not all(isinstance(key, str) and key for key in keys):
        raise ValueError("the webhook's secret is empty; it begins with whsec_")
    return keys


def matches(secret: str, timestamp: int, body: bytes, marks: Sequence[bytes]) -> bool:
    """Say whether the holder of a secret signed a body at a time."""
    expected = _mark(secret, timestamp, body)
    return any(hmac.compare_digest(expected, mark) for mark in marks)


def _mark(secret: str, timestamp: int, body: bytes) -> bytes:
    return hmac.new(secret.encode(), str(timestamp).encode() + b"." + body, hashlib.sha256).digest()


def _id_in(body: bytes) -> str:
    try:
        return str(_json.loads(body)["id"])
    except (ValueError, KeyError, TypeError):
        raise ValueError("the body has no id; give event_id") from None


def _decoded(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("the secret is not whsec_ and base64") from None


def _unhex(text: str) -> bytes:
    try:
        return binascii.unhexlify(text)
    except (binascii.Error, ValueError):
        return b""


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
