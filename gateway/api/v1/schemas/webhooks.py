"""Webhook endpoints as they are registered."""

from typing import Any

from gateway.api.v1.schemas.shape import Many, Shape, Wrong
from gateway.api.v1.schemas.values import Choice, Text
from gateway.versioning import SERVED

EVENT_TYPES = (
    "invoice.created",
    "invoice.refunded",
    "payment.received",
    "stock.low",
    "stock.changed",
    "customer.created",
    "product.created",
    "product.updated",
    "product.archived",
    "webhook.disabled",
    "ping",
)
_PATTERNS = frozenset({"*", *EVENT_TYPES, *(f"{name.split('.')[0]}.*" for name in EVENT_TYPES if "." in name)})


class EventPattern(Text):
    """An event type, all of one kind (`stock.*`), or all (`*`)."""

    def __init__(self) -> None:
        super().__init__(64)

    def value_of(self, raw: Any) -> Any:
        value = super().value_of(raw)
        if value not in _PATTERNS:
            raise Wrong("out_of_range", f"Send *, a kind such as stock.*, or one of {', '.join(EVENT_TYPES)}.")
        return value


class WebhookEndpoint(Shape):
    """An address and the events it wants."""

    url = Text(2048, required=True)
    events = Many(EventPattern(), least=1, most=50, required=True)
    description = Text(500)
    api_version = Choice(*SERVED)
