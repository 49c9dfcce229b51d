"""The figures of a report row."""

from services.reporting.domain.figures import Figures


def test_gross_and_net_follow_their_definitions():
    figures = Figures(
        invoices=2, grand_total_paise=40_000, round_off_paise=-30, discount_paise=1_500, refunds_paise=8_400
    )

    assert figures.gross_paise == 40_030 + 1_500
    assert figures.net_paise == 41_530 - 1_500 - 30 - 8_400


def test_the_average_basket_is_rounded_half_up():
    assert Figures(invoices=2, grand_total_paise=101).average_basket_paise == 51
    assert Figures(invoices=3, grand_total_paise=100).average_basket_paise == 33


def test_without_invoices_there_is_no_average_basket():
    assert Figures(refunds_paise=100).average_basket_paise is None


def test_figures_add_up_one_by_one():
    ones, twos = Figures(*range(1, 11)), Figures(*range(10, 101, 10))

    assert ones.plus(twos) == Figures(11, 22, 33, 44, 55, 66, 77, 88, 99, 110)
