"""List the account's endpoints."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.storage import endpoints
from services.webhooks.wire import endpoint_to_wire, page, page_from_wire


def list_endpoints(db: Database, caller: Caller, *, request: dict[str, Any], box: SecretBox) -> dict[str, Any]:
    """List endpoints, the newest first. Raises ValidationFailed."""
    wanted = page_from_wire(request)
    with db.transaction(caller.account_id) as tx:
        found = endpoints.newest_first(tx, caller.account_id, after=wanted["after"], limit=wanted["limit"] + 1)
    return page(
        found,
        wanted["limit"],
        to_wire=lambda endpoint: endpoint_to_wire(endpoint, box.open_headers(endpoint.sealed_headers)),
        place=lambda endpoint: [endpoint.created_at.isoformat(), endpoint.id],
    )
