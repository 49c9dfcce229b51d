"""A refund booked: the credit note with its lines, the money given back, and what both leave of the invoice."""

from dataclasses import dataclass

from kit.db import Tx
from services.billing.domain.issued_note import IssuedNote

_PART = (
    "qty_milli discount_paise bill_discount_paise taxable_paise cgst_paise sgst_paise igst_paise cess_paise total_paise"
).split()


@dataclass(frozen=True, slots=True)
class Texts:
    """The JSON texts kept with a note: its body, the data of invoice.refunded, and the invoice's body after it."""

    body: str
    event: str
    invoice_body: str


def book(tx: Tx, account_id: str, issued: IssuedNote, texts: Texts) -> None:
    """Write a note with its lines and refunds, and what it leaves of its invoice, whose row is locked."""
    _return_lines(tx, account_id, issued)
    _add_note(tx, account_id, issued, texts)
    _add_lines(tx, account_id, issued)
    if issued.refunds:
        _add_refunds(tx, account_id, issued)
    _set_refunded(tx, account_id, issued, texts.invoice_body)


def _return_lines(tx: Tx, account_id: str, issued: IssuedNote) -> None:
    returned = {line.part.number: line.returned_milli for line in issued.note.lines}  # of a line named twice, the last
    tx.run(
        """
        UPDATE invoice_lines AS l
           SET returned_milli = r.returned_milli
          FROM unnest(%(lines)s::integer[], %(returned)s::bigint[]) AS r (line, returned_milli)
         WHERE l.account_id = %(account_id)s
           AND l.invoice_id = %(invoice_id)s
           AND l.line = r.line
        """,
        {
            "account_id": account_id,
            "invoice_id": issued.original.invoice.invoice_id,
            "lines": list(returned),
            "returned": list(returned.values()),
        },
    )


def _add_note(tx: Tx, account_id: str, issued: IssuedNote, texts: Texts) -> None:
    note, invoice = issued.note, issued.original.invoice
    tx.run(
        """
        INSERT INTO credit_notes
               (account_id, credit_note_id, credit_note_no, gstin, store_id, invoice_id, reason, gst_effective,
                taxable_paise, tax_paise, round_off_paise, total_paise, given_back_paise, created_at, body, event)
        VALUES (%(account_id)s, %(credit_note_id)s, %(number)s, %(gstin)s, %(store_id)s, %(invoice_id)s, %(reason)s,
                %(gst_effective)s, %(taxable_paise)s, %(tax_paise)s, %(round_off_paise)s, %(total_paise)s,
                %(given_back_paise)s, %(now)s, %(body)s, %(event)s)
        """,
        {
            **{name: getattr(issued, name) for name in ("credit_note_id", "number", "reason", "gst_effective")},
            **{name: getattr(note, name) for name in ("tax_paise", "round_off_paise", "total_paise")},
            "account_id": account_id,
            "gstin": issued.original.gstin,
            "store_id": invoice.store_id,
            "invoice_id": invoice.invoice_id,
            "taxable_paise": note.sum_of("taxable_paise"),
            "given_back_paise": note.given_back_paise,
            "now": issued.created_at,
            "body": texts.body,
            "event": texts.event,
        },
    )


def _add_lines(tx: Tx, account_id: str, issued: IssuedNote) -> None:
    lines = issued.note.lines
    tx.run(
        """
        INSERT INTO credit_note_lines
               (account_id, credit_note_id, invoice_id, place, line, returned_milli, restock, qty_milli, discount_paise,
                bill_discount_paise, taxable_paise, cgst_paise, sgst_paise, igst_paise, cess_paise, total_paise)
        SELECT %(account_id)s, %(credit_note_id)s, %(invoice_id)s, l.*
          FROM unnest(%(places)s::integer[], %(lines)s::integer[], %(returned_milli)s::bigint[], %(restock)s::boolean[],
                      %(qty_milli)s::bigint[], %(discount_paise)s::bigint[], %(bill_discount_paise)s::bigint[],
                      %(taxable_paise)s::bigint[], %(cgst_paise)s::bigint[], %(sgst_paise)s::bigint[],
                      %(igst_paise)s::bigint[], %(cess_paise)s::bigint[], %(total_paise)s::bigint[]) AS l
        """,
        {
            **{name: [getattr(line.part, name) for line in lines] for name in _PART},
            "account_id": account_id,
            "credit_note_id": issued.credit_note_id,
            "invoice_id": issued.original.invoice.invoice_id,
            "places": list(range(1, len(lines) + 1)),
            "lines": [line.part.number for line in lines],
            "returned_milli": [line.returned_milli for line in lines],
            "restock": [line.restock for line in lines],
        },
    )


def _add_refunds(tx: Tx, account_id: str, issued: IssuedNote) -> None:
    refunds = issued.refunds
    tx.run(
        """
        INSERT INTO refunds (account_id, invoice_id, credit_note_id, place, refund_id, mode, amount_paise, created_at)
        SELECT %(account_id)s, %(invoice_id)s, %(credit_note_id)s, r.*, %(now)s
          FROM unnest(%(places)s::integer[], %(ids)s::text[], %(modes)s::text[], %(amounts)s::bigint[]) AS r
        """,
        {
            "account_id": account_id,
            "invoice_id": issued.original.invoice.invoice_id,
            "credit_note_id": issued.credit_note_id,
            "places": list(range(1, len(refunds) + 1)),
            "ids": [refund.refund_id for refund in refunds],
            "modes": [refund.mode for refund in refunds],
            "amounts": [refund.amount_paise for refund in refunds],
            "now": issued.created_at,
        },
    )


def _set_refunded(tx: Tx, account_id: str, issued: IssuedNote, body: str) -> None:
    note = issued.note
    tx.run(
        """
        UPDATE invoices
           SET status = %(status)s, refund_status = %(refund_status)s, amount_refunded_paise = %(refunded)s,
               given_back_paise = given_back_paise + %(given_back)s, body = %(body)s
         WHERE account_id = %(account_id)s
           AND invoice_id = %(invoice_id)s
        """,
        {
            "account_id": account_id,
            "invoice_id": issued.original.invoice.invoice_id,
            "status": note.status,
            "refund_status": note.refund_status,
            "refunded": note.amount_refunded_paise,
            "given_back": note.given_back_paise,
            "body": body,
        },
    )
