"""The envelope of an event, as it lies in the outbox and travels on the bus."""

from dataclasses import dataclass
from typing import Any

from kit.ids import ACCOUNT_ID
from kit.wire_json import dumps


@dataclass(frozen=True, slots=True)
class Event:
    """
    Something that happened in an account. `data` is plain JSON; money in paise, quantities in thousandths.

    `trace` is the traceparent of what made it happen, when that is traced; it stays with the event, in the outbox and the inbox.
    """

    id: str
    type: str
    version: int
    occurred_at: str
    account_id: str
    livemode: bool
    data: dict[str, Any]
    trace: str | None = None

    def to_json(self) -> str:
        envelope = {
            "id": self.id,
            "type": self.type,
            "version": self.version,
            "occurred_at": self.occurred_at,
            "account_id": self.account_id,
            "livemode": self.livemode,
            "data": self.data,
        }
        if self.trace is not None:
            envelope["traceparent"] = self.trace
        return dumps(envelope)

    @classmethod
    def from_json(cls, envelope: Any) -> "Event":
        """Read an envelope; ValueError when it is none."""
        if not isinstance(envelope, dict):
            raise ValueError("an envelope is an object")
        try:
            event = cls(
                envelope["id"],
                envelope["type"],
                envelope["version"],
                envelope["occurred_at"],
                envelope["account_id"],
                envelope["livemode"],
                envelope["data"],
                envelope.get("traceparent"),
            )
        except KeyError as missing:
            raise ValueError(f"an envelope has {missing}") from missing
        texts = (event.id, event.type, event.occurred_at, event.account_id)
        if not all(isinstance(text, str) and text for text in texts) or not isinstance(event.data, dict):
            raise ValueError("an envelope has texts for id, type, occurred_at and account_id, and an object for data")
        if not ACCOUNT_ID.fullmatch(event.account_id) or not event.id.isprintable():
            raise ValueError("an envelope names an account and an event that the inbox can hold")
        if not isinstance(event.trace, str | None):
            raise ValueError("an envelope has a text for traceparent, or none")
        return event
