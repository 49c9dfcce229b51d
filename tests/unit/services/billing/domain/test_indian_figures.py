"""Digits are grouped as in India, and nothing is lost in writing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.indian_figures import grouped, percent, quantity, rupees


@pytest.mark.parametrize(
    ("paise", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (99_999, "999.99"),
        (1_000_00, "1,000.00"),
        (99_999_00, "99,999.00"),
        (1_00_000_00, "1,00,000.00"),
        (1_23_456_78, "1,23,456.78"),
        (12_34_567_89, "12,34,567.89"),
        (1_00_00_000_00, "1,00,00,000.00"),
        (999_999_999_999, "9,99,99,99,999.99"),
        (-49, "−0.49"),
    ],
)
def test_thousands_then_pairs(paise: int, text: str) -> None:
    assert grouped(paise) == text


@given(st.integers(-(10**15), 10**15))
def test_an_amount_can_be_read_back_and_every_group_but_the_first_is_full(paise: int) -> None:
    text = grouped(paise)

    assert int(text.replace("−", "-").replace(",", "").replace(".", "")) == paise
    assert re.fullmatch(r"−?\d{1,3}\.\d\d|−?\d{1,2}(,\d\d)*,\d{3}\.\d\d", text)


def test_the_sign_stands_before_the_currency() -> None:
    assert (rupees(1_23_456_78), rupees(-49)) == ("₹1,23,456.78", "−₹0.49")


@pytest.mark.parametrize(("milli", "text"), [(1000, "1"), (1250, "1.25"), (1, "0.001"), (500_000, "500")])
def test_a_quantity_has_no_digit_too_many(milli: int, text: str) -> None:
    assert quantity(milli) == text


@pytest.mark.parametrize(
    ("basis_points", "parts", "text"), [(500, 1, "5"), (500, 2, "2.5"), (25, 1, "0.25"), (25, 2, "0.125"), (0, 2, "0")]
)
def test_a_rate_and_its_halves(basis_points: int, parts: int, text: str) -> None:
    assert percent(basis_points, parts) == text
