"""The formulas of a line, against the table of the design and against fractions worked out slowly."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.tax import line_value, tax_on

RATES_BP = (0, 25, 150, 300, 500, 1200, 1800, 2800, 4000)

values = st.integers(min_value=0, max_value=999_999_999_999)
rates = st.sampled_from(RATES_BP)

#          value, percent, intra: taxable, each half, inter: taxable, igst
TABLE = [
    (118_00, 18, 100_00, 9_00, 100_00, 18_00),
    (1499_00, 18, 1270_34, 114_33, 1270_34, 228_66),
    (99_00, 5, 94_28, 2_36, 94_29, 4_71),
    (999_00, 18, 846_62, 76_19, 846_61, 152_39),
    (245_00, 5, 233_34, 5_83, 233_33, 11_67),
    (140_00, 40, 100_00, 20_00, 100_00, 40_00),
]


@pytest.mark.parametrize(("value", "percent", "taxable", "half", "_inter_taxable", "_igst"), TABLE)
def test_an_inclusive_price_in_one_state_splits_into_two_equal_halves(
    value: int, percent: int, taxable: int, half: int, _inter_taxable: int, _igst: int
) -> None:
    tax = tax_on(value, percent * 100, inclusive=True, inter=False)

    assert (tax.taxable, tax.cgst, tax.sgst, tax.igst, tax.cess, tax.total) == (taxable, half, half, 0, 0, value)


@pytest.mark.parametrize(("value", "percent", "_taxable", "_half", "taxable", "igst"), TABLE)
def test_an_inclusive_price_across_states_bears_igst_alone(
    value: int, percent: int, _taxable: int, _half: int, taxable: int, igst: int
) -> None:
    tax = tax_on(value, percent * 100, inclusive=True, inter=True)

    assert (tax.taxable, tax.cgst, tax.sgst, tax.igst, tax.cess, tax.total) == (taxable, 0, 0, igst, 0, value)


@pytest.mark.parametrize(
    ("value", "rate_bp", "inter", "half", "igst", "total"),
    [
        (100_00, 18_00, False, 9_00, 0, 118_00),
        (100_00, 18_00, True, 0, 18_00, 118_00),
        (99_90, 5_00, False, 2_50, 0, 104_90),  # 2.4975 each
        (99_90, 5_00, True, 0, 5_00, 104_90),  # 4.995
        (20, 5_00, False, 1, 0, 22),  # half a paisa each
        (20, 5_00, True, 0, 1, 21),
        (1, 40_00, False, 0, 0, 1),
        (1000_00, 25, False, 1_25, 0, 1002_50),  # a quarter of a percent
    ],
)
def test_an_exclusive_price_bears_its_tax_on_top(
    value: int, rate_bp: int, inter: bool, half: int, igst: int, total: int
) -> None:
    tax = tax_on(value, rate_bp, inclusive=False, inter=inter)

    assert (tax.taxable, tax.cgst, tax.sgst, tax.igst, tax.total) == (value, half, half, igst, total)


def test_cess_bears_on_the_same_taxable_value_as_the_tax() -> None:
    inclusive = tax_on(140_00, 28_00, inclusive=True, inter=False, cess_rate_bp=12_00)
    exclusive = tax_on(100_00, 28_00, inclusive=False, inter=True, cess_rate_bp=12_00)

    assert (inclusive.taxable, inclusive.cgst, inclusive.cess, inclusive.total) == (100_00, 14_00, 12_00, 140_00)
    assert (exclusive.taxable, exclusive.igst, exclusive.cess, exclusive.total) == (100_00, 28_00, 12_00, 140_00)


@pytest.mark.parametrize(
    ("qty_milli", "rate_paise", "value"),
    [(2000, 68_00, 136_00), (1250, 68_50, 85_63), (1, 499, 0), (1, 500, 1), (333, 1_00, 33), (0, 68_00, 0)],
)
def test_a_line_is_worth_quantity_times_rate_to_the_paisa(qty_milli: int, rate_paise: int, value: int) -> None:
    assert line_value(qty_milli, rate_paise) == value


@given(
    value=values, rate_bp=rates, cess_bp=st.sampled_from((0, 100, 1200)), inclusive=st.booleans(), inter=st.booleans()
)
def test_the_parts_of_a_line_always_add_up(
    value: int, rate_bp: int, cess_bp: int, inclusive: bool, inter: bool
) -> None:
    tax = tax_on(value, rate_bp, inclusive=inclusive, inter=inter, cess_rate_bp=cess_bp)

    assert tax.cgst == tax.sgst
    assert tax.taxable + tax.cgst + tax.sgst + tax.igst + tax.cess == tax.total
    assert (tax.total if inclusive else tax.taxable) == value
    assert tax.igst == 0 if not inter else tax.cgst == 0
    assert min(tax.cgst, tax.igst, tax.cess) >= 0


@given(value=values, rate_bp=rates, inclusive=st.booleans(), inter=st.booleans())
def test_the_integers_agree_with_fractions(value: int, rate_bp: int, inclusive: bool, inter: bool) -> None:
    tax = tax_on(value, rate_bp, inclusive=inclusive, inter=inter)

    assert (tax.taxable, tax.cgst, tax.igst, tax.total) == slowly(value, Fraction(rate_bp, 100), inclusive, inter)


@given(value=values, rate_bp=rates, inclusive=st.booleans(), inter=st.booleans())
def test_a_negative_value_is_the_mirror_of_a_positive_one(
    value: int, rate_bp: int, inclusive: bool, inter: bool
) -> None:
    plus = tax_on(value, rate_bp, inclusive=inclusive, inter=inter)
    minus = tax_on(-value, rate_bp, inclusive=inclusive, inter=inter)

    assert (minus.taxable, minus.cgst, minus.igst, minus.total) == (-plus.taxable, -plus.cgst, -plus.igst, -plus.total)


def slowly(value: int, percent: Fraction, inclusive: bool, inter: bool) -> tuple[int, int, int, int]:
    """The four formulas as they are written down, in exact rupees."""
    rupees = Fraction(value, 100)
    if inclusive and not inter:
        half = paisa(rupees * (percent / 2) / (100 + percent))
        return value - 2 * half, half, 0, value
    if inclusive:
        igst = paisa(rupees * percent / (100 + percent))
        return value - igst, 0, igst, value
    if not inter:
        half = paisa(rupees * percent / 200)
        return value, half, 0, value + 2 * half
    igst = paisa(rupees * percent / 100)
    return value, 0, igst, value + igst


def paisa(rupees: Fraction) -> int:
    return floor(rupees * 100 + Fraction(1, 2))
