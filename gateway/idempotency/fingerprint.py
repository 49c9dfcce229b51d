"""What makes two requests the same: method, path, version and the body, however its keys are ordered and its numbers written."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from gateway.json_body import BadNumber


def fingerprint(method: str, path: str, version: str, body: Any) -> str:
    """Hash a request; `body` is the JSON value as it was read."""
    head = f"{method}\n{path}\n{version}\n"
    return hashlib.sha256((head + _canonical.encode(body)).encode()).hexdigest()


def _number(value: object) -> Any:
    if isinstance(value, Decimal):
        whole = int(value)
        return whole if whole == value else ["#", format(value, "f").rstrip("0")]
    if isinstance(value, BadNumber):  # in an item of a batch, which is refused by itself
        return ["#", value.text]
    raise TypeError(f"no JSON value: {type(value).__name__}")


_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_number)
