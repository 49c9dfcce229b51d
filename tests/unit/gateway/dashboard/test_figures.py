"""Figures, days and times as India writes them, and cells that no spreadsheet runs."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from gateway.dashboard import figures


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "₹0.00"),
        (Decimal("68.5"), "₹68.50"),
        (999, "₹999.00"),
        (1000, "₹1,000.00"),
        (123456, "₹1,23,456.00"),
        (Decimal("9999999999.99"), "₹9,99,99,99,999.99"),
        (Decimal("-1234.5"), "−₹1,234.50"),
        (None, "–"),
    ],
)
def test_rupees(amount, written):
    assert figures.rupees(amount) == written


def test_quantities_have_no_digit_that_says_nothing():
    written = [figures.number(value) for value in (0, 12, 1234567, 1.5, Decimal("0.125"), 100, None)]

    assert written == ["0", "12", "12,34,567", "1.5", "0.125", "100", "–"]


def test_the_scale_of_a_chart_is_short():
    assert [figures.short_rupees(value) for value in (0, 950, 12_500, 320_000, 14_000_000)] == [
        "₹0",
        "₹950",
        "₹12.5k",
        "₹3.2 L",
        "₹1.4 Cr",
    ]


def test_times_are_those_of_india():
    moment = datetime(2026, 11, 22, 20, 14, 5, tzinfo=UTC)

    assert figures.moment(moment).replace("\u202f", " ") == "23 Nov 2026, 1:44 am"
    assert figures.moment("2026-11-22T20:14:05Z") == figures.moment(moment)
    assert (figures.day(moment), figures.day("2026-11-22"), figures.day(date(2026, 1, 2))) == (
        "23 Nov 2026",
        "22 Nov 2026",
        "2 Jan 2026",
    )
    assert figures.month("2026-11") == "November 2026"
    assert figures.moment(None) == "–"


def test_growth_is_told_where_there_was_something_before():
    assert [figures.change(*pair) for pair in ((112, 100), (88, 100), (100, 100), (5, 0), (None, 5))] == [
        "+12 %",
        "−12 %",
        "±0 %",
        "–",
        "–",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+91", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_defused(text):
    assert figures.cell(text) == f"'{text}"


def test_numbers_and_other_texts_stay_as_they_are():
    assert [figures.cell(value) for value in (-2, Decimal("-1.5"), "Tea", "a=b", None, True)] == [
        "-2",
        "-1.5",
        "Tea",
        "a=b",
        "",
        "True",
    ]


def test_a_browser_has_a_name():
    chrome = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Mobile Safari/537.36"
    safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0) AppleWebKit/605.1 (KHTML, like Gecko) Version/20.0 Safari/604.1"

    assert [figures.browser(agent) for agent in (chrome, safari, "curl/8.1", "")] == [
        "Chrome, Android",
        "Safari, iPhone",
        "curl/8.1",
        "–",
    ]
