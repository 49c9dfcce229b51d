"""What payments settle: amounts left out, change for cash, credit that stays due, refusals by pointer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.payment import MODES, Payment, PaymentInput, settle


@pytest.mark.parametrize(
    ("requests", "paid", "due", "change", "status"),
    [
        ([], 0, 220_00, 0, "unpaid"),
        ([("upi", 220_00)], 220_00, 0, 0, "paid"),
        ([("upi", None)], 220_00, 0, 0, "paid"),
        ([("upi", 20_00)], 20_00, 200_00, 0, "partially_paid"),
        ([("cash", 500_00)], 220_00, 0, 280_00, "paid"),
        ([("credit", None)], 0, 220_00, 0, "unpaid"),
        ([("credit", 100_00), ("cash", None)], 120_00, 100_00, 0, "partially_paid"),
        ([("cash", None), ("upi", 100_00)], 220_00, 0, 0, "paid"),
        ([("cash", 500_00), ("upi", 100_00)], 220_00, 0, 380_00, "paid"),
        ([("wallet", 20_00), ("card", 100_00), ("netbanking", 100_00)], 220_00, 0, 0, "paid"),
    ],
)
def test_payments_settle_the_total(
    requests: list[tuple[str, int | None]], paid: int, due: int, change: int, status: str
) -> None:
    settlement, faults = settle([PaymentInput(mode, amount) for mode, amount in requests], 220_00)

    assert faults == []
    assert (settlement.amount_paid_paise, settlement.amount_due_paise) == (paid, due)
    assert (settlement.change_due_paise, settlement.status) == (change, status)


def test_cash_above_what_is_due_is_booked_as_due_with_change() -> None:
    settlement, _ = settle([PaymentInput("upi", 100_00, "ref-1"), PaymentInput("cash", 200_00)], 220_00)

    assert settlement.payments == (
        Payment("upi", 100_00, reference="ref-1"),
        Payment("cash", 120_00, tendered_paise=200_00, change_due_paise=80_00),
    )


def test_a_total_of_zero_is_paid_and_a_payment_of_nothing_is_not_booked() -> None:
    settlement, faults = settle([PaymentInput("upi"), PaymentInput("card", 0)], 0)

    assert (settlement.payments, settlement.status, faults) == ((), "paid", [])


def test_cash_handed_over_for_nothing_comes_back_as_change() -> None:
    settlement, _ = settle([PaymentInput("cash", 10_00)], 0)

    assert settlement.payments == (Payment("cash", 0, tendered_paise=10_00, change_due_paise=10_00),)


@pytest.mark.parametrize(
    ("requests", "listed", "pointers"),
    [
        ([("upi", 220_01)], None, ["/payment/amount"]),
        ([("upi", 220_01)], True, ["/payment/0/amount"]),
        ([("credit", 220_01)], False, ["/payment/amount"]),
        ([("upi", 200_00), ("card", 20_01)], None, ["/payment/1/amount"]),
        ([("cash", 1_00), ("upi", 300_00), ("card", 221_00)], None, ["/payment/1/amount", "/payment/2/amount"]),
    ],
)
def test_modes_without_change_may_not_exceed_what_is_due(
    requests: list[tuple[str, int]], listed: bool | None, pointers: list[str]
) -> None:
    _, faults = settle([PaymentInput(mode, amount) for mode, amount in requests], 220_00, listed=listed)

    assert [(found["pointer"], found["code"]) for found in faults] == [
        (pointer, "payment_exceeds_due") for pointer in pointers
    ]


def test_the_refusal_says_both_amounts() -> None:
    _, faults = settle([PaymentInput("upi", 300_50)], 220_00)

    assert faults[0]["detail"] == "₹300.50 is more than the ₹220.00 due; only cash may exceed it, against change."


@given(
    total=st.integers(0, 1_000_000),
    requests=st.lists(
        st.builds(PaymentInput, st.sampled_from(MODES), st.none() | st.integers(0, 1_000_000)), max_size=6
    ),
)
def test_paid_and_due_always_make_the_total(total: int, requests: list[PaymentInput]) -> None:
    settlement, faults = settle(requests, total)

    booked = sum(payment.amount_paise for payment in settlement.payments)
    assert settlement.amount_paid_paise + settlement.amount_due_paise == total
    assert 0 <= settlement.amount_paid_paise <= booked <= total
    handed_over = sum(payment.tendered_paise or payment.amount_paise for payment in settlement.payments)
    assert handed_over - settlement.change_due_paise == booked
    assert (settlement.status == "paid") == (settlement.amount_due_paise == 0)
    assert faults == [] or any(request.mode != "cash" for request in requests)
