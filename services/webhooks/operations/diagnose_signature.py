"""The doctor: say why a receiver cannot verify a delivery."""

import json
from collections.abc import Mapping
from typing import Any

from kit.caller import Caller
from kit.clock import Clock
from kit.db import Database, Tx
from kit.ids import is_id
from services.webhooks.adapters.secret_box import SecretBox
from services.webhooks.domain.doctor import Complaint, Known, KnownSecret, diagnose
from services.webhooks.domain.endpoint import digest_of
from services.webhooks.domain.public_event import API_VERSION
from services.webhooks.domain.signature import EVENT_ID_HEADER
from services.webhooks.storage import endpoints, events
from services.webhooks.wire import complaint_from_wire, diagnosis_to_wire, payload


def diagnose_signature(
    db: Database, clock: Clock, caller: Caller, *, request: dict[str, Any], box: SecretBox
) -> dict[str, str]:
    """Compare what a receiver has with the account's secrets and with the event as it was sent. Raises ValidationFailed."""
    wanted = complaint_from_wire(request)
    complaint = Complaint(
        wanted["body"],
        wanted["body_kind"],
        {name.strip().lower(): value.strip() for name, value in wanted["headers"].items()},
        wanted["secret"],
        wanted["received_at"] or clock.now(),
    )
    event_id = _event_id(complaint)
    with db.transaction(caller.account_id) as tx:
        known = _known(tx, caller, complaint, event_id, box)
    return {"body": diagnosis_to_wire(diagnose(complaint, known, event_id))}


def _known(tx: Tx, caller: Caller, complaint: Complaint, event_id: str | None, box: SecretBox) -> Known:
    rows = endpoints.with_secrets(tx, caller.account_id)
    event = events.find(tx, caller.account_id, event_id) if event_id else None
    versions = sorted({API_VERSION, *(row["api_version"] for row in rows)}, reverse=True)
    given = complaint.secret
    return Known(
        caller.livemode,
        [secret for row in rows for secret in _secrets(row, box)],
        [payload(event["body"], version).decode() for version in versions] if event else [],
        endpoints.livemode_of_secret(tx, digest_of(given.strip())) if given is not None else None,
    )


def _secrets(row: Mapping[str, Any], box: SecretBox) -> list[KnownSecret]:
    old = [KnownSecret(row["id"], box.open(entry["sealed"]), is_current=False) for entry in row["old_secrets"]]
    return [KnownSecret(row["id"], box.open(row["sealed_secret"]), is_current=True), *old]


def _event_id(complaint: Complaint) -> str | None:
    """Find out which event it is about: the headers say it, and so does the body."""
    named = complaint.headers.get(EVENT_ID_HEADER.lower()) or complaint.headers.get("webhook-id")
    if named is None and complaint.body is not None:
        try:
            named = json.loads(complaint.body)["id"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
    return named if isinstance(named, str) and is_id("evt", named) else None
