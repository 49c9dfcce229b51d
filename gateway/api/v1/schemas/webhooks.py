"""Webhook endpoints as they are registered."""

from typing import Any

from contracts.public.webhook_types import PUBLIC_TYPES
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.shape import Many, Shape, Wrong
from gateway.api.v1.schemas.values import Choice, Text
from gateway.versioning import SERVED

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


class WebhookEndpoint(Shape):
    """An address and the events it wants."""

    url = Text(2048, required=True)
    events = Many(EventPattern(), least=1, most=50, required=True)
    description = Text(500)
    api_version = Choice(*SERVED)


class DeliveriesQuery(ListQuery):
    """Which deliveries of an endpoint, newest first."""

    status = Choice("pending", "delivered", "failed")
    event = Text(64)
