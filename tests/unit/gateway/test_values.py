"""Values of the public API: each in its unit, each fault by its code."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.api.v1.schemas.numbers import Money, Quantity, Rate
from gateway.api.v1.schemas.shape import Wrong
from gateway.api.v1.schemas.values import Day, Gstin, Hsn, Instant, Phone, State, Text
from gateway.json_body import BadNumber


def code_of(field, raw) -> str:
    with pytest.raises(Wrong) as caught:
        field.value_of(raw)
    return caught.value.code


@pytest.mark.parametrize(
    ("rupees", "paise"),
    [
        (220, 22000),
        (Decimal("68.5"), 6850),
        (Decimal("0.01"), 1),
        (0, 0),
        (Decimal("-0.0"), 0),
        (Decimal("1.000"), 100),
        (Decimal("9999999999.99"), 999_999_999_999),
    ],
)
def test_money_is_rupees_outside_and_paise_inside(rupees, paise):
    assert Money().value_of(rupees) == paise


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("220", "invalid_number"),
        (BadNumber("2.2e2"), "invalid_number"),
        (True, "invalid_type"),
        ([], "invalid_type"),
        ({}, "invalid_type"),
        (Decimal("1.001"), "too_many_decimals"),
        (Decimal("1.0000000000000000000000000000000001"), "too_many_decimals"),
        (-1, "out_of_range"),
        (Decimal("-0.01"), "out_of_range"),
        (10_000_000_000, "out_of_range"),
        (10**60, "out_of_range"),
    ],
)
def test_other_money_is_refused_by_name(raw, code):
    assert code_of(Money(), raw) == code


@given(st.integers(0, 999_999_999_999))
def test_every_amount_of_paise_is_read_exactly(paise):
    assert Money().value_of(Decimal(paise) / 100) == paise


def test_quantities_have_three_decimals_and_are_more_than_nothing():
    assert Quantity().value_of(Decimal("1.125")) == 1125
    assert code_of(Quantity(), Decimal("1.1255")) == "too_many_decimals"
    assert code_of(Quantity(), 0) == "out_of_range"
    assert Quantity(least=0).value_of(0) == 0


def test_rates_are_percent_outside_and_basis_points_inside():
    assert Rate().value_of(Decimal("0.25")) == 25
    assert Rate().value_of(5) == 500
    assert code_of(Rate(), 101) == "out_of_range"


@pytest.mark.parametrize("text", ["+919876543210", "98765 43210", "098765-43210", "+91 (98765) 43210", "9876543210"])
def test_phones_come_in_any_form_and_are_kept_as_e164(text):
    assert Phone().value_of(text) == "+919876543210"


def test_a_phone_of_another_country_is_taken_with_its_code():
    assert Phone().value_of("+1 650-253-0000") == "+16502530000"


@pytest.mark.parametrize("text", ["", "12", "abc", "+91123", "99999999999999999", "9" * 40, "+9198765\x0043210"])
def test_other_phones_are_refused(text):
    assert code_of(Phone(), text) == "invalid_phone"


def test_a_gstin_has_its_check_digit():
    assert Gstin().value_of("27aapfu0939f1zv") == "27AAPFU0939F1ZV"
    assert code_of(Gstin(), "27AAPFU0939F1ZW") == "invalid_gstin"
    assert code_of(Gstin(), 27) == "invalid_type"


def test_hsn_has_4_6_or_8_digits():
    assert [Hsn().value_of(code) for code in ("0401", "190230", "19023010")] == ["0401", "190230", "19023010"]
    assert [code_of(Hsn(), code) for code in ("040", "04011", "04a1", "٠٤٠١")] == ["invalid_hsn"] * 4


def test_states_are_gst_codes_and_only_a_place_of_supply_is_abroad():
    assert State().value_of("29") == "29"
    assert [code_of(State(), code) for code in ("25", "28", "00", "39", "96", "9")] == ["out_of_range"] * 6
    assert State(abroad=True).value_of("96") == "96"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-06-28T10:14:22Z", "2026-06-28T10:14:22Z"),
        ("2026-06-28t10:14:22.999z", "2026-06-28T10:14:22Z"),
        ("2026-06-28T15:44:22+05:30", "2026-06-28T10:14:22Z"),
    ],
)
def test_times_have_any_offset_and_are_kept_in_utc(text, utc):
    assert Instant().value_of(text) == utc


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-06-28", "invalid_type"),
        ("2026-06-28T10:14:22", "invalid_type"),
        ("20260628T101422Z", "invalid_type"),
        (1782641662, "invalid_type"),
        ("2026-02-30T00:00:00Z", "out_of_range"),
        ("0001-01-01T00:00:00+05:30", "out_of_range"),
        ("0001-01-01T00:00:00Z", "out_of_range"),
        ("1969-12-31T23:59:59Z", "out_of_range"),
    ],
)
def test_other_times_are_refused(text, code):
    assert code_of(Instant(), text) == code


def test_days_are_the_calendars():
    assert Day().value_of("2028-02-29") == "2028-02-29"
    assert code_of(Day(), "2026-02-29") == "out_of_range"
    assert code_of(Day(), "2026-6-1") == "invalid_type"


def test_text_has_a_length_and_no_control_characters():
    assert Text(5).value_of("देश\n") == "देश\n"
    assert code_of(Text(5), "") == "out_of_range"
    assert code_of(Text(5), "123456") == "out_of_range"
    assert code_of(Text(5), "a\x00b") == "invalid_type"
    assert code_of(Text(5), 5) == "invalid_type"
