"""List what was sent to an endpoint, and how it went."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.webhooks.errors import EndpointNotFound
from services.webhooks.storage import deliveries, endpoints
from services.webhooks.wire import deliveries_page_from_wire, delivery_to_wire, page


def list_deliveries(db: Database, caller: Caller, *, request: dict[str, Any]) -> dict[str, Any]:
    """List an endpoint's deliveries with their attempts, the newest first. Raises EndpointNotFound, ValidationFailed."""
    wanted = deliveries_page_from_wire(request)
    with db.transaction(caller.account_id) as tx:
        if endpoints.find(tx, caller.account_id, wanted["endpoint_id"]) is None:
            raise EndpointNotFound
        found = deliveries.newest_first(
            tx,
            caller.account_id,
            wanted["endpoint_id"],
            filters=wanted["filters"],
            after_id=wanted["after"][1] if wanted["after"] else None,
            limit=wanted["limit"] + 1,
        )
    return page(
        found, wanted["limit"], to_wire=delivery_to_wire, place=lambda row: [row["created_at"].isoformat(), row["id"]]
    )
