"""
Whole bills against exact fractions, thousands of them: every amount, and what must always hold of the sums.

SAATHIX_SOAK_BILLS=1000000 makes it as many, from another seed each time; the seed is printed.
"""

import os
import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.billing.domain.invoice import Invoice, LineInput, Terms, compute
from services.billing.domain.tax import line_value
from tests.factories import slow_gst

RATES_BP = (0, 25, 150, 300, 500, 1200, 1800, 2800, 4000)
AMOUNTS = ("taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "total_paise", "bill_discount_paise")
EXACT = ("taxable_value", "cgst", "sgst", "igst", "total", "bill_discount")


@st.composite
def items(draw: Any) -> LineInput:
    """A line of up to 10,000 units at up to ₹1,00,000, with a discount of at most its value."""
    qty_milli = draw(st.one_of(st.integers(1, 10).map(lambda n: n * 1000), st.integers(1, 10_000_000)))
    rate_paise = draw(st.one_of(st.integers(0, 200_00), st.integers(0, 100_000_00)))
    gross = line_value(qty_milli, rate_paise)
    gst_rate_bp = draw(st.sampled_from(RATES_BP))
    discount = draw(st.one_of(st.just(0), st.integers(0, gross)))
    return _item(qty_milli, rate_paise, gst_rate_bp, inclusive=draw(st.booleans()), discount=discount)


@st.composite
def bills(draw: Any) -> tuple[list[LineInput], Terms]:
    """A bill of one to six lines, with a bill discount of at most what they are worth."""
    lines = draw(st.lists(items(), min_size=1, max_size=6))
    worth = sum(line_value(item.qty_milli, item.rate_paise) - item.discount_paise for item in lines)
    discount = draw(st.one_of(st.just(0), st.integers(0, worth)))
    policy = draw(st.sampled_from(("off", "always")))
    return lines, Terms(draw(st.booleans()), bill_discount_paise=discount, round_off=policy)


def worked_out(lines: list[LineInput], terms: Terms) -> Invoice:
    invoice, faults = compute(lines, terms)
    assert faults == []
    return invoice


@settings(max_examples=200, deadline=None)
@given(bills())
def test_a_bill_is_what_fractions_give_and_adds_up(case: tuple[list[LineInput], Terms]) -> None:
    lines, terms = case
    invoice = worked_out(lines, terms)

    _agrees(invoice, _slowly(lines, terms))
    _always_holds(invoice, terms)


@pytest.mark.timeout(3_600)
def test_thousands_of_random_bills_are_what_fractions_give_and_add_up() -> None:
    """The same without shrinking, and so a hundred times as fast."""
    bills = int(os.environ.get("SAATHIX_SOAK_BILLS", "0"))
    seed = random.SystemRandom().randrange(10**9) if bills else 20260628
    print(f"{bills or 4000} bills from seed {seed}")
    chance = random.Random(seed)
    for _ in range(bills or 4000):
        lines = [_random_item(chance) for _ in range(chance.randint(1, 8))]
        worth = sum(line_value(item.qty_milli, item.rate_paise) - item.discount_paise for item in lines)
        discount = chance.choice([0, chance.randint(0, worth)])
        round_off = chance.choice(["off", "always"])
        terms = Terms(chance.random() < 0.5, bill_discount_paise=discount, round_off=round_off)
        invoice = worked_out(lines, terms)
        _agrees(invoice, _slowly(lines, terms))
        _always_holds(invoice, terms)


def _random_item(chance: random.Random) -> LineInput:
    qty_milli = chance.choice([chance.randint(1, 10) * 1000, chance.randint(1, 10_000_000)])
    rate_paise = chance.randint(0, chance.choice([100, 200_00, 100_000_00]))
    rate_bp = chance.choice(RATES_BP)
    discount = chance.choice([0, chance.randint(0, line_value(qty_milli, rate_paise))])
    return _item(qty_milli, rate_paise, rate_bp, inclusive=chance.random() < 0.5, discount=discount)


def _item(qty_milli: int, rate_paise: int, rate_bp: int, *, inclusive: bool, discount: int) -> LineInput:
    return LineInput(
        "prod_1",
        "SKU",
        "Name",
        None,
        "NOS",
        qty_milli,
        rate_paise,
        rate_bp,
        tax_inclusive=inclusive,
        zero_rate_reason=None if rate_bp else "nil",
        discount_paise=discount,
    )


def _slowly(lines: list[LineInput], terms: Terms) -> dict[str, Any]:
    return slow_gst.bill(
        [
            {
                "qty": Fraction(item.qty_milli, 1000),
                "rate": Fraction(item.rate_paise, 100),
                "gst_rate": Fraction(item.gst_rate_bp, 100),
                "tax_inclusive": item.tax_inclusive,
                "discount": Fraction(item.discount_paise, 100),
            }
            for item in lines
        ],
        inter=terms.inter,
        discount=Fraction(terms.bill_discount_paise, 100),
        rounded=terms.round_off == "always",
    )


def _agrees(invoice: Invoice, exact: dict[str, Any]) -> None:
    for line, slow in zip(invoice.lines, exact["lines"], strict=True):
        assert [getattr(line, name) for name in AMOUNTS] == [slow[name] * 100 for name in EXACT]
    assert invoice.taxable_paise == exact["taxable_value"] * 100
    assert (invoice.cgst_paise, invoice.igst_paise) == (exact["cgst"] * 100, exact["igst"] * 100)
    assert (invoice.round_off_paise, invoice.grand_total_paise) == (
        exact["round_off"] * 100,
        exact["grand_total"] * 100,
    )


def _always_holds(invoice: Invoice, terms: Terms) -> None:
    for line in invoice.lines:
        assert line.cgst_paise == line.sgst_paise
        assert line.igst_paise == 0 or terms.inter
        assert line.taxable_paise + line.cgst_paise + line.sgst_paise + line.igst_paise == line.total_paise
        assert min(line.taxable_paise, line.total_paise, line.bill_discount_paise) >= 0
    assert sum(line.bill_discount_paise for line in invoice.lines) == terms.bill_discount_paise
    assert sum(line.total_paise for line in invoice.lines) + invoice.round_off_paise == invoice.grand_total_paise
    assert -49 <= invoice.round_off_paise <= 50
    assert invoice.round_off_paise == 0 if terms.round_off == "off" else invoice.grand_total_paise % 100 == 0
    assert invoice.amount_paid_paise + invoice.amount_due_paise == invoice.grand_total_paise
