"""A bill discount is shared to the paisa; no discount exceeds what it is taken from."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.discount import bill_discount_faults, line_discount_faults, shares_of


@pytest.mark.parametrize(
    ("discount", "values", "shares"),
    [
        (0, [100, 200], [0, 0]),
        (100, [100, 100, 100], [34, 33, 33]),
        (101, [100, 100, 100], [34, 34, 33]),
        (10, [1, 1, 8], [1, 1, 8]),
        (5, [1, 2, 3], [1, 2, 2]),  # 0.83, 1.67, 2.5: the remainders .83 and .67 first
        (100_00, [490_00, 120_00], [80_33, 19_67]),
        (1, [0, 5, 5], [0, 1, 0]),
        (0, [0], [0]),
        (300, [100, 200], [100, 200]),
    ],
)
def test_shares_are_floors_and_largest_remainders_the_earlier_first(
    discount: int, values: list[int], shares: list[int]
) -> None:
    assert shares_of(discount, values) == shares


@given(st.data())
def test_sharing_loses_nothing_and_no_share_exceeds_its_line(data: st.DataObject) -> None:
    values = data.draw(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=40))
    discount = data.draw(st.integers(0, sum(values)))

    shares = shares_of(discount, values)

    assert sum(shares) == discount
    assert all(0 <= share <= value for share, value in zip(shares, values, strict=True))
    exact = [Fraction(discount * value, sum(values) or 1) for value in values]
    assert all(share - floor(part) in (0, 1) for share, part in zip(shares, exact, strict=True))


def test_a_line_discount_may_take_the_whole_line_and_no_paisa_more() -> None:
    assert line_discount_faults(2, 500, 500) == []
    assert [(f["pointer"], f["code"]) for f in line_discount_faults(2, 501, 500)] == [
        ("/items/2/discount", "out_of_range")
    ]


def test_a_bill_discount_may_take_the_whole_bill_and_no_paisa_more() -> None:
    assert bill_discount_faults(500, [200, 300]) == []
    assert [(f["pointer"], f["code"]) for f in bill_discount_faults(501, [200, 300])] == [("/discount", "out_of_range")]
