"""Invoices read back: one by id or number, and lists."""

from collections.abc import Mapping
from typing import Any

from kit.db import Database

_FILTERS = {
    "store_id": "store_id = %(store_id)s",
    "status": "status = %(status)s",
    "number": "invoice_no = %(number)s",
    "customer_id": "customer_id = %(customer_id)s",
    "created_at_gte": "created_at >= %(created_at_gte)s",
    "created_at_lte": "created_at <= %(created_at_lte)s",
}


def by_id(db: Database, account_id: str, invoice_id: str) -> str | None:
    """Return an invoice's body."""
    rows = db.read(
        account_id,
        """
        SELECT body
          FROM invoices
         WHERE account_id = %(account_id)s
           AND invoice_id = %(invoice_id)s
        """,
        {"account_id": account_id, "invoice_id": invoice_id},
        prepare=True,
    )
    return rows[0]["body"] if rows else None


def by_number(db: Database, account_id: str, number: str) -> list[str]:
    """Return the bodies of the invoices with this number: one a GSTIN of the account."""
    rows = db.read(
        account_id,
        """
        SELECT body
          FROM invoices
         WHERE account_id = %(account_id)s
           AND invoice_no = %(number)s
         LIMIT 2
        """,
        {"account_id": account_id, "number": number},
    )
    return [row["body"] for row in rows]


def page(
    db: Database, account_id: str, filters: Mapping[str, Any], after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` invoices, newest first, after the place (created_at, id); ids sort by the time they were made."""
    conditions = ["account_id = %(account_id)s", *(_FILTERS[name] for name in filters)]
    if after is not None:
        conditions.append("invoice_id < %(after_id)s")
    return db.read(
        account_id,
        f"""
        SELECT invoice_id, created_at, body
          FROM invoices
         WHERE {" AND ".join(conditions)}
         ORDER BY invoice_id DESC
         LIMIT %(limit)s
        """,  # noqa: S608  # the conditions are literals of this file
        {**filters, "account_id": account_id, "after_id": after[1] if after else None, "limit": limit},
    )
