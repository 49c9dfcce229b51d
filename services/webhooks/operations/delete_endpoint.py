"""Delete an endpoint."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from kit.preconditions import refuse_if_changed
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.errors import EndpointNotFound
from services.webhooks.storage import endpoints
from services.webhooks.wire import deletion_from_wire, endpoint_to_wire


def delete_endpoint(
    db: Database,
    clock: Clock,
    caller: Caller,
    idempotency: Idempotency | None,
    *,
    request: dict[str, Any],
    box: SecretBox,
) -> dict[str, Any]:
    """
    Delete an endpoint and show it as it was. Nothing more is sent to it; what is being sent at this moment still ends.

    Raises ValidationFailed, EndpointNotFound, PreconditionFailed.
    """
    wanted = deletion_from_wire(request)

    def effect(tx: Tx) -> Made:
        endpoint = endpoints.lock(tx, caller.account_id, wanted["endpoint_id"])
        if endpoint is None:
            raise EndpointNotFound
        body = endpoint_to_wire(endpoint, box.open_headers(endpoint.sealed_headers))
        refuse_if_changed(wanted["expected_body"], body)
        endpoints.remove(tx, caller.account_id, endpoint.id)
        return Made(body, endpoint.id, created=False)

    return run_once(db, caller, idempotency, effect, clock=clock)
