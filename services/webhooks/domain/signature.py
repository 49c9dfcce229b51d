"""
Signing a body, in our own header and as the Standard Webhooks specification says (https://www.standardwebhooks.com).

Ours signs `<unix time>.<body>` with the secret as it is shown, prefix and all. Theirs signs `<id>.<unix time>.<body>` with the
bytes that the secret's base64 stands for. Both are HMAC-SHA256.
"""

import base64
import binascii
import hmac

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE_SECONDS = 300
_HASH = "sha256"  # by name: given as a function, hmac does the work in Python

SIGNATURE_HEADER = "X-Billkart-Signature"
EVENT_ID_HEADER = "X-Billkart-Event-Id"
ATTEMPT_HEADER = "X-Billkart-Delivery-Attempt"


class SignatureMismatch(Exception):
    """The headers do not prove that the body came from the holder of the secret, just now; the message says why."""


def secret_from(key: bytes) -> str:
    """Write a random key as a secret, `whsec_` + base64."""
    return PREFIX + base64.b64encode(key).decode()


def billkart_signature(secrets: list[str], timestamp: int, body: bytes) -> str:
    """Sign for X-Billkart-Signature; a rotated secret that still lives adds a `v1` of its own."""
    signed = str(timestamp).encode() + b"." + body
    marks = [f"v1={hmac.digest(secret.encode(), signed, _HASH).hex()}" for secret in secrets]
    return ",".join([f"t={timestamp}", *marks])


def standard_signature(secrets: list[str], message_id: str, timestamp: int, body: bytes) -> str:
    """Sign for the Standard Webhooks header `webhook-signature`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    marks = [hmac.digest(base64.b64decode(secret.removeprefix(PREFIX)), signed, _HASH) for secret in secrets]
    return " ".join(f"v1,{base64.b64encode(mark).decode()}" for mark in marks)


def signed_headers(secrets: list[str], event_id: str, timestamp: int, body: bytes, *, attempt: int) -> dict[str, str]:
    """Give every header that identifies and proves a delivery."""
    return {
        SIGNATURE_HEADER: billkart_signature(secrets, timestamp, body),
        EVENT_ID_HEADER: event_id,
        ATTEMPT_HEADER: str(attempt),
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": standard_signature(secrets, event_id, timestamp, body),
    }


def verify(secret: str, header: str, body: bytes, *, now: int, tolerance: int = TOLERANCE_SECONDS) -> int:
    """Check an X-Billkart-Signature and return its time; SignatureMismatch says what is wrong."""
    parts = [part.split("=", 1) for part in header.split(",") if "=" in part]
    times = [value for name, value in parts if name.strip() == "t"]
    marks = [value for name, value in parts if name.strip() == "v1"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit()) or not marks:
        raise SignatureMismatch(f"{SIGNATURE_HEADER} is not of the form t=<unix time>,v1=<hex>")
    timestamp = int(times[0])
    expected = hmac.digest(secret.encode(), str(timestamp).encode() + b"." + body, _HASH)
    if not any(hmac.compare_digest(expected, _unhex(mark)) for mark in marks):
        raise SignatureMismatch("no signature matches: another secret, or the body is not the raw bytes that were sent")
    if abs(now - timestamp) > tolerance:
        raise SignatureMismatch(f"signed {now - timestamp} s ago: too old, a replay, or a clock is off")
    return timestamp


def _unhex(text: str) -> bytes:
    try:
        return binascii.unhexlify(text)
    except (binascii.Error, ValueError):
        return b""
