"""Show one delivery."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.webhooks.errors import DeliveryNotFound
from services.webhooks.storage import deliveries
from services.webhooks.wire import delivery_from_wire, delivery_to_wire


def get_delivery(db: Database, caller: Caller, *, request: dict[str, Any]) -> dict[str, str]:
    """Show a delivery of an endpoint with its attempts. Raises DeliveryNotFound, ValidationFailed."""
    endpoint_id, delivery_id = delivery_from_wire(request)
    with db.transaction(caller.account_id) as tx:
        found = deliveries.find(tx, caller.account_id, endpoint_id, delivery_id)
    if found is None:
        raise DeliveryNotFound
    return {"body": delivery_to_wire(found)}
