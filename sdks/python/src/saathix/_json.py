"""JSON in which no amount passes through a binary fraction."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

_text = json.encoder.encode_basestring


def loads(body: bytes) -> Any:
    """Read JSON; numbers with decimals become Decimal."""
    return json.loads(body, parse_float=Decimal)


def dumps(value: Any) -> bytes:
    """Write JSON; Decimal becomes a plain number. ValueError for NaN, TypeError for what JSON has not."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except TypeError:
        return "".join(_written(value)).encode()  # a Decimal is in it, or something that is refused


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no amount")
        yield format(value, "f")
    elif isinstance(value, dict):
        yield "{"
        for place, (key, inner) in enumerate(value.items()):
            yield f"{',' if place else ''}{_text(str(key))}:"
            yield from _written(inner)
        yield "}"
    elif isinstance(value, (list, tuple)):
        yield "["
        for place, inner in enumerate(value):
            if place:
                yield ","
            yield from _written(inner)
        yield "]"
    else:
        yield json.dumps(value, ensure_ascii=False, allow_nan=False)
