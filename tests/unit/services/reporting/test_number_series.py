"""Numbers gathered into series: runs for table 13, and what is missing between."""

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.number_series import MOST_MISSING, series_of


def runs(*numbers):
    return [(run.first, run.last, run.count) for series in series_of(numbers) for run in series.runs()]


def missing(*numbers):
    return [number for series in series_of(numbers) for number in series.missing()]


def test_numbers_in_any_order_are_one_run():
    assert runs("INV-2026-00003", "INV-2026-00001", "INV-2026-00002") == [("INV-2026-00001", "INV-2026-00003", 3)]


def test_a_number_missing_between_cuts_the_run_and_is_named():
    numbers = ("INV-2026-00001", "INV-2026-00004", "INV-2026-00005")

    assert runs(*numbers) == [("INV-2026-00001", "INV-2026-00001", 1), ("INV-2026-00004", "INV-2026-00005", 2)]
    assert missing(*numbers) == ["INV-2026-00002", "INV-2026-00003"]


def test_stores_with_a_code_of_their_own_have_series_of_their_own():
    numbers = [f"S{store}-2026-{n:05d}" for store in (1, 2) for n in range(1, 4)]

    assert runs(*numbers) == [("S1-2026-00001", "S1-2026-00003", 3), ("S2-2026-00001", "S2-2026-00003", 3)]


def test_the_counter_may_stand_before_the_year():
    assert runs("A/0009/2627", "A/0010/2627") == [("A/0009/2627", "A/0010/2627", 2)]


def test_a_counter_that_grows_past_its_padding_goes_on():
    assert runs("X2026-99", "X2026-100") == [("X2026-99", "X2026-100", 2)]


def test_of_a_large_hole_the_first_thousand_are_named():
    assert len(missing("INV-2026-00001", "INV-2026-90000")) == MOST_MISSING


@given(st.sets(st.integers(1, 3000), min_size=1))
def test_runs_hold_every_number_once_and_missing_is_what_lies_between(present):
    numbers = [f"INV-2026-{n:05d}" for n in present]

    assert sum(count for _, _, count in runs(*numbers)) == len(present)
    between = set(range(min(present), max(present))) - present
    assert set(missing(*numbers)) == set(sorted(f"INV-2026-{n:05d}" for n in between)[:MOST_MISSING])
