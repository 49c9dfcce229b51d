"""How many digits of HSN an invoice names, by turnover, buyer and day."""

from datetime import date

import pytest

from services.billing.domain.hsn import ABOVE_5_CRORE, RULES, UP_TO_5_CRORE, digits_required, hsn_faults
from services.billing.domain.invoice import LineInput

DAY = date(2026, 6, 28)


def a_line(hsn: str | None) -> LineInput:
    return LineInput("prod_1", "MAGGI-70G", "Maggi", hsn, "NOS", 1000, 14_00, 5_00)


@pytest.mark.parametrize(
    ("turnover", "business", "digits"),
    [
        (None, True, 0),
        (None, False, 0),
        (UP_TO_5_CRORE, True, 4),
        (UP_TO_5_CRORE, False, 0),
        (ABOVE_5_CRORE, True, 6),
        (ABOVE_5_CRORE, False, 6),
    ],
)
def test_the_turnover_and_the_buyer_settle_the_digits(turnover: str | None, business: bool, digits: int) -> None:
    assert digits_required(turnover, DAY, business=business) == digits


def test_before_the_rule_nothing_was_required() -> None:
    assert RULES[0].since == date(2021, 4, 1)
    assert digits_required(ABOVE_5_CRORE, date(2021, 3, 31), business=True) == 0
    assert digits_required(ABOVE_5_CRORE, date(2021, 4, 1), business=True) == 6


def test_every_line_that_has_too_few_digits_is_named_with_what_to_do() -> None:
    lines = [a_line("1902"), a_line("19023010"), a_line(None), a_line("190230")]
    pointers = [f"/items/{place}/sku" for place in range(4)]

    found = hsn_faults(lines, pointers, ABOVE_5_CRORE, DAY, business=False)

    assert [(fault["pointer"], fault["code"]) for fault in found] == [
        ("/items/0/sku", "invalid_hsn"),
        ("/items/2/sku", "invalid_hsn"),
    ]
    assert found[0]["detail"] == (
        "MAGGI-70G has the HSN 1902; with a turnover above ₹5 crore this invoice names at least 6 digits. "
        "PATCH the product's hsn."
    )
    assert "has no HSN" in found[1]["detail"]
