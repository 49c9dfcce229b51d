"""The periods of a report."""

from datetime import date

import pytest

from services.reporting.domain.period import Span, read_span
from services.reporting.errors import InvalidReportQuery


def faults_of(*arguments):
    with pytest.raises(InvalidReportQuery) as refused:
        read_span(*arguments)
    return [(item["parameter"], item["code"]) for item in refused.value.errors]


def test_days_are_named_one_by_one_both_ends_included():
    assert Span("day", date(2026, 2, 27), date(2026, 3, 1)).labels() == ["2026-02-27", "2026-02-28", "2026-03-01"]


def test_months_are_calendar_months_however_little_of_them_is_asked_for():
    assert Span("month", date(2026, 1, 31), date(2026, 3, 1)).labels() == ["2026-01", "2026-02", "2026-03"]


def test_one_day_is_a_span():
    assert read_span("day", "2026-06-28", "2026-06-28") == Span("day", date(2026, 6, 28), date(2026, 6, 28))


def test_a_leap_year_is_the_longest_span():
    assert len(read_span("day", "2028-01-01", "2028-12-31").labels()) == 366
    assert faults_of("day", "2028-01-01", "2029-01-01") == [("to", "out_of_range")]


def test_the_end_is_not_before_the_beginning():
    assert faults_of("day", "2026-06-28", "2026-06-27") == [("to", "out_of_range")]


def test_every_fault_is_named_at_once():
    assert faults_of("week", None, "2026-06-31") == [
        ("granularity", "invalid_type"),
        ("from", "required"),
        ("to", "invalid_type"),
    ]


@pytest.mark.parametrize(
    "text", ["2026-6-1", "20260601", "2026-W26-7", "2026-06-28T00:00:00Z", "", 20260628, "२०२६-०६-२८"]
)
def test_a_date_has_one_form(text):
    assert faults_of("day", text, "2026-06-28") == [("from", "invalid_type")]


def test_hours_are_named_by_the_day_and_the_hour_in_india():
    labels = Span("hour", date(2026, 6, 28), date(2026, 6, 29)).labels()

    assert (len(labels), labels[0], labels[14], labels[-1]) == (48, "2026-06-28T00", "2026-06-28T14", "2026-06-29T23")
