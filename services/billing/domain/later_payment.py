"""A payment after the sale: it takes no more than is due, and leaves the invoice's amounts as they were made."""

from dataclasses import dataclass

from kit.errors import Fault, fault
from services.billing.domain.payment import CREDIT, Payment, PaymentInput, settle, status_of


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice as it stands before the payment; `body` is the JSON last shown of it."""

    invoice_id: str
    invoice_no: str
    store_id: str
    grand_total_paise: int
    amount_paid_paise: int
    body: str
    amount_refunded_paise: int = 0
    """What its credit notes come to."""
    given_back_paise: int = 0
    """The part of that which was paid out; the rest lowered what was due."""

    @property
    def amount_due_paise(self) -> int:
        """What is still to be paid."""
        owed = self.grand_total_paise - self.amount_refunded_paise
        return owed - (self.amount_paid_paise - self.given_back_paise)


@dataclass(frozen=True, slots=True)
class Received:
    """A payment as booked, and where it leaves the invoice."""

    payment: Payment
    amount_paid_paise: int
    amount_due_paise: int
    status: str


def receive(asked: PaymentInput, invoice: OpenInvoice) -> tuple[Received | None, list[Fault]]:
    """Book a payment on what is due; cash may exceed it, against change. With faults nothing may be booked."""
    due = invoice.amount_due_paise
    faults = []
    if asked.mode == CREDIT:
        faults.append(fault("/mode", "out_of_range", "Credit is what is due already; send how it is paid now."))
    if due == 0:
        faults.append(fault("/amount", "payment_exceeds_due", "The invoice is paid; nothing is due on it."))
    elif asked.amount_paise == 0:
        faults.append(fault("/amount", "out_of_range", "A payment is more than nothing."))
    if faults:
        return None, faults
    settlement, excess = settle([asked], due)
    if excess:
        return None, [{**found, "pointer": "/amount"} for found in excess]
    [payment] = settlement.payments
    paid = invoice.amount_paid_paise + payment.amount_paise
    left = due - payment.amount_paise
    return Received(payment, paid, left, status_of(paid, left)), []
