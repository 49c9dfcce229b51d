"""SQL of the audit log: who changed what in an account. Entries are added and read."""

from datetime import datetime
from typing import Any

from kit.db import Tx


def add(tx: Tx, row: dict[str, Any]) -> None:
    """Insert an entry; `facts` is a JSON text."""
    tx.run(
        """
        INSERT INTO audit_log (account_id, entry_id, at, member_id, actor, action, subject, facts, livemode, address)
        VALUES (%(account_id)s, %(entry_id)s, %(at)s, %(member_id)s, %(actor)s, %(action)s, %(subject)s, %(facts)s,
                %(livemode)s, %(address)s)
        """,
        row,
    )


def is_noted(tx: Tx, account_id: str, action: str, subject: str, *, member_id: str | None, since: datetime) -> bool:
    """Say whether the member's doing this is in the log already."""
    row = tx.one(
        """
        SELECT 1
          FROM audit_log
         WHERE account_id = %(account_id)s
           AND action = %(action)s
           AND subject = %(subject)s
           AND member_id IS NOT DISTINCT FROM %(member_id)s::text
           AND at >= %(since)s
         LIMIT 1
        """,
        {"account_id": account_id, "action": action, "subject": subject, "member_id": member_id, "since": since},
    )
    return row is not None


def newest_first(
    tx: Tx,
    account_id: str,
    *,
    action: str | None,
    actor: str | None,
    since: datetime | None,
    until: datetime | None,
    before: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """List entries, the newest first, that fit the filters; `before` is the last entry of the page before."""
    return tx.all(
        """
        SELECT entry_id, at, actor, action, subject, facts, livemode, address
          FROM audit_log
         WHERE account_id = %(account_id)s
           AND (%(before)s::text IS NULL OR entry_id < %(before)s::text)
           AND (%(action)s::text IS NULL OR action LIKE %(action)s::text || '%%')
           AND (%(actor)s::text IS NULL OR actor = %(actor)s::text)
           AND (%(since)s::timestamptz IS NULL OR at >= %(since)s::timestamptz)
           AND (%(until)s::timestamptz IS NULL OR at < %(until)s::timestamptz)
         ORDER BY entry_id DESC
         LIMIT %(limit)s
        """,
        {
            "account_id": account_id,
            "action": action,
            "actor": actor,
            "since": since,
            "until": until,
            "before": before,
            "limit": limit,
        },
    )


def actors(tx: Tx, account_id: str) -> list[str]:
    """Name everybody who is in the log."""
    rows = tx.all(
        """
        SELECT DISTINCT actor
          FROM audit_log
         WHERE account_id = %(account_id)s
         ORDER BY actor
        """,
        {"account_id": account_id},
    )
    return [row["actor"] for row in rows]
