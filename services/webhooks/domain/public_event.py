"""A public event before it has its sequence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

API_VERSION = "v1.4"


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """What an account is told; `created_at` is RFC 3339 as it is printed in the envelope."""

    account_id: str
    id: str
    type: str
    created_at: str
    livemode: bool
    data: Mapping[str, Any]
    traceparent: str | None = None
