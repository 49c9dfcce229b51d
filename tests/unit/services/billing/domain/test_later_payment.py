"""A payment after the sale takes no more than is due; only cash may exceed it, against change."""

import pytest

from services.billing.domain.later_payment import OpenInvoice, receive
from services.billing.domain.payment import PaymentInput


def invoice(paid=0, total=22_000):
    return OpenInvoice("inv_1", "INV-2026-00001", "store_1", total, paid, "{}")


@pytest.mark.parametrize(
    ("asked", "paid", "amount", "tendered", "change", "due", "status"),
    [
        (PaymentInput("upi"), 0, 22_000, None, 0, 0, "paid"),
        (PaymentInput("upi"), 5_000, 17_000, None, 0, 0, "paid"),
        (PaymentInput("card", 1), 0, 1, None, 0, 21_999, "partially_paid"),
        (PaymentInput("card", 17_000), 5_000, 17_000, None, 0, 0, "paid"),
        (PaymentInput("cash", 17_000), 5_000, 17_000, None, 0, 0, "paid"),
        (PaymentInput("cash", 20_000), 5_000, 17_000, 20_000, 3_000, 0, "paid"),
        (PaymentInput("cash", 10_000), 5_000, 10_000, None, 0, 7_000, "partially_paid"),
    ],
)
def test_a_payment_settles_what_it_can(asked, paid, amount, tendered, change, due, status):
    received, faults = receive(asked, invoice(paid))

    assert faults == []
    payment = received.payment
    assert (payment.amount_paise, payment.tendered_paise, payment.change_due_paise) == (amount, tendered, change)
    assert (received.amount_paid_paise, received.amount_due_paise, received.status) == (paid + amount, due, status)


@pytest.mark.parametrize(
    ("asked", "paid", "faults"),
    [
        (PaymentInput("upi", 22_001), 0, [("/amount", "payment_exceeds_due")]),
        (PaymentInput("wallet", 1), 22_000, [("/amount", "payment_exceeds_due")]),
        (PaymentInput("cash"), 22_000, [("/amount", "payment_exceeds_due")]),
        (PaymentInput("cash", 100), 22_000, [("/amount", "payment_exceeds_due")]),
        (PaymentInput("upi", 0), 0, [("/amount", "out_of_range")]),
        (PaymentInput("credit"), 0, [("/mode", "out_of_range")]),
        (PaymentInput("credit"), 22_000, [("/mode", "out_of_range"), ("/amount", "payment_exceeds_due")]),
    ],
)
def test_what_cannot_be_taken_is_named(asked, paid, faults):
    received, found = receive(asked, invoice(paid))

    assert received is None
    assert [(fault["pointer"], fault["code"]) for fault in found] == faults
