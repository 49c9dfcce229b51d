"""Credit notes after they are booked: read by id or number, listed. They never change."""

from typing import Any

from kit.db import Database
from kit.ids import is_id


def bodies(db: Database, account_id: str, store_id: str | None, name: str) -> list[str]:
    """Return the body of the note with this id, or those with this number: one a GSTIN; of one store if it is given."""
    rows = db.read(
        account_id,
        f"""
        SELECT body
          FROM credit_notes
         WHERE account_id = %(account_id)s
           AND {"credit_note_id" if is_id("cn", name) else "credit_note_no"} = %(name)s
           AND store_id = COALESCE(%(store_id)s::text, store_id)
         LIMIT 2
        """,  # noqa: S608  # the column is one of two literals
        {"account_id": account_id, "store_id": store_id, "name": name},
    )
    return [row["body"] for row in rows]


def of_invoice(
    db: Database, account_id: str, invoice_id: str, after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` notes of an invoice, newest first, after the place (created_at, id): ids sort by time."""
    return db.read(
        account_id,
        """
        SELECT credit_note_id, created_at, body
          FROM credit_notes
         WHERE account_id = %(account_id)s
           AND invoice_id = %(invoice_id)s
           AND (%(after_id)s::text IS NULL OR credit_note_id < %(after_id)s::text)
         ORDER BY credit_note_id DESC
         LIMIT %(limit)s
        """,
        {
            "account_id": account_id,
            "invoice_id": invoice_id,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )
