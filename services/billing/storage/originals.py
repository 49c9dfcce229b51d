"""The invoice of a credit note, as it stands before the note: what the note repeats, what has come back, the money so far."""

from kit.db import Tx
from services.billing.domain.credit_note import Original
from services.billing.domain.give_back import Sum
from services.billing.domain.invoice import Line
from services.billing.domain.later_payment import OpenInvoice
from services.billing.domain.returned_item import SoldLine

_LINE = (
    "number product_id sku name description hsn unit qty_milli rate_paise tax_inclusive gst_rate_bp cess_rate_bp "
    "zero_rate_reason discount_paise bill_discount_paise taxable_paise cgst_paise sgst_paise igst_paise cess_paise "
    "total_paise"
).split()


def of(tx: Tx, account_id: str, invoice: OpenInvoice) -> Original:
    """Return what a note repeats of an invoice whose row is locked, and its lines with what has come back of each."""
    facts = tx.one(
        """
        SELECT i.gstin, COALESCE(i.supplier_state, s.state) AS supplier_state, i.document_type, i.place_of_supply,
               i.inter_state, i.sez, i.issued_at
          FROM invoices AS i
          JOIN stores AS s
            ON s.account_id = i.account_id
           AND s.store_id = i.store_id
         WHERE i.account_id = %(account_id)s
           AND i.invoice_id = %(invoice_id)s
        """,
        {"account_id": account_id, "invoice_id": invoice.invoice_id},
    )
    assert facts is not None
    return Original(invoice, lines=_sold_lines(tx, account_id, invoice.invoice_id), **facts)


def _sold_lines(tx: Tx, account_id: str, invoice_id: str) -> tuple[SoldLine, ...]:
    rows = tx.all(
        """
        SELECT line AS number, product_id, sku, name, description, hsn, unit, qty_milli, rate_paise, tax_inclusive,
               gst_rate_bp, cess_rate_bp, zero_rate_reason, discount_paise, bill_discount_paise, taxable_paise,
               cgst_paise, sgst_paise, igst_paise, cess_paise, total_paise, returned_milli
          FROM invoice_lines
         WHERE account_id = %(account_id)s
           AND invoice_id = %(invoice_id)s
         ORDER BY line
        """,
        {"account_id": account_id, "invoice_id": invoice_id},
    )
    return tuple(SoldLine(Line(*(row[name] for name in _LINE)), row["returned_milli"]) for row in rows)


def money_so_far(tx: Tx, account_id: str, invoice_id: str) -> tuple[list[Sum], list[Sum]]:
    """Return what was paid on an invoice whose row is locked, and what was given back, in order."""
    paid = tx.all(
        """
        SELECT mode, amount_paise
          FROM payments
         WHERE account_id = %(account_id)s
           AND invoice_id = %(invoice_id)s
         ORDER BY received_at, payment_id
        """,
        {"account_id": account_id, "invoice_id": invoice_id},
    )
    given = tx.all(
        """
        SELECT mode, amount_paise
          FROM refunds
         WHERE account_id = %(account_id)s
           AND invoice_id = %(invoice_id)s
         ORDER BY created_at, credit_note_id, place
        """,
        {"account_id": account_id, "invoice_id": invoice_id},
    )
    return [Sum(**row) for row in paid], [Sum(**row) for row in given]
