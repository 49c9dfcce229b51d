"""What a receipt is printed from: the document's body, the facts frozen beside it, and the store as it is today."""

from typing import Any

from kit.db import Database
from kit.ids import is_id

_STORE = "s.name AS store_name, s.address AS store_address, s.state AS store_state, s.upi_id, s.composition"
_CESS = """
               ARRAY (SELECT l.cess_rate_bp
                        FROM invoice_lines AS l
                       WHERE l.account_id = i.account_id
                         AND l.invoice_id = i.invoice_id
                       ORDER BY l.line) AS cess_rates_bp
"""


def of_invoice(db: Database, account_id: str, store_id: str | None, name: str) -> list[dict[str, Any]]:
    """Return the invoice with this id, or those with this number: one a GSTIN; of one store if it is given."""
    return db.read(
        account_id,
        f"""
        SELECT i.body, i.gstin, i.inter_state, i.sez, i.supplier_state, {_STORE},
               {_CESS}
          FROM invoices AS i
          JOIN stores AS s
            ON s.account_id = i.account_id
           AND s.store_id = i.store_id
         WHERE i.account_id = %(account_id)s
           AND i.{"invoice_id" if is_id("inv", name) else "invoice_no"} = %(name)s
           AND i.store_id = COALESCE(%(store_id)s::text, i.store_id)
         LIMIT 2
        """,  # noqa: S608  # the column is one of two literals
        {"account_id": account_id, "store_id": store_id, "name": name},
    )


def of_credit_note(db: Database, account_id: str, store_id: str | None, name: str) -> list[dict[str, Any]]:
    """Return the note with this id or number as above, with the body of its invoice."""
    return db.read(
        account_id,
        f"""
        SELECT n.body, i.body AS invoice_body, i.gstin, i.inter_state, i.sez, i.supplier_state, {_STORE},
               {_CESS}
          FROM credit_notes AS n
          JOIN invoices AS i
            ON i.account_id = n.account_id
           AND i.invoice_id = n.invoice_id
          JOIN stores AS s
            ON s.account_id = n.account_id
           AND s.store_id = n.store_id
         WHERE n.account_id = %(account_id)s
           AND n.{"credit_note_id" if is_id("cn", name) else "credit_note_no"} = %(name)s
           AND n.store_id = COALESCE(%(store_id)s::text, n.store_id)
         LIMIT 2
        """,  # noqa: S608  # the column is one of two literals
        {"account_id": account_id, "store_id": store_id, "name": name},
    )
