"""Change what a merge patch names of an endpoint."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from kit.preconditions import refuse_if_changed
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain.custom_headers import fault_of_all, merged
from services.webhooks.domain.endpoint import DISABLED, Endpoint
from services.webhooks.domain.event_filter import normalised
from services.webhooks.errors import EndpointExists, EndpointNotFound, ValidationFailed
from services.webhooks.operations.register_endpoint import faults_of
from services.webhooks.storage import deliveries, endpoints
from services.webhooks.wire import change_from_wire, endpoint_to_wire

FAILED_AT_ONCE = 5_000


def change_endpoint(
    db: Database,
    clock: Clock,
    caller: Caller,
    idempotency: Idempotency | None,
    *,
    request: dict[str, Any],
    guard: UrlGuard,
    box: SecretBox,
) -> dict[str, Any]:
    """
    Change an endpoint; what waits for one that is disabled fails (the housekeeping finishes a long backlog) and can be replayed.

    The host is looked up before the transaction; what that found wrong is raised inside, as when registering.

    Raises ValidationFailed, EndpointNotFound, EndpointExists, PreconditionFailed.
    """
    wanted = change_from_wire(request)
    faults = faults_of(wanted["changes"], caller, guard)

    def effect(tx: Tx) -> Made:
        if faults:
            raise ValidationFailed(faults)
        endpoints.hold_all(tx, caller.account_id)
        before = endpoints.lock(tx, caller.account_id, wanted["endpoint_id"])
        if before is None:
            raise EndpointNotFound
        headers = box.open_headers(before.sealed_headers)
        refuse_if_changed(wanted["expected_body"], endpoint_to_wire(before, headers))
        after, headers = _changed(before, headers, wanted["changes"], clock, box)
        _refuse_twin(tx, caller, after)
        endpoints.save(tx, caller.account_id, after)
        if after.status == DISABLED:
            now = clock.now()
            deliveries.fail_waiting_of(tx, caller.account_id, after.id, now=now, limit=FAILED_AT_ONCE)
        return Made(endpoint_to_wire(after, headers), after.id, created=False)

    return run_once(db, caller, idempotency, effect, clock=clock)


def _changed(
    before: Endpoint, headers: dict[str, str], changes: dict[str, Any], clock: Clock, box: SecretBox
) -> tuple[Endpoint, dict[str, str]]:
    plain = {name: value for name, value in changes.items() if name in ("url", "description", "status")}
    if "events" in changes:
        plain["events"] = normalised(changes["events"])
    if "headers" in changes:
        headers = merged(headers, changes["headers"])
        too_much = fault_of_all(headers)
        if too_much:
            raise ValidationFailed([too_much])
        plain["sealed_headers"] = box.seal_headers(headers)
    return before.changed(clock.now(), **plain), headers


def _refuse_twin(tx: Tx, caller: Caller, after: Endpoint) -> None:
    twin = endpoints.find_registered(tx, caller.account_id, after.registration_digest)
    if twin is not None and twin.id != after.id:
        raise EndpointExists(twin.id)
