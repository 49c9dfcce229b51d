"""Webhook endpoints as they are registered."""

from typing import Any

from contracts.public.webhook_types import PUBLIC_TYPES
from gateway.api.v1.schemas.patch import Patch
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.shape import Compound, Many, Scalar, Shape, Wrong, escaped
from gateway.api.v1.schemas.values import Choice, Flag, Instant, Text
from gateway.versioning import SERVED
from kit.errors import Fault, fault

_PATTERNS = frozenset({"*", *PUBLIC_TYPES, *(f"{name.split('.')[0]}.*" for name in PUBLIC_TYPES if "." in name)})


class EventPattern(Text):
    """An event type, all of one kind (`stock.*`), or all (`*`)."""

    def __init__(self) -> None:
        super().__init__(64)

    def value_of(self, raw: Any) -> Any:
        value = super().value_of(raw)
        if value not in _PATTERNS:
            raise Wrong("out_of_range", f"Send *, a kind such as stock.*, or one of {', '.join(PUBLIC_TYPES)}.")
        return value


class Headers(Compound):
    """HTTP headers as pairs of texts; which names and values will do is the service's to say."""

    def __init__(self, *, most: int, longest: int, nullable: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.most, self.longest, self.nullable = most, longest, nullable

    def read(self, raw: Any, pointer: str, faults: list[Fault]) -> Any:
        if type(raw) is not dict:
            faults.append(fault(pointer, "invalid_type", "Send an object of texts."))
            return {}
        if len(raw) > self.most:
            faults.append(fault(pointer, "out_of_range", f"Send at most {self.most} of them."))
            return {}
        for name, value in raw.items():
            place = f"{pointer}/{escaped(name)}"
            if not (type(value) is str or (value is None and self.nullable)):
                faults.append(fault(place, "invalid_type", "Send a text."))
            elif value is not None and len(value) > self.longest:
                faults.append(fault(place, "out_of_range", f"Send at most {self.longest} characters."))
        return raw


class RawBody(Scalar):
    """The raw body of a delivery, as text; anything else is taken too, and is what the doctor will name."""

    def value_of(self, raw: Any) -> Any:
        return raw if type(raw) is str else {"kind": _KINDS.get(type(raw), "a number")}


class Sequence(Scalar):
    """A sequence number."""

    least, most = 1, 2**63 - 1

    def value_of(self, raw: Any) -> Any:
        if type(raw) is not int:
            raise Wrong("invalid_number", "Send a whole number.")
        if not self.least <= raw <= self.most:
            raise Wrong("out_of_range", f"Send {self.least} to {self.most}.")
        return raw


_KINDS = {dict: "an object", list: "a list", bool: "true or false"}


class WebhookEndpoint(Shape):
    """An address and the events it wants."""

    url = Text(2048, required=True)
    events = Many(EventPattern(), least=1, most=50, required=True)
    description = Text(500)
    headers = Headers(most=20, longest=1024)
    api_version = Choice(*SERVED)


class WebhookChanges(Patch):
    """What to change of a webhook: absent stays, null clears a header or the description."""

    fixed = ("id", "secret", "api_version", "livemode", "created_at", "updated_at")

    url = Text(2048)
    events = Many(EventPattern(), least=1, most=50)
    description = Text(500, allow_none=True)
    headers = Headers(most=40, longest=1024, nullable=True, allow_none=True)
    status = Choice("enabled", "disabled")


class Replay(Shape):
    """Which events to send again: a range by time or by sequence, both ends included, either one may be left open."""

    from_ = Instant(data_key="from", attribute="from", metadata={"description": "Events of this time or later."})
    to = Instant(metadata={"description": "Events of this time or earlier."})
    from_sequence = Sequence(metadata={"description": "Events with this sequence or a greater one."})
    to_sequence = Sequence(metadata={"description": "Events with this sequence or a smaller one."})
    events = Many(
        EventPattern(),
        least=1,
        most=50,
        metadata={"description": "Of these types alone. Absent: those that the webhook subscribes to."},
    )
    dry_run = Flag(load_default=False, metadata={"description": "Only count them."})


class Complaint(Shape):
    """A delivery as you received it, and what you verify it with."""

    body = RawBody(required=True, metadata={"description": "The raw body, byte for byte, as text."})
    headers = Headers(most=100, longest=8192, required=True, metadata={"description": "The headers of the delivery."})
    secret = Text(256, metadata={"description": "The secret you verify with. Absent: those of all your webhooks."})
    received_at = Instant(metadata={"description": "Your clock when it came. Absent: ours now."})


class DeliveriesQuery(ListQuery):
    """Which deliveries of an endpoint, newest first."""

    status = Choice("pending", "delivered", "failed")
    event = Text(64)
