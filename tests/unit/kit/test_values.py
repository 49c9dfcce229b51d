"""Clock, ids, money and JSON: exact, and the same everywhere."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.clock import financial_year, ist_date, parse_rfc3339, rfc3339
from kit.ids import derived_id, first_id, is_id, new_id
from kit.money import bp_from, milli_from, paise_from, qty_out, r2, rate_out, rupees_out, share_by_weight
from kit.wire_json import dumps

AT = datetime(2026, 6, 28, 10, 14, 22, 987_000, tzinfo=UTC)


def test_days_are_counted_in_india():
    assert ist_date(datetime(2026, 3, 31, 18, 29, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert ist_date(datetime(2026, 3, 31, 18, 30, 0, tzinfo=UTC)) == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_a_financial_year_begins_on_the_first_of_april(day, year):
    assert financial_year(day) == year


def test_instants_are_written_in_whole_seconds_of_utc():
    assert rfc3339(AT) == "2026-06-28T10:14:22Z"
    assert parse_rfc3339("2026-06-28T15:44:22+05:30") == AT.replace(microsecond=0)
    with pytest.raises(ValueError, match="offset"):
        parse_rfc3339("2026-06-28T10:14:22")


def test_the_first_id_of_a_millisecond_bounds_a_search_by_time():
    earlier = AT.replace(microsecond=986_999)
    assert all(new_id("mov", earlier) < first_id("mov", AT) <= new_id("mov", AT) for _ in range(100))


def test_ids_sort_by_time_and_know_their_form():
    early, late = new_id("inv", AT), new_id("inv", AT.replace(hour=11))
    assert early < late
    assert is_id("inv", early)
    assert not is_id("pay", early)
    assert not is_id("inv", early[:-1])
    assert not is_id("inv", None)
    assert len({new_id("inv", AT) for _ in range(1000)}) == 1000


def test_a_derived_id_belongs_to_its_parts_and_its_secret():
    made = derived_id("cus", b"secret", "acct_1", "+919876543210", "0")
    assert made == derived_id("cus", b"secret", "acct_1", "+919876543210", "0")
    assert is_id("cus", made)
    others = {
        derived_id("cus", b"other", "acct_1", "+919876543210", "0"),
        derived_id("cus", b"secret", "acct_2", "+919876543210", "0"),
        derived_id("cus", b"secret", "acct_1", "+919876543210", "1"),
        derived_id("cus", b"secret", "acct_1+919876543210", "", "0"),
    }
    assert len(others | {made}) == 5


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"), [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0), (1, 2, 1)]
)
def test_rounding_is_half_up_on_the_magnitude(numerator, denominator, rounded):
    assert r2(numerator, denominator) == rounded


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30).filter(any))
def test_a_split_loses_nothing_and_strays_by_less_than_a_paisa(total, weights):
    shares = share_by_weight(total, weights)
    assert sum(shares) == total
    assert all(
        abs(share * sum(weights) - total * weight) < sum(weights) for share, weight in zip(shares, weights, strict=True)
    )


def test_a_tie_goes_to_the_earlier_line():
    assert share_by_weight(100, [1, 1, 1]) == [34, 33, 33]
    with pytest.raises(ValueError, match="more than zero"):
        share_by_weight(1, [0, 0])


@given(st.integers(-999_999_999_999, 999_999_999_999))
def test_money_leaves_as_the_shortest_exact_number_and_comes_back(paise):
    text = dumps(rupees_out(paise))
    assert "e" not in text
    assert Decimal(text) == Decimal(paise) / 100
    assert paise_from(json.loads(text, parse_float=Decimal)) == paise


@given(st.integers(0, 9_999_999_999_999))
def test_quantities_too(milli):
    text = dumps(qty_out(milli))
    assert "e" not in text
    assert milli_from(json.loads(text, parse_float=Decimal)) == milli


def test_rates_and_surplus_decimals():
    assert (rate_out(25), rate_out(500), bp_from(Decimal("0.25"))) == (0.25, 5, 25)
    for read, value in ((paise_from, "1.005"), (milli_from, "0.0001"), (bp_from, "0.001")):
        with pytest.raises(ValueError, match="decimals"):
            read(Decimal(value))


def test_json_is_compact_and_refuses_what_is_none():
    assert dumps({"a": "₹", "b": [1, 2.5, None]}) == '{"a":"₹","b":[1,2.5,null]}'
    with pytest.raises(ValueError, match="JSON"):
        dumps(float("nan"))
    with pytest.raises(TypeError):
        dumps(Decimal(1))
