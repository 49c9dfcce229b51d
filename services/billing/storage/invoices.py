"""Invoices after they are booked: read by id or number, locked for a payment or a refund, listed."""

from collections.abc import Mapping
from typing import Any

from kit.db import Database, Tx
from kit.ids import is_id
from services.billing.domain.later_payment import OpenInvoice, Received

_FILTERS = {
    "store_id": "store_id = %(store_id)s",
    "status": "status = %(status)s",
    "number": "invoice_no = %(number)s",
    "customer_id": "customer_id = %(customer_id)s",
    "customer_ids": "customer_id = ANY (%(customer_ids)s)",
    "from_id": "invoice_id >= %(from_id)s",
    "before_id": "invoice_id < %(before_id)s",
}


def bodies(db: Database, account_id: str, store_id: str | None, name: str) -> list[str]:
    """Return the body of the invoice with this id, or those with this number: one a GSTIN; of one store if it is given."""
    rows = db.read(
        account_id,
        f"""
        SELECT body
          FROM invoices
         WHERE account_id = %(account_id)s
           AND {_named(name)} = %(name)s
           AND store_id = COALESCE(%(store_id)s::text, store_id)
         LIMIT 2
        """,  # noqa: S608  # the column is one of two literals
        {"account_id": account_id, "store_id": store_id, "name": name},
        prepare=True,
    )
    return [row["body"] for row in rows]


def ids(db: Database, account_id: str, store_id: str | None, name: str) -> list[str]:
    """Return the id of the invoice with this id, or of those with this number; of one store if it is given."""
    rows = db.read(
        account_id,
        f"""
        SELECT invoice_id
          FROM invoices
         WHERE account_id = %(account_id)s
           AND {_named(name)} = %(name)s
           AND store_id = COALESCE(%(store_id)s::text, store_id)
         LIMIT 2
        """,  # noqa: S608  # the column is one of two literals
        {"account_id": account_id, "store_id": store_id, "name": name},
    )
    return [row["invoice_id"] for row in rows]


def lock(tx: Tx, account_id: str, store_id: str | None, name: str) -> list[OpenInvoice]:
    """Lock the invoices with this id or number, for a payment or a refund; of one store if it is given."""
    rows = tx.all(
        f"""
        SELECT invoice_id, invoice_no, store_id, grand_total_paise, amount_paid_paise, body, amount_refunded_paise,
               given_back_paise
          FROM invoices
         WHERE account_id = %(account_id)s
           AND {_named(name)} = %(name)s
           AND store_id = COALESCE(%(store_id)s::text, store_id)
         ORDER BY invoice_id
         LIMIT 2
           FOR UPDATE
        """,  # noqa: S608  # the column is one of two literals
        {"account_id": account_id, "store_id": store_id, "name": name},
    )
    return [OpenInvoice(**row) for row in rows]


def set_paid(tx: Tx, account_id: str, invoice_id: str, received: Received, body: str) -> None:
    """Note what a payment leaves of an invoice whose row is locked; nothing else of it can change."""
    tx.run(
        """
        UPDATE invoices
           SET status = %(status)s, amount_paid_paise = %(amount_paid_paise)s, body = %(body)s
         WHERE account_id = %(account_id)s
           AND invoice_id = %(invoice_id)s
        """,
        {
            "account_id": account_id,
            "invoice_id": invoice_id,
            "status": received.status,
            "amount_paid_paise": received.amount_paid_paise,
            "body": body,
        },
    )


def page(
    db: Database, account_id: str, filters: Mapping[str, Any], after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` invoices, newest first, after the place (created_at, id): ids sort by the time they were made."""
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


def _named(name: str) -> str:
    return "invoice_id" if is_id("inv", name) else "invoice_no"
