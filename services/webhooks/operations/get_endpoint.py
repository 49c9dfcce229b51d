"""Show one endpoint."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.errors import EndpointNotFound
from services.webhooks.storage import endpoints
from services.webhooks.wire import endpoint_id_from_wire, endpoint_to_wire


def get_endpoint(db: Database, caller: Caller, *, request: dict[str, Any], box: SecretBox) -> dict[str, str]:
    """Show an endpoint of the account, without its secret. Raises EndpointNotFound, ValidationFailed."""
    endpoint_id = endpoint_id_from_wire(request)
    with db.transaction(caller.account_id) as tx:
        endpoint = endpoints.find(tx, caller.account_id, endpoint_id)
    if endpoint is None:
        raise EndpointNotFound
    return {"body": endpoint_to_wire(endpoint, box.open_headers(endpoint.sealed_headers))}
