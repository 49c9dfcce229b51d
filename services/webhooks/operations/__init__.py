"""What the webhooks service can do; attempt_delivery, give_back, keep_house and settle_and_take are the dispatcher's."""

from services.webhooks.operations.attempt_delivery import attempt_delivery
from services.webhooks.operations.change_endpoint import change_endpoint
from services.webhooks.operations.delete_endpoint import delete_endpoint
from services.webhooks.operations.diagnose_signature import diagnose_signature
from services.webhooks.operations.get_delivery import get_delivery
from services.webhooks.operations.get_endpoint import get_endpoint
from services.webhooks.operations.get_event import get_event
from services.webhooks.operations.give_back import give_back
from services.webhooks.operations.keep_house import PURGE_ROWS, keep_house
from services.webhooks.operations.list_deliveries import list_deliveries
from services.webhooks.operations.list_endpoints import list_endpoints
from services.webhooks.operations.list_events import list_events
from services.webhooks.operations.ping_endpoint import ping_endpoint
from services.webhooks.operations.redeliver import redeliver
from services.webhooks.operations.register_endpoint import register_endpoint
from services.webhooks.operations.replay_events import replay_events
from services.webhooks.operations.rotate_secret import rotate_secret
from services.webhooks.operations.seal_again import seal_again
from services.webhooks.operations.settle_and_take import LEASE, settle_and_take
from services.webhooks.operations.store_events import store_events

__all__ = [
    "LEASE",
    "PURGE_ROWS",
    "attempt_delivery",
    "change_endpoint",
    "delete_endpoint",
    "diagnose_signature",
    "get_delivery",
    "get_endpoint",
    "get_event",
    "give_back",
    "keep_house",
    "list_deliveries",
    "list_endpoints",
    "list_events",
    "ping_endpoint",
    "redeliver",
    "register_endpoint",
    "replay_events",
    "rotate_secret",
    "seal_again",
    "settle_and_take",
    "store_events",
]
