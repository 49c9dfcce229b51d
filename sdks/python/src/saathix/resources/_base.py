"""What every resource has: the client."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from ..client import SaathiX


class Resource:
    """A part of the API."""

    def __init__(self, client: SaathiX) -> None:
        self._client = client


def matching(etag: str | None) -> dict[str, str] | None:
    """Write If-Match, when there is something to match."""
    return None if etag is None else {"If-Match": etag}


def segment(value: str, what: str) -> str:
    """Write an id into a path; an empty one would ask for the whole list."""
    if not isinstance(value, str) or value.strip(". ") == "":
        raise ValueError(f"{what} is {value!r}, not an id")
    return quote(value, safe="")
