"""Invoices with all that belongs to them, read page by page in the order of their ids, for the export."""

from collections.abc import Sequence
from typing import Any

from kit.db import Database

Row = dict[str, Any]


def invoices(db: Database, account_id: str, after: str | None, limit: int) -> list[Row]:
    """Return up to `limit` invoices behind one, oldest first, with what was frozen with each."""
    return db.read(
        account_id,
        """
        SELECT i.invoice_id, i.invoice_no, i.store_id, i.document_type, NULLIF(i.gstin, '') AS supplier_gstin,
               COALESCE(i.supplier_state, s.state) AS supplier_state, i.place_of_supply, i.inter_state, i.sez,
               i.taxable_paise, i.round_off_paise, i.grand_total_paise, i.issued_at, i.created_at, i.body
          FROM invoices AS i
          JOIN stores AS s
            ON s.account_id = i.account_id
           AND s.store_id = i.store_id
         WHERE i.account_id = %(account_id)s
           AND i.invoice_id > %(after)s
         ORDER BY i.invoice_id
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "after": after or "", "limit": limit},
    )


def lines(db: Database, account_id: str, invoice_ids: Sequence[str]) -> dict[str, list[Row]]:
    """Return the lines of invoices, in their order, as invoice.created tells them."""
    rows = db.read(
        account_id,
        """
        SELECT invoice_id, line, product_id, sku, name, hsn, unit, qty_milli, rate_paise, tax_inclusive, gst_rate_bp,
               cess_rate_bp, zero_rate_reason, discount_paise, bill_discount_paise, taxable_paise, cgst_paise,
               sgst_paise, igst_paise, cess_paise, total_paise
          FROM invoice_lines
         WHERE account_id = %(account_id)s
           AND invoice_id = ANY (%(ids)s)
         ORDER BY invoice_id, line
        """,
        {"account_id": account_id, "ids": list(invoice_ids)},
    )
    return _by_invoice(rows)


def payments(db: Database, account_id: str, invoice_ids: Sequence[str]) -> dict[str, list[Row]]:
    """Return the payments of invoices, those of the sale and later ones."""
    rows = db.read(
        account_id,
        """
        SELECT invoice_id, payment_id AS id, mode, amount_paise, received_at
          FROM payments
         WHERE account_id = %(account_id)s
           AND invoice_id = ANY (%(ids)s)
         ORDER BY invoice_id, received_at, payment_id
        """,
        {"account_id": account_id, "ids": list(invoice_ids)},
    )
    return _by_invoice(rows)


def credit_notes(db: Database, account_id: str, invoice_ids: Sequence[str]) -> dict[str, list[Row]]:
    """Return the events of the credit notes of invoices, oldest first."""
    rows = db.read(
        account_id,
        """
        SELECT invoice_id, created_at, event
          FROM credit_notes
         WHERE account_id = %(account_id)s
           AND invoice_id = ANY (%(ids)s)
         ORDER BY invoice_id, credit_note_id
        """,
        {"account_id": account_id, "ids": list(invoice_ids)},
    )
    return _by_invoice(rows)


def _by_invoice(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.pop("invoice_id"), []).append(row)
    return found
