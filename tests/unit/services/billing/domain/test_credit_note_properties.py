"""Refunds in any steps against exact fractions, thousands of them: they add up to the invoice, to the paisa."""

import random
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.domain.credit_note import CreditNote, make_note
from services.billing.domain.give_back import Sum, shares_by_mode
from services.billing.domain.invoice import Invoice, LineInput, Terms, compute
from services.billing.domain.payment import PaymentInput
from services.billing.domain.returned_item import ReturnedItem
from services.billing.domain.tax import line_value
from tests.factories.refunds import an_original
from tests.unit.services.billing.domain.test_bill_properties import bills

PARTS = (
    "qty_milli discount_paise bill_discount_paise taxable_paise cgst_paise sgst_paise igst_paise cess_paise total_paise"
).split()
SHARED = [name for name in PARTS if name not in {"qty_milli", "taxable_paise"}]
MODES = ("cash", "upi", "card")


@settings(max_examples=200, deadline=None)
@given(bills(), st.randoms(use_true_random=False))
def test_notes_in_any_steps_add_up_to_the_invoice(case: tuple[list[LineInput], Terms], chance: random.Random) -> None:
    lines, terms = case
    _refund_all(_sold(lines, terms, chance), chance)


def test_thousands_of_bills_come_back_in_steps_and_add_up() -> None:
    """The same without shrinking, and so many times as fast; with cess, and units under two paise."""
    chance = random.Random(20260628)
    for _ in range(4000):
        lines = [_random_item(chance) for _ in range(chance.randint(1, 5))]
        worth = sum(line_value(item.qty_milli, item.rate_paise) - item.discount_paise for item in lines)
        discount, policy = chance.choice([0, chance.randint(0, worth)]), chance.choice(["off", "always"])
        terms = Terms(chance.random() < 0.5, bill_discount_paise=discount, round_off=policy)
        _refund_all(_sold(lines, terms, chance), chance)


def _refund_all(invoice: Invoice, chance: random.Random) -> None:
    """Refund in random steps until nothing is left; judge each note, then all of them together."""
    returned = [0] * len(invoice.lines)
    money = {"amount_refunded_paise": 0, "given_back_paise": 0}
    notes: list[CreditNote] = []
    given: list[Sum] = []
    while any(milli < line.qty_milli for milli, line in zip(returned, invoice.lines, strict=True)):
        items = _some_of(invoice, returned, chance)
        note = make_note(an_original(invoice, returned=returned, **money), items)
        _holds(invoice, note, returned, money)
        given += shares_by_mode(note.given_back_paise, None, _paid(invoice), given)
        for line in note.lines:
            returned[line.part.number - 1] = line.returned_milli
        money["amount_refunded_paise"] = note.amount_refunded_paise
        money["given_back_paise"] += note.given_back_paise
        assert sum(share.amount_paise for share in given) == money["given_back_paise"]
        notes.append(note)
    _adds_up(invoice, notes, given)


def _holds(invoice: Invoice, note: CreditNote, returned: Sequence[int], money: dict[str, int]) -> None:
    """Judge one note: each amount is the difference of exact shares, and nothing goes below zero or beyond the invoice."""
    before = dict(enumerate(returned, start=1))
    for line in note.lines:
        sold, part = invoice.lines[line.part.number - 1], line.part
        for name in SHARED:
            assert getattr(part, name) == _share(getattr(sold, name), line.returned_milli, sold.qty_milli) - _share(
                getattr(sold, name), before[part.number], sold.qty_milli
            )
            assert getattr(part, name) >= 0
        before[part.number] = line.returned_milli
        assert part.cgst_paise == part.sgst_paise
        assert (
            part.taxable_paise + part.cgst_paise + part.sgst_paise + part.igst_paise + part.cess_paise
            == part.total_paise
        )
        assert part.taxable_paise >= (0 if part.total_paise >= 6 else -3)
    due = (
        invoice.grand_total_paise
        - money["amount_refunded_paise"]
        - invoice.amount_paid_paise
        + money["given_back_paise"]
    )
    assert note.sum_of("total_paise") + note.round_off_paise == note.total_paise >= 0
    assert note.amount_due_paise == max(due - note.total_paise, 0)
    assert note.given_back_paise == max(note.total_paise - due, 0)
    assert note.amount_refunded_paise <= invoice.grand_total_paise


def _adds_up(invoice: Invoice, notes: Sequence[CreditNote], given: Sequence[Sum]) -> None:
    """Judge all notes together: line by line, in sum, and in what came back by each mode."""
    for sold in invoice.lines:
        parts = [line.part for note in notes for line in note.lines if line.part.number == sold.number]
        for name in PARTS:
            assert sum(getattr(part, name) for part in parts) == getattr(sold, name)
    assert sum(note.total_paise for note in notes) == invoice.grand_total_paise
    assert sum(note.round_off_paise for note in notes) == invoice.round_off_paise
    assert sum(note.given_back_paise for note in notes) == invoice.amount_paid_paise
    assert (notes[-1].refund_status, notes[-1].amount_due_paise, notes[-1].status) == ("full", 0, "paid")
    assert all(note.refund_status == "partial" for note in notes[:-1])
    for mode in MODES:
        assert sum(share.amount_paise for share in given if share.mode == mode) == sum(
            payment.amount_paise for payment in invoice.payments if payment.mode == mode
        )


def _share(amount: int, milli: int, of: int) -> int:
    return floor(Fraction(amount * milli, of) + Fraction(1, 2))


def _some_of(invoice: Invoice, returned: Sequence[int], chance: random.Random) -> list[ReturnedItem]:
    left = {line.number: line.qty_milli - milli for line, milli in zip(invoice.lines, returned, strict=True)}
    items = []
    for _ in range(chance.randint(1, 3)):
        open_lines = [number for number, milli in left.items() if milli]
        if not open_lines:
            break
        number = chance.choice(open_lines)
        qty = chance.choice([None, left[number], chance.randint(1, left[number]), chance.randint(1, left[number])])
        items.append(ReturnedItem(number, qty))
        left[number] -= left[number] if qty is None else qty
    return items


def _sold(lines: list[LineInput], terms: Terms, chance: random.Random) -> Invoice:
    unpaid, faults = compute(lines, terms)
    assert faults == []
    payments, left = [], unpaid.grand_total_paise
    for mode in chance.sample(MODES, chance.randint(0, 3)):
        amount = chance.randint(0, left)
        left -= amount
        payments.append(PaymentInput(mode, amount))
    invoice, faults = compute(lines, terms, payments)
    assert faults == []
    return invoice


def _paid(invoice: Invoice) -> list[Sum]:
    return [Sum(payment.mode, payment.amount_paise) for payment in invoice.payments]


def _random_item(chance: random.Random) -> LineInput:
    facts: dict[str, Any] = {"tax_inclusive": chance.random() < 0.5, "cess_rate_bp": chance.choice([0, 0, 1200])}
    qty_milli = chance.choice([chance.randint(1, 10) * 1000, chance.randint(1, 100_000)])
    rate_paise = chance.randint(0, chance.choice([3, 100, 200_00, 100_000_00]))
    rate_bp = chance.choice([0, 25, 300, 500, 1800, 4000])
    discount = chance.choice([0, chance.randint(0, line_value(qty_milli, rate_paise))])
    return LineInput(
        "prod_1", "SKU", "Name", None, "NOS", qty_milli, rate_paise, rate_bp, discount_paise=discount, **facts
    )
