"""Whose key it is and what it may do."""

from dataclasses import dataclass
from datetime import datetime

from gateway.auth import scopes
from gateway.ratelimit.policy import Limits


@dataclass(frozen=True, slots=True)
class Principal:
    """A key as the guards need it, read from the database and remembered as long as Redis vouches for it."""

    key_id: str
    account_id: str
    kind: str
    livemode: bool
    store_id: str | None
    granted: frozenset[str] | None
    """The scopes; None is all of them."""
    api_version: str
    limits: Limits | None
    """None: no limits."""
    expires_at: datetime | None
    stamp: str
    """Changes with every change of the key, so that a remembered principal of an older state is not used."""

    @property
    def read_only(self) -> bool:
        return self.kind.startswith("pk")

    def may(self, scope: str) -> bool:
        """Say whether the key has a scope; reading a list includes reading one of it."""
        return self.granted is None or scopes.covers(self.granted, scope)
