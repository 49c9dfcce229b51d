"""The books of refunds compared: each invoice against its lines, payments, credit notes and the money given back."""

from typing import Any

from kit.db import Tx


def count(tx: Tx, account_id: str | None) -> int:
    """Say how many credit notes there are."""
    row = tx.one(
        "SELECT count(*) AS notes FROM credit_notes WHERE %(account_id)s IS NULL OR account_id = %(account_id)s",
        {"account_id": account_id},
    )
    return int(row["notes"]) if row else 0


def unequal_returns(tx: Tx, account_id: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the lines of invoices of which not so much has come back as their credit notes say."""
    return tx.all(
        """
        SELECT account_id, invoice_id, line, l.returned_milli AS has_milli, COALESCE(n.qty_milli, 0) AS notes_milli
          FROM invoice_lines AS l
          FULL JOIN (SELECT account_id, invoice_id, line, sum(qty_milli)::bigint AS qty_milli
                       FROM credit_note_lines
                      GROUP BY account_id, invoice_id, line) AS n
         USING (account_id, invoice_id, line)
         WHERE (%(account_id)s IS NULL OR account_id = %(account_id)s)
           AND COALESCE(l.returned_milli, -1) <> COALESCE(n.qty_milli, 0)
         ORDER BY account_id, invoice_id, line
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "limit": limit},
    )


def unequal_invoices(tx: Tx, account_id: str | None, limit: int) -> list[dict[str, Any]]:
    """
    Return each sum of an invoice that is not what its rows come to.

    What was paid is its payments without credit, what was refunded its notes, what was given back its refunds; of one that
    came back whole, every tax and total of the notes is the invoice's own.
    """
    return tx.all(
        """
        WITH paid AS (
            SELECT account_id, invoice_id, sum(amount_paise)::bigint AS paise
              FROM payments
             WHERE mode <> 'credit'
             GROUP BY account_id, invoice_id
        ), noted AS (
            SELECT account_id, invoice_id, sum(total_paise)::bigint AS paise, sum(taxable_paise)::bigint AS taxable,
                   sum(tax_paise)::bigint AS tax, sum(given_back_paise)::bigint AS given_back
              FROM credit_notes
             GROUP BY account_id, invoice_id
        ), given AS (
            SELECT account_id, invoice_id, sum(amount_paise)::bigint AS paise
              FROM refunds
             GROUP BY account_id, invoice_id
        )
        SELECT i.account_id, i.invoice_id, s.what, s.has_paise, s.rows_paise
          FROM invoices AS i
          LEFT JOIN paid USING (account_id, invoice_id)
          LEFT JOIN noted USING (account_id, invoice_id)
          LEFT JOIN given USING (account_id, invoice_id)
         CROSS JOIN LATERAL (VALUES
               ('amount paid', i.amount_paid_paise, COALESCE(paid.paise, 0)),
               ('amount refunded', i.amount_refunded_paise, COALESCE(noted.paise, 0)),
               ('given back', i.given_back_paise, COALESCE(given.paise, 0)),
               ('given back by notes', i.given_back_paise, COALESCE(noted.given_back, 0)),
               ('taxable value of what came back', CASE i.refund_status WHEN 'full' THEN i.taxable_paise END, noted.taxable),
               ('tax of what came back', CASE i.refund_status WHEN 'full' THEN i.tax_paise END, noted.tax))
               AS s (what, has_paise, rows_paise)
         WHERE (%(account_id)s IS NULL OR i.account_id = %(account_id)s)
           AND s.has_paise <> s.rows_paise
         ORDER BY i.account_id, i.invoice_id, s.what
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "limit": limit},
    )


def unequal_notes(tx: Tx, account_id: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the credit notes that are not the sum of their lines."""
    return tx.all(
        """
        SELECT n.account_id, n.credit_note_id, n.total_paise AS has_paise,
               COALESCE(l.total_paise, 0) + n.round_off_paise AS rows_paise
          FROM credit_notes AS n
          LEFT JOIN (SELECT account_id, credit_note_id, sum(total_paise)::bigint AS total_paise,
                            sum(taxable_paise)::bigint AS taxable_paise
                       FROM credit_note_lines
                      GROUP BY account_id, credit_note_id) AS l
         USING (account_id, credit_note_id)
         WHERE (%(account_id)s IS NULL OR n.account_id = %(account_id)s)
           AND (n.total_paise <> COALESCE(l.total_paise, 0) + n.round_off_paise OR n.taxable_paise <> l.taxable_paise)
         ORDER BY n.account_id, n.credit_note_id
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "limit": limit},
    )
