"""An endpoint: where an account wants its events sent."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

ENABLED = "enabled"
DISABLED = "disabled"
MOST_OF_AN_ACCOUNT = 50
OLD_SECRET_LIVES = timedelta(hours=24)
MOST_OLD_SECRETS = 4


@dataclass(frozen=True, slots=True)
class Endpoint:
    """
    An endpoint as it is kept. What is sealed is encrypted: the signing secret, those rotated out (the newest first, each with
    `until` when it still signs), and the custom headers as JSON.
    """

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
    secret_digest: str | None = None
    old_secrets: Sequence[Mapping[str, str]] = ()
    sealed_headers: str | None = None
    failing_since: datetime | None = None

    @property
    def registration_digest(self) -> str:
        """What makes two registrations the same one: URL and events (hashed, because an index entry has a size limit)."""
        return hashlib.sha256("\n".join([self.url, *self.events]).encode()).hexdigest()

    def rotated(self, sealed_secret: str, digest: str, at: datetime) -> "Endpoint":
        """Sign with another secret from now on; the one until now signs beside it for 24 hours."""
        old = {"sealed": self.sealed_secret, "until": (at + OLD_SECRET_LIVES).isoformat()}
        kept = (old, *living(self.old_secrets, at))[:MOST_OLD_SECRETS]
        return replace(self, sealed_secret=sealed_secret, secret_digest=digest, old_secrets=kept, updated_at=at)

    def changed(self, at: datetime, **changes: Any) -> "Endpoint":
        """Change what is named; enabled again, it begins with a clean record."""
        after = replace(self, **changes, updated_at=at)
        if after.status == ENABLED and self.status == DISABLED:
            return replace(after, disabled_reason=None, failing_since=None)
        return after


def living(old_secrets: Sequence[Mapping[str, str]], at: datetime) -> list[Mapping[str, str]]:
    """Give the secrets that were rotated out and still sign."""
    return [old for old in old_secrets if datetime.fromisoformat(old["until"]) > at]


def digest_of(secret: str) -> str:
    """Hash a secret, which is too random to be guessed from it, so that it can be looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()
