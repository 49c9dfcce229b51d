"""Register where an account wants its events sent."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from contracts.public.webhook_types import PUBLIC_TYPES
from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import Fault, fault
from kit.idempotency import Made, run_once
from kit.ids import new_id
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.adapters.url_guard import UrlGuard
from services.webhooks.domain import custom_headers
from services.webhooks.domain.endpoint import ENABLED, MOST_OF_AN_ACCOUNT, Endpoint, digest_of
from services.webhooks.domain.event_filter import is_known, normalised
from services.webhooks.domain.public_event import API_VERSION
from services.webhooks.domain.signature import SECRET_BYTES, secret_from
from services.webhooks.errors import TooManyEndpoints, UrlRefused, ValidationFailed
from services.webhooks.storage import endpoints
from services.webhooks.wire import endpoint_to_wire, registration_from_wire


def register_endpoint(
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
    Register an endpoint and show its secret this once; the same URL and events again give the existing one, without it.

    The host is looked up before the transaction, which must not wait for a name server; what that found wrong is raised
    inside, so that a repeated request gets its recorded answer whatever the name server says by then. The answer bears the
    secret: its record is sealed.

    Raises ValidationFailed, TooManyEndpoints.
    """
    wanted, faults = registration_from_wire(request)
    faults = faults or faults_of(wanted, caller, guard)

    def effect(tx: Tx) -> Made:
        if faults:
            raise ValidationFailed(faults)
        secret = secret_from(os.urandom(SECRET_BYTES))
        new = _endpoint(wanted, caller, clock, box, secret)
        endpoints.hold_all(tx, caller.account_id)
        there = endpoints.find_registered(tx, caller.account_id, new.registration_digest)
        if there is not None:
            return Made(endpoint_to_wire(there, box.open_headers(there.sealed_headers)), there.id, created=False)
        if endpoints.count(tx, caller.account_id) >= MOST_OF_AN_ACCOUNT:
            raise TooManyEndpoints(MOST_OF_AN_ACCOUNT)
        endpoints.add(tx, caller.account_id, new)
        return Made(endpoint_to_wire(new, wanted["headers"], secret), new.id)

    return run_once(db, caller, idempotency, effect, clock=clock, seal=box)


def faults_of(wanted: Mapping[str, Any], caller: Caller, guard: UrlGuard) -> list[Fault]:
    """Judge what is named of an endpoint beyond its form: the URL (which looks its host up), the events, the headers."""
    headers = wanted.get("headers") or {}
    faults = _faults_of_url(wanted["url"], caller, guard) if "url" in wanted else []
    return (
        faults + faults_of_events(wanted.get("events", [])) + (custom_headers.faults_of(headers) or _too_much(headers))
    )


def _endpoint(wanted: dict[str, Any], caller: Caller, clock: Clock, box: SecretBox, secret: str) -> Endpoint:
    now = clock.now()
    return Endpoint(
        id=new_id("whk", now),
        url=wanted["url"],
        events=normalised(wanted["events"]),
        description=wanted["description"],
        api_version=wanted["api_version"] or API_VERSION,
        livemode=caller.livemode,
        status=ENABLED,
        disabled_reason=None,
        sealed_secret=box.seal(secret),
        secret_digest=digest_of(secret),
        sealed_headers=box.seal_headers(wanted["headers"]),
        created_at=now,
        updated_at=now,
    )


def _too_much(headers: Mapping[str, str | None]) -> list[Fault]:
    found = custom_headers.fault_of_all({name: value for name, value in headers.items() if value is not None})
    return [found] if found else []


def _faults_of_url(url: str, caller: Caller, guard: UrlGuard) -> list[Fault]:
    try:
        guard.admit(url, livemode=caller.livemode)
    except UrlRefused as refusal:
        return [fault("/url", "url_refused", refusal.detail)]
    return []


def faults_of_events(events: Sequence[str]) -> list[Fault]:
    """Name the patterns that match no event."""
    known = ", ".join(PUBLIC_TYPES)
    return [
        fault(f"/events/{place}", "out_of_range", f"not an event; there are {known}, and stock.* or * for many at once")
        for place, pattern in enumerate(events)
        if not is_known(pattern, PUBLIC_TYPES)
    ]
