"""JSON as it leaves us: compact, UTF-8, no NaN, the same bytes for the same object."""

import json
from typing import Any

_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def dumps(value: Any) -> str:
    """Write an object as compact JSON text; TypeError for a Decimal or a datetime, ValueError for NaN."""
    return _encoder.encode(value)
