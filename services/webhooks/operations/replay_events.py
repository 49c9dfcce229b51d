"""Send a range of events to an endpoint again, or count them first."""

from typing import Any

from contracts.rpc.webhooks import MOST_REPLAYED
from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import fault
from kit.idempotency import Made, run_once
from services.webhooks.domain.endpoint import DISABLED
from services.webhooks.errors import EndpointDisabled, EndpointNotFound, ValidationFailed
from services.webhooks.operations.register_endpoint import faults_of_events
from services.webhooks.storage import endpoints, replays
from services.webhooks.wire import replay_from_wire, replay_to_wire


def replay_events(
    db: Database, clock: Clock, caller: Caller, idempotency: Idempotency | None, *, request: dict[str, Any]
) -> dict[str, Any]:
    """
    Send the events of a range that the endpoint wants: one attempt more of those it has a delivery of, a delivery of the others.

    With `dry_run` they are counted and nothing else happens.

    Raises ValidationFailed, EndpointNotFound, EndpointDisabled.
    """
    wanted = replay_from_wire(request)
    faults = faults_of_events(wanted["events"] or [])

    def effect(tx: Tx) -> Made:
        if faults:
            raise ValidationFailed(faults)
        endpoint = endpoints.find(tx, caller.account_id, wanted["endpoint_id"])
        if endpoint is None:
            raise EndpointNotFound
        if endpoint.status == DISABLED and not wanted["dry_run"]:
            raise EndpointDisabled
        events = {**wanted, "events": wanted["events"] or list(endpoint.events)}
        count = replays.count(tx, caller.account_id, events)
        if count > MOST_REPLAYED and not wanted["dry_run"]:
            detail = f"the range has {count} events, at most {MOST_REPLAYED} are replayed at once; narrow it"
            raise ValidationFailed([fault("/from", "out_of_range", detail)])
        if not wanted["dry_run"]:
            count = replays.make(tx, caller.account_id, endpoint.id, events, clock.now())
        body = replay_to_wire(endpoint.id, count, dry_run=wanted["dry_run"])
        return Made(body, endpoint.id, created=not wanted["dry_run"])

    return run_once(db, caller, idempotency, effect, clock=clock)
