"""Reading what a delivery's headers say of its signature, ours first, else that of Standard Webhooks."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.webhooks.domain.signature import PREFIX, SIGNATURE_HEADER

_OURS = SIGNATURE_HEADER.lower()
_STANDARD = ("webhook-id", "webhook-timestamp", "webhook-signature")
_LATEST = 253_402_300_799  # the year 9999 in Unix time
_TIME = re.compile(r"\d{1,12}", re.ASCII)


class Unreadable(Exception):
    """The headers hold no signature that could be checked: `code` says how, the message what was expected."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Signature:
    """When something was signed, and the marks of which one must match; with an id it is a Standard Webhooks one."""

    timestamp: int
    marks: tuple[bytes, ...]
    message_id: str | None = None

    def matches(self, secret: str, body: bytes) -> bool:
        """Say whether the holder of a secret signed a body so."""
        if self.message_id is None:
            key, signed = secret.encode(), f"{self.timestamp}.".encode() + body
        else:
            key, signed = _decoded(secret.removeprefix(PREFIX)), f"{self.message_id}.{self.timestamp}.".encode() + body
        expected = hmac.digest(key, signed, hashlib.sha256)
        return any(hmac.compare_digest(expected, mark) for mark in self.marks)


def read_signature(headers: Mapping[str, str]) -> Signature:
    """Read the signature from headers whose names are in lower case; raises Unreadable."""
    if _OURS in headers:
        return _ours(headers[_OURS])
    missing = [name for name in _STANDARD if name not in headers]
    if missing:
        rest = f", nor {' and '.join(missing)} of Standard Webhooks" if len(missing) < len(_STANDARD) else ""
        raise Unreadable("header_missing", f"There is no {SIGNATURE_HEADER}{rest}. Does a proxy or framework drop it?")
    return _standard(*(headers[name] for name in _STANDARD))


def _ours(header: str) -> Signature:
    expected = f"{SIGNATURE_HEADER} is t=<unix time>,v1=<64 hex digits>"
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    marks = [_unhex(value) for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not _TIME.fullmatch(times[0]) or int(times[0]) > _LATEST:
        raise Unreadable("header_malformed", f"{expected}; here the time is missing, doubled or no number.")
    if not marks or not all(len(mark) == hashlib.sha256().digest_size for mark in marks):
        raise Unreadable("header_malformed", f"{expected}; here v1 is missing, cut off or not hexadecimal.")
    return Signature(int(times[0]), tuple(marks))


def _standard(message_id: str, time: str, header: str) -> Signature:
    marks = [_decoded(mark.removeprefix("v1,")) for mark in header.split() if mark.startswith("v1,")]
    if not _TIME.fullmatch(time) or int(time) > _LATEST:
        raise Unreadable("header_malformed", "webhook-timestamp is a Unix time, digits alone.")
    if not marks or not all(len(mark) == hashlib.sha256().digest_size for mark in marks):
        raise Unreadable(
            "header_malformed", "webhook-signature is v1,<base64 of 32 bytes>, several with blanks between."
        )
    return Signature(int(time), tuple(marks), message_id)


def _unhex(text: str) -> bytes:
    try:
        return binascii.unhexlify(text)
    except (binascii.Error, ValueError):
        return b""


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
