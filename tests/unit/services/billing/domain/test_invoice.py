"""A whole sale: totals are sums of lines, the bill discount is shared, round-off is apart from tax."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.invoice import Invoice, LineInput, Terms, compute, round_off
from services.billing.domain.payment import Payment, PaymentInput

MILK = LineInput("prod_1", "AMUL-MILK-1L", "Milk", "0401", "NOS", 2000, 68_00, 0, zero_rate_reason="exempt")
MAGGI = LineInput("prod_2", "MAGGI-70G", "Maggi", "1902", "NOS", 6000, 14_00, 5_00)
INTRA = Terms(inter=False)


def an_item(qty: int, rupees: int, percent: int, **facts: Any) -> LineInput:
    return replace(MAGGI, qty_milli=qty * 1000, rate_paise=rupees * 100, gst_rate_bp=percent * 100, **facts)


BASKET = [an_item(2, 245, 5), an_item(1, 299, 5), an_item(3, 40, 40), an_item(1, 180, 18), an_item(2, 32, 0)]


def amounts(invoice: Invoice) -> tuple[int, int, int, int, int]:
    return (
        invoice.taxable_paise,
        invoice.cgst_paise,
        invoice.sgst_paise,
        invoice.igst_paise,
        invoice.grand_total_paise,
    )


def test_the_sale_of_the_product_page() -> None:
    invoice, faults = compute([MILK, MAGGI], INTRA, [PaymentInput("upi", 220_00)])

    assert faults == []
    assert amounts(invoice) == (216_00, 2_00, 2_00, 0, 220_00)
    assert [
        (line.number, line.sku, line.taxable_paise, line.cgst_paise, line.total_paise) for line in invoice.lines
    ] == [
        (1, "AMUL-MILK-1L", 136_00, 0, 136_00),
        (2, "MAGGI-70G", 80_00, 2_00, 84_00),
    ]
    assert (invoice.status, invoice.amount_paid_paise, invoice.amount_due_paise) == ("paid", 220_00, 0)
    assert invoice.payments == (Payment("upi", 220_00),)


def test_the_basket_of_five_rates() -> None:
    invoice, _ = compute(BASKET, INTRA)

    assert amounts(invoice) == (1053_68, 49_66, 49_66, 0, 1153_00)
    assert [line.taxable_paise for line in invoice.lines] == [466_66, 284_76, 85_72, 152_54, 64_00]


def test_the_basket_across_states_bears_igst() -> None:
    invoice, _ = compute(BASKET, Terms(inter=True))

    assert [line.igst_paise for line in invoice.lines] == [23_33, 14_24, 34_29, 27_46, 0]
    assert amounts(invoice) == (1053_68, 0, 0, 99_32, 1153_00)


def test_discounts_leave_the_taxable_value() -> None:
    items = [replace(MILK, discount_paise=6_00), MAGGI]

    invoice, faults = compute(items, Terms(inter=False, bill_discount_paise=14_00))

    assert faults == []
    assert [line.bill_discount_paise for line in invoice.lines] == [8_50, 5_50]
    assert [line.total_paise for line in invoice.lines] == [121_50, 78_50]
    assert (invoice.discount_paise, invoice.bill_discount_paise, invoice.grand_total_paise) == (20_00, 14_00, 200_00)


def test_an_exclusive_line_beside_an_inclusive_one() -> None:
    invoice, _ = compute([an_item(1, 118, 18), an_item(1, 100, 18, tax_inclusive=False)], INTRA)

    assert [line.total_paise for line in invoice.lines] == [118_00, 118_00]
    assert amounts(invoice) == (200_00, 18_00, 18_00, 0, 236_00)


def test_a_store_under_composition_charges_no_tax() -> None:
    invoice, _ = compute([MAGGI], Terms(inter=False, composition=True))

    assert amounts(invoice) == (84_00, 0, 0, 0, 84_00)
    assert (invoice.lines[0].gst_rate_bp, invoice.lines[0].cess_rate_bp) == (0, 0)


@pytest.mark.parametrize(
    ("policy", "cash", "payable", "rounded_by"),
    [
        ("off", True, 100_50, 0),
        ("cash", False, 100_50, 0),
        ("cash", True, 100_50, 50),
        ("always", False, 100_49, -49),
        ("always", False, 100_50, 50),
        ("always", False, 100_00, 0),
        ("always", False, 49, -49),
    ],
)
def test_round_off_follows_the_stores_policy(policy: str, cash: bool, payable: int, rounded_by: int) -> None:
    assert round_off(payable, policy, cash=cash) == rounded_by


def test_round_off_is_no_part_of_the_tax_and_cash_settles_the_rounded_bill() -> None:
    invoice, _ = compute(
        [an_item(1, 100, 5, discount_paise=40)], Terms(inter=False, round_off="cash"), [PaymentInput("cash")]
    )

    assert (invoice.taxable_paise, invoice.cgst_paise, invoice.round_off_paise) == (94_86, 2_37, 40)
    assert (invoice.grand_total_paise, invoice.amount_paid_paise) == (100_00, 100_00)


def test_every_fault_is_named_at_once() -> None:
    items = [
        replace(MILK, discount_paise=136_01),
        replace(MAGGI, qty_milli=9_999_999_999_999, rate_paise=999_999_999_999),
        replace(MAGGI, discount_paise=84_00),
    ]

    _, faults = compute(items, Terms(inter=False, bill_discount_paise=10**23))

    assert [(found["pointer"], found["code"]) for found in faults] == [
        ("/items/0/discount", "out_of_range"),
        ("/items/1/qty", "out_of_range"),
        ("/discount", "out_of_range"),
    ]


def test_payments_are_judged_only_on_a_bill_that_stands() -> None:
    _, faults = compute([replace(MILK, discount_paise=200_00)], INTRA, [PaymentInput("upi", 220_00)])

    assert [found["pointer"] for found in faults] == ["/items/0/discount"]


def test_a_payment_above_the_bill_is_named_by_its_place_in_the_list() -> None:
    listed = Terms(inter=False, payment_listed=True)

    _, faults = compute([MILK], listed, [PaymentInput("upi", 220_00)])

    assert [(found["pointer"], found["code"]) for found in faults] == [("/payment/0/amount", "payment_exceeds_due")]


def test_lines_that_come_to_more_than_an_invoice_may_are_refused() -> None:
    item = replace(MAGGI, qty_milli=1000, rate_paise=999_999_999_999, tax_inclusive=False)

    _, faults = compute([item], INTRA)

    assert [(found["pointer"], found["code"]) for found in faults] == [("/items", "out_of_range")]


items_of_a_sale = st.lists(
    st.builds(
        replace,
        st.just(MAGGI),
        qty_milli=st.integers(1, 100_000),
        rate_paise=st.integers(0, 1_000_000),
        gst_rate_bp=st.sampled_from((0, 25, 150, 300, 500, 1800, 4000)),
        tax_inclusive=st.booleans(),
    ),
    min_size=1,
    max_size=30,
)


@given(
    items=items_of_a_sale,
    inter=st.booleans(),
    percent_off=st.integers(0, 100),
    policy=st.sampled_from(("off", "cash", "always")),
    payments=st.lists(st.builds(PaymentInput, st.sampled_from(("cash", "upi", "credit"))), max_size=2),
)
def test_totals_are_the_sums_of_their_lines(
    items: list[LineInput], inter: bool, percent_off: int, policy: str, payments: list[PaymentInput]
) -> None:
    gross = sum(line.total_paise for line in compute(items, Terms(inter=inter, composition=True))[0].lines)
    discount = gross * percent_off // 100

    invoice, faults = compute(items, Terms(inter=inter, bill_discount_paise=discount, round_off=policy), payments)

    assert faults == []
    for name in ("taxable_paise", "cgst_paise", "sgst_paise", "igst_paise", "cess_paise"):
        assert getattr(invoice, name) == sum(getattr(line, name) for line in invoice.lines)
    assert invoice.cgst_paise == invoice.sgst_paise
    payable = sum(line.total_paise for line in invoice.lines)
    taxes = invoice.cgst_paise + invoice.sgst_paise + invoice.igst_paise
    assert invoice.taxable_paise + taxes == payable
    assert invoice.grand_total_paise == payable + invoice.round_off_paise
    assert -49 <= invoice.round_off_paise <= 50
    assert sum(line.bill_discount_paise for line in invoice.lines) == discount == invoice.discount_paise
    assert invoice.amount_paid_paise + invoice.amount_due_paise == invoice.grand_total_paise
