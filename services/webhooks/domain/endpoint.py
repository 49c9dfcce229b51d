"""An endpoint: where an account wants its events sent."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

ENABLED = "enabled"
DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as it is kept; `sealed_secret` is the encrypted signing secret."""

    id: str
    url: str
    events: tuple[str, ...]
    description: str | None
    api_version: str
    livemode: bool
    status: str
    disabled_reason: str | None
    sealed_secret: str
    created_at: datetime
    updated_at: datetime

    @property
    def registration_digest(self) -> str:
        """What makes two registrations the same one: URL and events (hashed, because an index entry has a size limit)."""
        return hashlib.sha256("\n".join([self.url, *self.events]).encode()).hexdigest()
