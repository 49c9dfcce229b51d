"""SQL of API keys. A key's account is not known before the key is, so the look-up is a function of the owner's (see the migration)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit.db import Tx


def find_by_digest(tx: Tx, digest: bytes, at: datetime) -> dict[str, Any] | None:
    """Find a key by its hash, whoever's it is, and note its use (at most once a minute)."""
    return tx.one(
        """
        SELECT account_id, key_id, kind, livemode, scopes, store_id, api_version,
               per_minute, per_second, unlimited, expires_at, revoked_at, changes
          FROM app.use_key(%(digest)s, %(at)s)
        """,
        {"digest": digest, "at": at},
    )


def add(tx: Tx, row: dict[str, Any]) -> None:
    """Insert a key."""
    tx.run(
        """
        INSERT INTO api_keys (account_id, key_id, digest, kind, prefix, last_four, name, scopes, store_id, api_version,
                              per_minute, per_second, unlimited, created_at, expires_at)
        VALUES (%(account_id)s, %(key_id)s, %(digest)s, %(kind)s, %(prefix)s, %(last_four)s, %(name)s, %(scopes)s,
                %(store_id)s, %(api_version)s, %(per_minute)s, %(per_second)s, %(unlimited)s, %(created_at)s,
                %(expires_at)s)
        """,
        row,
    )


def say_who_made(tx: Tx, account_id: str, key_id: str, created_by: str) -> None:
    """Note the member who made a key; by itself, so that a key can be made while its column is still to come."""
    tx.run(
        """
        UPDATE api_keys
           SET created_by = %(created_by)s
         WHERE account_id = %(account_id)s
           AND key_id = %(key_id)s
        """,
        {"account_id": account_id, "key_id": key_id, "created_by": created_by},
    )


def list_of(tx: Tx, account_id: str) -> list[dict[str, Any]]:
    """List the keys of an account, newest first, without their hashes."""
    return tx.all(
        """
        SELECT key_id, kind, prefix, last_four, name, scopes, store_id, api_version, per_minute, per_second, unlimited,
               created_at, created_by, expires_at, revoked_at, last_used_at
          FROM api_keys
         WHERE account_id = %(account_id)s
         ORDER BY created_at DESC, key_id DESC
        """,
        {"account_id": account_id},
    )


def find(tx: Tx, account_ids: Sequence[str], key_id: str) -> dict[str, Any] | None:
    """Read one key of an account or of its sandbox, with its hash."""
    return tx.one(
        """
        SELECT account_id, key_id, digest, kind, prefix, last_four, name, scopes, store_id, api_version, per_minute,
               per_second, unlimited, created_at, created_by, expires_at, revoked_at, last_used_at
          FROM api_keys
         WHERE account_id = ANY (%(account_ids)s)
           AND key_id = %(key_id)s
        """,
        {"account_ids": list(account_ids), "key_id": key_id},
    )


def lock(tx: Tx, account_id: str, key_id: str) -> dict[str, Any] | None:
    """Read one key and hold it until the transaction ends."""
    return tx.one(
        """
        SELECT account_id, key_id, digest, kind, name, scopes, store_id, api_version, per_minute, per_second, unlimited,
               expires_at, revoked_at
          FROM api_keys
         WHERE account_id = %(account_id)s
           AND key_id = %(key_id)s
           FOR UPDATE
        """,
        {"account_id": account_id, "key_id": key_id},
    )


def revoke(tx: Tx, account_id: str, key_id: str, at: datetime) -> None:
    """Mark a key as revoked; one that already is keeps its time."""
    tx.run(
        """
        UPDATE api_keys
           SET revoked_at = coalesce(revoked_at, %(at)s),
               changes = changes + 1
         WHERE account_id = %(account_id)s
           AND key_id = %(key_id)s
        """,
        {"account_id": account_id, "key_id": key_id, "at": at},
    )


def expire(tx: Tx, account_id: str, key_id: str, at: datetime) -> None:
    """Let a key end at a time, or earlier if it would have anyway."""
    tx.run(
        """
        UPDATE api_keys
           SET expires_at = least(expires_at, %(at)s),
               changes = changes + 1
         WHERE account_id = %(account_id)s
           AND key_id = %(key_id)s
        """,
        {"account_id": account_id, "key_id": key_id, "at": at},
    )
