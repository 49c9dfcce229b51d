"""Endpoints: one row each, unique by what they were registered for."""

from datetime import datetime

from kit.db import Tx
from services.webhooks.domain.endpoint import Endpoint

Place = tuple[datetime, str]


def add_or_find(tx: Tx, account_id: str, endpoint: Endpoint) -> Endpoint:
    """Insert the endpoint, or return the one that was registered for the same URL and events."""
    tx.run(
        """
        INSERT INTO endpoints
               (account_id, id, url, events, registration_digest, description, api_version, livemode, status,
                sealed_secret, created_at, updated_at)
        VALUES (%(account_id)s, %(id)s, %(url)s, %(events)s::text[], %(digest)s, %(description)s, %(api_version)s,
                %(livemode)s, %(status)s, %(sealed_secret)s, %(created_at)s, %(created_at)s)
            ON CONFLICT (account_id, registration_digest) DO NOTHING
        """,
        {
            "account_id": account_id,
            "id": endpoint.id,
            "url": endpoint.url,
            "events": list(endpoint.events),
            "digest": endpoint.registration_digest,
            "description": endpoint.description,
            "api_version": endpoint.api_version,
            "livemode": endpoint.livemode,
            "status": endpoint.status,
            "sealed_secret": endpoint.sealed_secret,
            "created_at": endpoint.created_at,
        },
    )
    row = tx.one(
        """
        SELECT id, url, events, description, api_version, livemode, status, disabled_reason, sealed_secret,
               created_at, updated_at
          FROM endpoints
         WHERE account_id = %(account_id)s
           AND registration_digest = %(digest)s
        """,
        {"account_id": account_id, "digest": endpoint.registration_digest},
    )
    return _endpoint(row)


def find(tx: Tx, account_id: str, endpoint_id: str) -> Endpoint | None:
    """Return an endpoint of the account, or None."""
    row = tx.one(
        """
        SELECT id, url, events, description, api_version, livemode, status, disabled_reason, sealed_secret,
               created_at, updated_at
          FROM endpoints
         WHERE account_id = %(account_id)s
           AND id = %(id)s
        """,
        {"account_id": account_id, "id": endpoint_id},
    )
    return _endpoint(row) if row else None


def newest_first(tx: Tx, account_id: str, *, after: Place | None, limit: int) -> list[Endpoint]:
    """List the account's endpoints that were made before the place."""
    rows = tx.all(
        """
        SELECT id, url, events, description, api_version, livemode, status, disabled_reason, sealed_secret,
               created_at, updated_at
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


def _endpoint(row) -> Endpoint:
    return Endpoint(**{**row, "events": tuple(row["events"])})
