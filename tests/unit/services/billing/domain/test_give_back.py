"""Money goes back by the mode that is asked for, or the way it came: the newest payment first, none of them twice."""

import pytest

from services.billing.domain.give_back import Sum, shares_by_mode

PAID = [Sum("upi", 100), Sum("credit", 500), Sum("cash", 50), Sum("card", 30)]


@pytest.mark.parametrize(
    ("amount", "mode", "given", "shares"),
    [
        (0, None, [], []),
        (0, "upi", [], []),
        (180, "cash", [], [("cash", 180)]),
        (20, None, [], [("card", 20)]),
        (40, None, [], [("card", 30), ("cash", 10)]),
        (180, None, [], [("card", 30), ("cash", 50), ("upi", 100)]),
        (40, None, [("card", 10)], [("card", 20), ("cash", 20)]),
        (40, None, [("cash", 20)], [("card", 30), ("cash", 10)]),
        (50, None, [("cash", 100), ("card", 10)], [("upi", 50)]),
        (10, None, [("wallet", 25)], [("card", 5), ("cash", 5)]),
    ],
)
def test_what_is_given_back_goes_the_way_it_came(amount, mode, given, shares):
    split = shares_by_mode(amount, mode, PAID, [Sum(*earlier) for earlier in given])

    assert [(share.mode, share.amount_paise) for share in split] == shares


def test_payments_of_one_mode_are_given_back_in_one_sum():
    paid = [Sum("upi", 10), Sum("cash", 5), Sum("upi", 20)]

    assert shares_by_mode(32, None, paid, []) == [Sum("upi", 27), Sum("cash", 5)]
