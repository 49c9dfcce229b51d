"""What a batch of documents adds to the roll-ups."""

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.figures import Figures
from services.reporting.domain.roll_up import RollUp
from tests.factories.reporting import ACCOUNT, BENGALURU, MAGGI, MILK, a_line, a_note, a_payment, an_invoice, milk

PLACE = (ACCOUNT, "2026-06-28", BENGALURU)
WHOLE = Figures(1, 22_000, 0, 0, 0, 21_600, 200, 200, 0, 0)


def rolled_up(*invoices):
    roll_up = RollUp()
    for invoice in invoices:
        roll_up.add_invoice(PLACE, invoice, 15)
    return roll_up


def figures(rows):
    return {key[3:]: Figures(*row) for key, row in rows.items()}


def test_the_product_page_s_sale():
    roll_up = rolled_up(an_invoice())

    assert roll_up.by_day == {PLACE: [1, 22_000, 0, 0, 0, 21_600, 200, 200, 0, 0]}
    assert roll_up.by_hour == {(*PLACE, 15): [1, 22_000, 0, 0, 0, 21_600, 200, 200, 0, 0]}
    assert figures(roll_up.by_payment_mode) == {("upi",): WHOLE}
    assert figures(roll_up.by_gst_rate) == {
        (0,): Figures(1, 13_600, 0, 0, 0, 13_600),
        (500,): Figures(1, 8_400, 0, 0, 0, 8_000, 200, 200),
    }
    assert set(figures(roll_up.by_product)) == {(MILK,), (MAGGI,)}


def test_sales_of_one_row_are_summed_before_they_are_written():
    assert figures(rolled_up(an_invoice(), an_invoice()).by_day)[()] == WHOLE.plus(WHOLE)


def test_an_invoice_counts_once_in_each_group_it_touches():
    roll_up = rolled_up(an_invoice([a_line(), a_line(line=2, product_id=MILK), a_line(line=3)]))

    assert figures(roll_up.by_gst_rate)[500,].invoices == 1
    assert {group: row.invoices for group, row in figures(roll_up.by_product).items()} == {(MAGGI,): 1, (MILK,): 1}


def test_an_invoice_paid_in_two_modes_is_split_by_what_each_paid():
    payments = [{"mode": "cash", "amount_paise": 5_500}, {"mode": "upi", "amount_paise": 16_500}]

    by_mode = figures(rolled_up(an_invoice(payments=payments)).by_payment_mode)

    assert by_mode["cash",] == Figures(1, 5_500, 0, 0, 0, 5_400, 50, 50, 0, 0)
    assert by_mode["upi",] == Figures(1, 16_500, 0, 0, 0, 16_200, 150, 150, 0, 0)


def test_what_is_due_is_on_credit():
    payments = [{"mode": "credit", "amount_paise": 22_000}]

    on_credit = rolled_up(an_invoice(payments=payments, amount_due_paise=22_000))
    unpaid = rolled_up(an_invoice(payments=[], amount_due_paise=22_000))

    assert figures(on_credit.by_payment_mode) == figures(unpaid.by_payment_mode) == {("credit",): WHOLE}


def test_an_invoice_of_zero_has_no_mode():
    given_away = milk(taxable_paise=0, total_paise=0, discount_paise=13_600)

    roll_up = rolled_up(an_invoice([given_away], payments=[]))

    assert figures(roll_up.by_payment_mode) == {("none",): Figures(invoices=1, discount_paise=13_600)}
    assert figures(roll_up.by_day)[()].gross_paise == 13_600


def test_a_product_bears_the_name_of_its_newest_invoice():
    older, newer = an_invoice([a_line(name="Maggi 70 g")]), an_invoice([a_line(name="Maggi Masala 70 g")])

    roll_up = rolled_up(newer, older)

    assert roll_up.product_names == {(*PLACE, MAGGI): f"{newer['invoice_id']} MAGGI-70G\tMaggi Masala 70 g"}


def test_a_refund_is_under_its_modes_and_takes_the_taxes_back():
    sold = an_invoice()
    roll_up = RollUp()
    refunds = [{"mode": "cash", "amount_paise": 5_500}, {"mode": "upi", "amount_paise": 11_000}]

    roll_up.add_refund(PLACE, a_note(sold, refunds=refunds), 16)

    assert figures(roll_up.by_day) == {(): Figures(0, 0, 0, 0, 22_000, -21_600, -200, -200)}
    assert figures(roll_up.by_payment_mode) == {
        ("cash",): Figures(0, 0, 0, 0, 5_500, -5_400, -50, -50),
        ("upi",): Figures(0, 0, 0, 0, 11_000, -10_800, -100, -100),
        ("credit",): Figures(0, 0, 0, 0, 5_500, -5_400, -50, -50),
    }
    assert figures(roll_up.by_product)[MAGGI,] == Figures(0, 0, 0, 0, 8_400, -8_000, -200, -200)


def test_a_commercial_note_leaves_the_taxes():
    roll_up = RollUp()

    roll_up.add_refund(PLACE, a_note(an_invoice(), gst_effective=False), 16)

    for rows in (roll_up.by_day, roll_up.by_payment_mode, roll_up.by_gst_rate):
        assert all(row[5:] == [0] * 5 for row in rows.values())
    assert figures(roll_up.by_day)[()].refunds_paise == 22_000


def test_a_later_payment_moves_its_amount_from_credit_to_its_mode_and_nothing_else():
    roll_up = RollUp()

    roll_up.add_payment(PLACE, a_payment(an_invoice()))

    assert figures(roll_up.by_payment_mode) == {("card",): Figures(0, 10_000), ("credit",): Figures(0, -10_000)}
    assert (roll_up.by_day, roll_up.by_gst_rate, roll_up.by_product) == ({}, {}, {})


PAYMENT = st.tuples(st.sampled_from(["cash", "upi", "card"]), st.integers(1, 10_000_000))


@given(st.lists(PAYMENT, max_size=4), st.integers(0, 100_000), st.integers(-50, 50), st.integers(0, 5_000))
def test_the_modes_add_up_to_the_day_to_the_paisa(paid, due, round_off, discount):
    total = sum(amount for _, amount in paid) + due
    line = a_line(total_paise=total - round_off, taxable_paise=total - round_off, discount_paise=discount, cess_paise=7)
    payments = [{"mode": mode, "amount_paise": amount} for mode, amount in paid]

    roll_up = rolled_up(an_invoice([line], round_off_paise=round_off, payments=payments, amount_due_paise=due))

    whole, sums = figures(roll_up.by_day)[()], Figures()
    for row in figures(roll_up.by_payment_mode).values():
        sums = sums.plus(row)
    modes = len(roll_up.by_payment_mode)
    assert sums == whole.plus(Figures(invoices=modes - 1))
    for mode in {mode for mode, _ in paid}:
        amount = sum(amount for named_mode, amount in paid if named_mode == mode)
        assert figures(roll_up.by_payment_mode)[mode,].grand_total_paise == amount


@given(st.lists(PAYMENT, max_size=4), st.integers(0, 100_000), st.integers(-50, 50), st.integers(-1, 5_000))
def test_the_modes_of_a_refund_add_up_to_it_to_the_paisa(given_back, lowered, round_off, taxable):
    total = sum(amount for _, amount in given_back) + lowered
    line = a_line(total_paise=total - round_off, taxable_paise=taxable, igst_paise=total - round_off - taxable)
    refunds = [{"mode": mode, "amount_paise": amount} for mode, amount in given_back]
    roll_up = RollUp()

    roll_up.add_refund(
        PLACE, a_note(an_invoice([line]), round_off_paise=round_off, total_paise=total, refunds=refunds), 16
    )

    sums = Figures()
    for row in figures(roll_up.by_payment_mode).values():
        sums = sums.plus(row)
    assert sums == figures(roll_up.by_day)[()]
    assert sums.refunds_paise == total
