"""SQL of accounts. A sandbox is an account of its own, so that its data can never mix with live data."""

from datetime import datetime
from typing import Any

from kit.db import Tx


def add(tx: Tx, account_id: str, name: str, *, live_account_id: str | None, at: datetime) -> None:
    """Insert an account: a live one, or the sandbox of `live_account_id`."""
    tx.run(
        """
        INSERT INTO accounts (account_id, name, livemode, live_account_id, created_at)
        VALUES (%(account_id)s, %(name)s, %(live_account_id)s IS NULL, %(live_account_id)s, %(at)s)
        """,
        {"account_id": account_id, "name": name, "live_account_id": live_account_id, "at": at},
    )


def find(tx: Tx, account_id: str) -> dict[str, Any] | None:
    """Read an account with the id of its sandbox."""
    return tx.one(
        """
        SELECT a.account_id, a.name, a.livemode, a.created_at, s.account_id AS sandbox_account_id
          FROM accounts AS a
          LEFT JOIN accounts AS s ON s.live_account_id = a.account_id
         WHERE a.account_id = %(account_id)s
        """,
        {"account_id": account_id},
    )


def list_live(tx: Tx) -> list[dict[str, Any]]:
    """List the live accounts with their sandboxes, oldest first."""
    return tx.all(
        """
        SELECT a.account_id, a.name, a.created_at, s.account_id AS sandbox_account_id
          FROM accounts AS a
          LEFT JOIN accounts AS s ON s.live_account_id = a.account_id
         WHERE a.livemode
         ORDER BY a.created_at, a.account_id
        """
    )


def rename(tx: Tx, account_id: str, name: str) -> None:
    """Give an account another name."""
    tx.run(
        """
        UPDATE accounts
           SET name = %(name)s
         WHERE account_id = %(account_id)s
        """,
        {"account_id": account_id, "name": name},
    )
