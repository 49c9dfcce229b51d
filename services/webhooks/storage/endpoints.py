"""Endpoints: one row each, unique by what they were registered for."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from kit.db import Tx
from kit.wire_json import dumps
from services.webhooks.domain.endpoint import Endpoint

Place = tuple[datetime, str]

_FIND = """
        SELECT id, url, events, description, api_version, livemode, status, disabled_reason, sealed_secret, created_at,
               updated_at, secret_digest, old_secrets, sealed_headers, failing_since
          FROM endpoints
         WHERE account_id = %(account_id)s
           AND id = %(id)s
"""


def hold_all(tx: Tx, account_id: str) -> None:
    """Wait until nobody else adds or changes an endpoint of the account: their number and their registrations are counted."""
    tx.run(
        "SELECT pg_advisory_xact_lock(hashtextextended(%(account_id)s || ' endpoints', 0))", {"account_id": account_id}
    )


def count(tx: Tx, account_id: str) -> int:
    """Count the endpoints of the account."""
    row = tx.one("SELECT count(*) AS n FROM endpoints WHERE account_id = %(account_id)s", {"account_id": account_id})
    return row["n"]


def find(tx: Tx, account_id: str, endpoint_id: str) -> Endpoint | None:
    """Return an endpoint of the account, or None."""
    row = tx.one(_FIND, {"account_id": account_id, "id": endpoint_id})
    return _endpoint(row) if row else None


def lock(tx: Tx, account_id: str, endpoint_id: str) -> Endpoint | None:
    """Return an endpoint, which stays as it is until the transaction ends, or None."""
    row = tx.one(_FIND + "FOR UPDATE", {"account_id": account_id, "id": endpoint_id})
    return _endpoint(row) if row else None


def find_registered(tx: Tx, account_id: str, digest: str) -> Endpoint | None:
    """Return the account's endpoint with this URL and these events, or None."""
    row = tx.one(
        """
        SELECT id, url, events, description, api_version, livemode, status, disabled_reason, sealed_secret, created_at,
               updated_at, secret_digest, old_secrets, sealed_headers, failing_since
          FROM endpoints
         WHERE account_id = %(account_id)s
           AND registration_digest = %(digest)s
        """,
        {"account_id": account_id, "digest": digest},
    )
    return _endpoint(row) if row else None


def newest_first(tx: Tx, account_id: str, *, after: Place | None, limit: int) -> list[Endpoint]:
    """List the account's endpoints that were made before the place."""
    rows = tx.all(
        """
        SELECT id, url, events, description, api_version, livemode, status, disabled_reason, sealed_secret, created_at,
               updated_at, secret_digest, old_secrets, sealed_headers, failing_since
          FROM endpoints
         WHERE account_id = %(account_id)s
           AND (%(after_at)s::timestamptz IS NULL OR (created_at, id) < (%(after_at)s::timestamptz, %(after_id)s::text))
         ORDER BY created_at DESC, id DESC
         LIMIT %(limit)s
        """,
        {
            "account_id": account_id,
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )
    return [_endpoint(row) for row in rows]


def add(tx: Tx, account_id: str, endpoint: Endpoint) -> None:
    """Insert an endpoint."""
    tx.run(
        """
        INSERT INTO endpoints
               (account_id, id, url, events, registration_digest, description, api_version, livemode, status,
                sealed_secret, secret_digest, sealed_headers, created_at, updated_at)
        VALUES (%(account_id)s, %(id)s, %(url)s, %(events)s::text[], %(registration_digest)s, %(description)s,
                %(api_version)s, %(livemode)s, %(status)s, %(sealed_secret)s, %(secret_digest)s, %(sealed_headers)s,
                %(created_at)s, %(created_at)s)
        """,
        _params(account_id, endpoint),
    )


def save(tx: Tx, account_id: str, endpoint: Endpoint) -> None:
    """Write down what may change of a locked endpoint; one that has a clean record is not paused either."""
    tx.run(
        """
        UPDATE endpoints
           SET url = %(url)s, events = %(events)s::text[], registration_digest = %(registration_digest)s,
               description = %(description)s, status = %(status)s, disabled_reason = %(disabled_reason)s,
               sealed_secret = %(sealed_secret)s, secret_digest = %(secret_digest)s, old_secrets = %(old_secrets)s::jsonb,
               sealed_headers = %(sealed_headers)s, failing_since = %(failing_since)s,
               failures = CASE WHEN %(failing_since)s::timestamptz IS NULL THEN 0 ELSE failures END,
               paused_until = CASE WHEN %(failing_since)s::timestamptz IS NULL THEN NULL ELSE paused_until END,
               updated_at = %(updated_at)s
         WHERE account_id = %(account_id)s
           AND id = %(id)s
        """,
        _params(account_id, endpoint),
    )


def remove(tx: Tx, account_id: str, endpoint_id: str) -> None:
    """Delete an endpoint; its deliveries are left to the purge."""
    tx.run(
        "DELETE FROM endpoints WHERE account_id = %(account_id)s AND id = %(id)s",
        {"account_id": account_id, "id": endpoint_id},
    )


def disable(tx: Tx, account_id: str, endpoint_id: str, *, reason: str, now: datetime) -> bool:
    """Send the endpoint nothing more; say whether it was enabled until now."""
    return bool(
        tx.run(
            """
            UPDATE endpoints
               SET status = 'disabled', disabled_reason = %(reason)s, updated_at = %(now)s
             WHERE account_id = %(account_id)s
               AND id = %(id)s
               AND status = 'enabled'
            """,
            {"account_id": account_id, "id": endpoint_id, "reason": reason, "now": now},
        )
    )


def with_secrets(tx: Tx, account_id: str) -> Sequence[dict[str, Any]]:
    """List the sealed secrets of the account's endpoints."""
    return tx.all(
        "SELECT id, livemode, api_version, sealed_secret, old_secrets FROM endpoints WHERE account_id = %(account_id)s",
        {"account_id": account_id},
    )


def livemode_of_secret(tx: Tx, digest: str) -> bool | None:
    """Say whether a secret, whoever's it is, signs live events or a sandbox's; None when it is nobody's."""
    row = tx.one("SELECT app.livemode_of_secret(%(digest)s) AS livemode", {"digest": digest})
    return row["livemode"]


def _params(account_id: str, endpoint: Endpoint) -> dict[str, Any]:
    row = {field.name: getattr(endpoint, field.name) for field in fields(endpoint)}
    return {
        **row,
        "account_id": account_id,
        "events": list(endpoint.events),
        "old_secrets": dumps(list(endpoint.old_secrets)),
        "registration_digest": endpoint.registration_digest,
    }


def _endpoint(row) -> Endpoint:
    return Endpoint(**{**row, "events": tuple(row["events"])})
