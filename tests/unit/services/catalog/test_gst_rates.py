"""The rates in force on a day, from the table of the law."""

from datetime import date

import pytest

from services.catalog.domain.gst_rates import PERIODS, period_on, rates_in_force

OLD = (0, 25, 150, 300, 500, 1200, 1800, 2800)
NEW = (0, 25, 150, 300, 500, 1800, 4000)


@pytest.mark.parametrize(
    ("day", "rates"),
    [
        (date(2017, 6, 30), OLD),
        (date(2017, 7, 1), OLD),
        (date(2025, 9, 21), OLD),
        (date(2025, 9, 22), NEW),
        (date(2026, 1, 31), NEW),
        (date(2026, 2, 1), NEW),
        (date(2026, 6, 28), NEW),
    ],
)
def test_the_rates_change_on_the_day_of_the_law(day, rates):
    assert rates_in_force(day, "1902") == rates


@pytest.mark.parametrize("hsn", ["2402", "240220", "24031190", "21069020"])
def test_28_percent_stayed_for_tobacco_until_february_2026(hsn):
    assert 2800 in rates_in_force(date(2025, 9, 22), hsn)
    assert 2800 in rates_in_force(date(2026, 1, 31), hsn)
    assert 2800 not in rates_in_force(date(2026, 2, 1), hsn)


@pytest.mark.parametrize("hsn", ["1902", "210690", None])
def test_28_percent_ended_for_everything_else_in_september_2025(hsn):
    assert 2800 not in rates_in_force(date(2025, 9, 22), hsn)


def test_cess_ended_in_february_2026():
    assert period_on(date(2026, 1, 31)).cess
    assert not period_on(date(2026, 2, 1)).cess


def test_the_periods_are_in_order_and_name_their_source():
    assert list(PERIODS) == sorted(PERIODS, key=lambda period: period.since)
    assert all(period.source for period in PERIODS)
