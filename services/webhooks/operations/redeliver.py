"""Send one delivery once more."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from services.webhooks.domain.endpoint import DISABLED
from services.webhooks.errors import DeliveryNotFound, EndpointDisabled
from services.webhooks.storage import deliveries, endpoints
from services.webhooks.wire import delivery_from_wire, delivery_to_wire


def redeliver(
    db: Database, clock: Clock, caller: Caller, idempotency: Idempotency | None, *, request: dict[str, Any]
) -> dict[str, Any]:
    """
    Want one attempt of a delivery now, whatever its state; what is scheduled stays so, unless this attempt is accepted.

    Raises ValidationFailed, DeliveryNotFound, EndpointDisabled.
    """
    endpoint_id, delivery_id = delivery_from_wire(request)

    def effect(tx: Tx) -> Made:
        endpoint = endpoints.find(tx, caller.account_id, endpoint_id)
        found = deliveries.find(tx, caller.account_id, endpoint_id, delivery_id)
        if endpoint is None or found is None:
            raise DeliveryNotFound
        if endpoint.status == DISABLED:
            raise EndpointDisabled
        deliveries.ask_again(tx, caller.account_id, endpoint_id, delivery_id, clock.now())
        return Made(delivery_to_wire(found), delivery_id)

    return run_once(db, caller, idempotency, effect, clock=clock)
