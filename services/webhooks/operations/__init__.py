"""What the webhooks service can do: the first group answers and listens, the second is the dispatcher's."""

from services.webhooks.operations.attempt_delivery import attempt_delivery
from services.webhooks.operations.get_endpoint import get_endpoint
from services.webhooks.operations.get_event import get_event
from services.webhooks.operations.give_back import give_back
from services.webhooks.operations.keep_house import PURGE_ROWS, keep_house
from services.webhooks.operations.list_deliveries import list_deliveries
from services.webhooks.operations.list_endpoints import list_endpoints
from services.webhooks.operations.list_events import list_events
from services.webhooks.operations.register_endpoint import register_endpoint
from services.webhooks.operations.settle_and_take import LEASE, settle_and_take
from services.webhooks.operations.store_events import store_events

__all__ = [
    "LEASE",
    "PURGE_ROWS",
    "attempt_delivery",
    "get_endpoint",
    "get_event",
    "give_back",
    "keep_house",
    "list_deliveries",
    "list_endpoints",
    "list_events",
    "register_endpoint",
    "settle_and_take",
    "store_events",
]
