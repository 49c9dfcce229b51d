"""Payments at the till: what each one settles, the change to give, what stays due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kit.errors import Fault, fault

CASH = "cash"
CREDIT = "credit"
MODES = ("cash", "upi", "card", "netbanking", "wallet", "credit")

PAID, PARTIALLY_PAID, UNPAID = "paid", "partially_paid", "unpaid"


@dataclass(frozen=True, slots=True)
class PaymentInput:
    """A payment as asked for; no amount means what is due."""

    mode: str
    amount_paise: int | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as booked. Cash above what is due: `amount` is the due part, `tendered` what was handed over."""

    mode: str
    amount_paise: int
    tendered_paise: int | None = None
    change_due_paise: int = 0
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """The payments booked against a total, and where they leave it."""

    payments: tuple[Payment, ...]
    amount_paid_paise: int
    amount_due_paise: int
    change_due_paise: int
    status: str


def settle(
    requests: Sequence[PaymentInput], total_paise: int, *, listed: bool | None = None
) -> tuple[Settlement, list[Fault]]:
    """
    Book payments against a total; their order does not matter.

    Named amounts are booked first, those that give no change before cash, and a payment without amount takes what
    is left. `credit` takes its part of the total but leaves it due. A payment of nothing is not booked.
    `listed` says that the request held a list, for the pointers; unknown, one payment counts as a lone object.
    """
    in_list = len(requests) != 1 if listed is None else listed
    left = total_paise
    booked: list[Payment | None] = [None] * len(requests)
    excess: dict[int, Fault] = {}
    for index in sorted(range(len(requests)), key=lambda i: _turn(requests[i])):
        payment = _book(requests[index], left)
        if payment.amount_paise > left:
            excess[index] = _exceeds(index if in_list else None, payment.amount_paise, left)
            continue
        left -= payment.amount_paise
        if payment.amount_paise or payment.tendered_paise:
            booked[index] = payment
    settlement = _settlement([payment for payment in booked if payment], total_paise)
    return settlement, [excess[index] for index in sorted(excess)]


def status_of(paid_paise: int, due_paise: int) -> str:
    """Name the payment state; a zero total is paid."""
    if due_paise == 0:
        return PAID
    return PARTIALLY_PAID if paid_paise else UNPAID


def _turn(request: PaymentInput) -> int:
    if request.amount_paise is None:
        return 2
    return 1 if request.mode == CASH else 0


def _book(request: PaymentInput, left: int) -> Payment:
    asked = left if request.amount_paise is None else request.amount_paise
    payment = Payment(request.mode, asked, reference=request.reference)
    if request.mode == CASH and asked > left:
        return replace(payment, amount_paise=left, tendered_paise=asked, change_due_paise=asked - left)
    return payment


def _settlement(payments: list[Payment], total: int) -> Settlement:
    paid = sum(payment.amount_paise for payment in payments if payment.mode != CREDIT)
    change = sum(payment.change_due_paise for payment in payments)
    return Settlement(tuple(payments), paid, total - paid, change, status_of(paid, total - paid))


def _exceeds(index: int | None, asked: int, left: int) -> Fault:
    pointer = "/payment/amount" if index is None else f"/payment/{index}/amount"
    detail = f"₹{asked / 100:.2f} is more than the ₹{left / 100:.2f} due; only cash may exceed it, against change."
    return fault(pointer, "payment_exceeds_due", detail)
