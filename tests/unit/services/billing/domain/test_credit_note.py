"""A credit note: cumulative shares, the round-off last, what is due first, and the day until which it lowers the tax."""

from datetime import date

import pytest

from services.billing.domain.credit_note import is_gst_effective, make_note
from services.billing.domain.invoice import Terms, compute
from services.billing.domain.payment import PaymentInput
from services.billing.domain.returned_item import ReturnedItem
from tests.factories.refunds import an_item_sold, an_original

PAID = (PaymentInput("upi"),)


def sold(*items, payments=PAID, **terms):
    invoice, faults = compute(items, Terms(**{"inter": False, **terms}), payments)
    assert faults == []
    return invoice


def steps(invoice, *returns, **money):
    """Refund in steps and give the notes; each is a list of (line, quantity in thousandths)."""
    returned, notes = [0] * len(invoice.lines), []
    money = {"amount_refunded_paise": 0, "given_back_paise": 0, **money}
    for items in returns:
        note = make_note(an_original(invoice, returned=returned, **money), [ReturnedItem(*item) for item in items])
        for line in note.lines:
            returned[line.part.number - 1] = line.returned_milli
        money["amount_refunded_paise"] = note.amount_refunded_paise
        money["given_back_paise"] += note.given_back_paise
        notes.append(note)
    return notes


def parts(note):
    return [(line.part.taxable_paise, line.part.cgst_paise, line.part.sgst_paise) for line in note.lines]


def test_three_of_99_rupees_at_5_percent_returned_one_by_one():
    """Rounding taxable value and tax each for itself would give 94.29 + 2.36 + 2.36 = 99.01 for the first."""
    invoice = sold(an_item_sold(99_00, 3))

    notes = steps(invoice, *[[(1, 1000)]] * 3)

    assert [parts(note) for note in notes] == [[(9428, 236, 236)], [(9430, 235, 235)], [(9428, 236, 236)]]
    assert [note.total_paise for note in notes] == [9900, 9900, 9900]
    assert [note.refund_status for note in notes] == ["partial", "partial", "full"]
    [line] = invoice.lines
    assert (line.taxable_paise, line.cgst_paise) == (9428 + 9430 + 9428, 236 + 235 + 236)


def test_a_line_named_twice_in_one_note_goes_on_where_the_first_ended():
    [note] = steps(sold(an_item_sold(99_00, 3)), [(1, 1000), (1, 1000)])

    assert parts(note) == [(9428, 236, 236), (9430, 235, 235)]
    assert [line.returned_milli for line in note.lines] == [1000, 2000]
    assert note.sum_of("total_paise") == note.total_paise == 19800


def test_no_quantity_means_what_is_left_of_the_line():
    first, rest = steps(sold(an_item_sold(99_00, 3), an_item_sold(50_00)), [(1, 500)], [(1, None)])

    assert [line.part.qty_milli for line in rest.lines] == [2500]
    assert first.total_paise + rest.total_paise == 29700
    assert rest.refund_status == "partial"


@pytest.mark.parametrize(
    ("rates", "round_off", "returns", "totals", "rounded"),
    [
        ((100_40,), -40, [[(1, 1000)]], [100_00], [-40]),
        ((60_25, 40_25), 50, [[(1, 1000)], [(2, 1000)]], [60_25, 40_75], [0, 50]),
        ((60_20, 40_20), -40, [[(1, 1000)], [(2, 1000)]], [60_20, 39_80], [0, -40]),
        ((60_20, 40_20), -40, [[(2, 1000), (1, 1000)]], [100_00], [-40]),
        ((100_30, 10), -40, [[(1, 1000)], [(2, 1000)]], [100_00, 0], [-30, -10]),
    ],
)
def test_the_round_off_goes_with_the_last_quantity_and_no_note_gives_more_than_the_total(
    rates, round_off, returns, totals, rounded
):
    """In the last case the first line alone is above the total that was rounded down: the note stops at the total."""
    invoice = sold(*[an_item_sold(rate) for rate in rates], round_off="always")

    notes = steps(invoice, *returns)

    assert invoice.round_off_paise == round_off
    assert [note.total_paise for note in notes] == totals
    assert [note.round_off_paise for note in notes] == rounded
    assert notes[-1].amount_refunded_paise == invoice.grand_total_paise
    assert notes[-1].refund_status == "full"


def test_discounts_go_back_with_their_line():
    invoice = sold(an_item_sold(100_00, 3, discount_paise=10_00), an_item_sold(200_00), bill_discount_paise=1_00)

    first, second, third = steps(invoice, *[[(1, 1000)]] * 3)

    [line] = [line for line in invoice.lines if line.number == 1]
    shares = [
        (note.lines[0].part.discount_paise, note.lines[0].part.bill_discount_paise) for note in (first, second, third)
    ]
    assert shares == [(333, 20), (334, 19), (333, 20)]
    assert (line.discount_paise, line.bill_discount_paise) == (1000, 59)
    assert [note.discount_paise for note in (first, second, third)] == [353, 353, 353]


@pytest.mark.parametrize(
    ("paid", "given_back", "due", "status"),
    [
        ((), (0, 0), (99_00, 0), ("unpaid", "paid")),
        (({"amount_paise": 150_00},), (51_00, 99_00), (0, 0), ("paid", "paid")),
        (({"amount_paise": 30_00},), (0, 30_00), (69_00, 0), ("partially_paid", "paid")),
        (({},), (99_00, 99_00), (0, 0), ("paid", "paid")),
    ],
)
def test_a_note_first_lowers_what_is_due_and_gives_the_rest_back(paid, given_back, due, status):
    invoice = sold(an_item_sold(99_00, 2), payments=[PaymentInput("upi", **payment) for payment in paid])

    notes = steps(invoice, [(1, 1000)], [(1, 1000)])

    assert tuple(note.given_back_paise for note in notes) == given_back
    assert tuple(note.amount_due_paise for note in notes) == due
    assert tuple(note.status for note in notes) == status


def test_a_free_line_comes_back_for_nothing():
    [note] = steps(sold(an_item_sold(0, 2)), [(1, 1000)])

    assert (note.total_paise, note.given_back_paise, note.refund_status, note.status) == (0, 0, "partial", "paid")


def test_a_part_worth_a_few_paise_can_leave_a_taxable_value_below_nothing():
    """₹0.04 at 40 % is 0.02 + 0.01 + 0.01: of ten parts the fifth bears both taxes, r2(0.5), and none of the total."""
    invoice = sold(an_item_sold(4, 1, 4000))

    notes = steps(invoice, *[[(1, 100)]] * 10)

    assert [parts(note) for note in notes][4] == [(-2, 1, 1)]
    assert sum(note.sum_of("taxable_paise") for note in notes) == invoice.taxable_paise == 2
    assert [note.total_paise for note in notes] == [0, 1, 0, 1, 0, 0, 1, 0, 1, 0]


@pytest.mark.parametrize(
    ("invoice_day", "last_day"),
    [
        (date(2026, 6, 28), date(2027, 11, 30)),
        (date(2026, 4, 1), date(2027, 11, 30)),
        (date(2027, 3, 31), date(2027, 11, 30)),
        (date(2027, 4, 1), date(2028, 11, 30)),
    ],
)
def test_a_note_lowers_the_tax_until_30_november_after_the_financial_year(invoice_day, last_day):
    assert is_gst_effective(invoice_day, last_day)
    assert not is_gst_effective(invoice_day, date(last_day.year, 12, 1))
