"""Payments taken after the sale; those of the sale itself are booked with it."""

from datetime import datetime

from kit.db import Tx
from services.billing.domain.payment import Payment


def add(tx: Tx, account_id: str, invoice_id: str, payment_id: str, payment: Payment, now: datetime) -> None:
    """Add a payment to an invoice whose row is locked."""
    tx.run(
        """
        INSERT INTO payments
               (account_id, invoice_id, payment_id, mode, amount_paise, tendered_paise, reference, received_at)
        VALUES (%(account_id)s, %(invoice_id)s, %(payment_id)s, %(mode)s, %(amount_paise)s, %(tendered_paise)s,
                %(reference)s, %(now)s)
        """,
        {
            "account_id": account_id,
            "invoice_id": invoice_id,
            "payment_id": payment_id,
            "mode": payment.mode,
            "amount_paise": payment.amount_paise,
            "tendered_paise": payment.tendered_paise,
            "reference": payment.reference,
            "now": now,
        },
    )
