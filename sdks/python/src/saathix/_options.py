"""What a client is given, checked: its key, its address, the query of a call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from .errors import SaathiXError

DEFAULT_BASE_URL = "https://api.saathix.com"
Query = Mapping[str, Any]


def flat(query: Query | None) -> list[tuple[str, str]] | None:
    """Write a query as pairs; what is None is left out, a list is repeated."""
    if not query:
        return None
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if value is None:
            continue
        values: Sequence[Any] = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(name, str(each).lower() if isinstance(each, bool) else str(each)) for each in values]
    return pairs


def checked_key(key: str | None) -> str:
    """Give the key, if it can be one; the error does not show it."""
    if not key:
        raise SaathiXError("There is no API key: give api_key=…, or set SAATHIX_SECRET_KEY (Settings → API).")
    if not re.fullmatch(r"[\x21-\x7e]+", key):
        raise SaathiXError("The API key has a blank, a line break or another character that no key has; strip it.")
    return key


def checked_url(url: str) -> str:
    """Give the address without its last slash, if it is one."""
    parts = urlsplit(url)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
    ):
        raise SaathiXError(f"base_url is {url!r}; it looks like {DEFAULT_BASE_URL}")
    return url.rstrip("/")
