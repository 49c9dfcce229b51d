"""Between the contract's shapes and the service's own: requests in, answers out."""

from services.webhooks.wire.answers import (
    delivery_to_wire,
    diagnosis_to_wire,
    endpoint_to_wire,
    page,
    payload,
    replay_to_wire,
)
from services.webhooks.wire.requests import (
    change_from_wire,
    complaint_from_wire,
    deletion_from_wire,
    deliveries_page_from_wire,
    delivery_from_wire,
    endpoint_id_from_wire,
    event_id_from_wire,
    events_page_from_wire,
    page_from_wire,
    registration_from_wire,
    replay_from_wire,
)

__all__ = [
    "change_from_wire",
    "complaint_from_wire",
    "deletion_from_wire",
    "deliveries_page_from_wire",
    "delivery_from_wire",
    "delivery_to_wire",
    "diagnosis_to_wire",
    "endpoint_id_from_wire",
    "endpoint_to_wire",
    "event_id_from_wire",
    "events_page_from_wire",
    "page",
    "page_from_wire",
    "payload",
    "registration_from_wire",
    "replay_from_wire",
    "replay_to_wire",
]
