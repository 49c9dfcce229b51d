"""Send an endpoint a test event."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock, rfc3339
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from kit.ids import new_id
from services.webhooks.domain.endpoint import DISABLED
from services.webhooks.domain.public_data import shape
from services.webhooks.domain.public_event import PublicEvent
from services.webhooks.errors import EndpointDisabled, EndpointNotFound
from services.webhooks.storage import deliveries, endpoints, events
from services.webhooks.wire import delivery_to_wire, endpoint_id_from_wire


def ping_endpoint(
    db: Database, clock: Clock, caller: Caller, idempotency: Idempotency | None, *, request: dict[str, Any]
) -> dict[str, Any]:
    """
    Store a `ping`, an event like any other save that this endpoint alone is told of it, and show its delivery, which waits.

    Raises ValidationFailed, EndpointNotFound, EndpointDisabled.
    """
    endpoint_id = endpoint_id_from_wire(request)

    def effect(tx: Tx) -> Made:
        endpoint = endpoints.lock(tx, caller.account_id, endpoint_id)
        if endpoint is None:
            raise EndpointNotFound
        if endpoint.status == DISABLED:
            raise EndpointDisabled
        now = clock.now()
        [data] = shape("ping", {"webhook_id": endpoint.id})
        ping = PublicEvent(
            caller.account_id, new_id("evt", now), "ping", rfc3339(now), endpoint.livemode, data, caller.trace
        )
        delivery_id = events.store_for_one(tx, ping, endpoint.id, now)
        row = deliveries.find(tx, caller.account_id, endpoint.id, delivery_id)
        assert row is not None
        return Made(delivery_to_wire(row), delivery_id)

    return run_once(db, caller, idempotency, effect, clock=clock)
