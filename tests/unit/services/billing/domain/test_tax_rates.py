"""Rates are dated: what was lawful on a day is judged by that day."""

from datetime import date

import pytest

from services.billing.domain.tax_rates import cess_in_force, period_on, rate_faults, rate_in_force


@pytest.mark.parametrize(
    ("day", "rates"),
    [
        (date(2025, 9, 21), {0, 25, 150, 300, 500, 1200, 1800, 2800}),
        (date(2025, 9, 22), {0, 25, 150, 300, 500, 1800, 4000}),
        (date(2026, 1, 31), {0, 25, 150, 300, 500, 1800, 4000}),
        (date(2026, 2, 1), {0, 25, 150, 300, 500, 1800, 4000}),
    ],
)
def test_the_rates_of_a_day_are_the_ones_then_in_force(day: date, rates: set[int]) -> None:
    candidates = range(0, 5001, 5)

    assert {rate for rate in candidates if rate_in_force(rate, day)} == rates


@pytest.mark.parametrize(
    ("day", "hsn", "allowed"),
    [
        (date(2025, 9, 21), "2202", True),
        (date(2025, 9, 22), "2202", False),
        (date(2025, 9, 22), None, False),
        (date(2025, 9, 22), "2402", True),
        (date(2026, 1, 31), "21069020", True),
        (date(2026, 1, 31), "210690", False),
        (date(2026, 2, 1), "2402", False),
    ],
)
def test_28_percent_stays_for_tobacco_until_february_2026(day: date, hsn: str | None, allowed: bool) -> None:
    assert rate_in_force(2800, day, hsn) is allowed


def test_compensation_cess_ended_on_1_february_2026() -> None:
    assert cess_in_force(1200, date(2026, 1, 31))
    assert not cess_in_force(1200, date(2026, 2, 1))
    assert cess_in_force(0, date(2026, 2, 1))


def test_before_gst_began_no_rate_was_in_force() -> None:
    assert period_on(date(2017, 6, 30)) is None
    assert not rate_in_force(500, date(2017, 6, 30))
    assert not cess_in_force(1200, date(2017, 6, 30))


def test_both_rates_of_a_line_are_named_when_neither_is_in_force() -> None:
    faults = rate_faults("/items/3", rate_bp=1200, cess_rate_bp=100, hsn="1902", day=date(2026, 11, 22))

    assert faults == [
        {
            "pointer": "/items/3",
            "code": "rate_not_in_force",
            "detail": "The GST rate 12 % is not in force on 2026-11-22. PATCH the product's gst_rate.",
        },
        {
            "pointer": "/items/3",
            "code": "rate_not_in_force",
            "detail": "A compensation cess of 1 % is not in force on 2026-11-22. PATCH the product's cess_rate.",
        },
    ]
    assert rate_faults("/items/0", rate_bp=500, cess_rate_bp=0, hsn=None, day=date(2026, 11, 22)) == []
