"""Who asks, and the idempotency key of what is asked. Both travel with every call on the bus."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Caller:
    """
    The account (a sandbox is an account of its own), the key's store if it is bound to one, and where the request came from.

    `trace` is the traceparent of the call that it came with: it travels in the message's headers, so `to_wire` leaves it out.
    """

    account_id: str
    store_id: str | None = None
    livemode: bool = True
    key_id: str | None = None
    request_id: str | None = None
    trace: str | None = None

    def to_wire(self) -> dict[str, Any]:
        return {
            "account_id": self.account_id,
            "store_id": self.store_id,
            "livemode": self.livemode,
            "key_id": self.key_id,
            "request_id": self.request_id,
        }

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> "Caller":
        """Read a caller off the bus; ValueError when it names no account."""
        account_id = wire.get("account_id")
        if not isinstance(account_id, str) or not account_id:
            raise ValueError("a caller names its account_id")
        return cls(
            account_id,
            wire.get("store_id"),
            bool(wire.get("livemode", True)),
            wire.get("key_id"),
            wire.get("request_id"),
        )


@dataclass(frozen=True, slots=True)
class Idempotency:
    """The key of a write (the client's, or `auto:` + the gateway's request id) and the fingerprint of its request."""

    key: str
    fingerprint: str

    def to_wire(self) -> dict[str, str]:
        return {"key": self.key, "fingerprint": self.fingerprint}

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> "Idempotency":
        """Read an idempotency key off the bus; ValueError when it is incomplete."""
        key, fingerprint = wire.get("key"), wire.get("fingerprint")
        if not isinstance(key, str) or not key or not isinstance(fingerprint, str):
            raise ValueError("an idempotency key has a key and a fingerprint")
        return cls(key, fingerprint)
