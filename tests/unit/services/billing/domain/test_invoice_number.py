"""Numbers: the template is checked for its longest value, every number is lawful, and the counter's key is shared."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain.invoice_number import (
    DEFAULT_CREDIT_NOTE_TEMPLATE,
    DEFAULT_INVOICE_TEMPLATE,
    render,
    series_of,
    template_faults,
)


@pytest.mark.parametrize(
    ("template", "year", "n", "number"),
    [
        (DEFAULT_INVOICE_TEMPLATE, 2026, 1, "INV-2026-00001"),
        (DEFAULT_INVOICE_TEMPLATE, 2026, 4217, "INV-2026-04217"),
        (DEFAULT_INVOICE_TEMPLATE, 2026, 100_000, "INV-2026-100000"),
        (DEFAULT_CREDIT_NOTE_TEMPLATE, 2025, 12, "CN-2025-00012"),
        ("BLR/{FY2}/{0000}", 2026, 7, "BLR/2627/0007"),
        ("{000000}/{FY2}", 2099, 7, "000007/9900"),
        ("{YYYY}{00}", 2026, 7, "202607"),
    ],
)
def test_a_template_is_rendered_with_its_year_and_number(template: str, year: int, n: int, number: str) -> None:
    assert template_faults(template, "/invoice_template") == []
    assert render(template, year, n) == number


@pytest.mark.parametrize(
    ("template", "codes"),
    [
        ("INV-{00000}", ["required"]),
        ("INV-{YYYY}-", ["required"]),
        ("INV", ["required", "required"]),
        ("INV-{YYYY}-{00}-{00}", ["required"]),
        ("inv-{YYYY}-{00000}", ["out_of_range"]),
        ("INV {YYYY}-{00000}", ["out_of_range"]),
        ("INV-{MM}-{YYYY}-{000}", ["out_of_range"]),
        ("INV-{YYYY}-{}{000}", ["out_of_range"]),
        ("INV-{YYYY}-{00000", ["required", "out_of_range"]),
        ("INV-{YYYY}-{0000000}", []),
        ("INV-{YYYY}-{00000000}", ["out_of_range"]),
        ("A{YYYY}-1{0000}", ["out_of_range"]),
        ("A{YYYY}-{0000}1", ["out_of_range"]),
    ],
)
def test_a_template_is_judged_by_its_longest_value(template: str, codes: list[str]) -> None:
    faults = template_faults(template, "/invoice_template")

    assert [found["code"] for found in faults] == codes
    assert {found["pointer"] for found in faults} <= {"/invoice_template"}


def test_the_longest_value_is_shown_in_the_refusal() -> None:
    (found,) = template_faults("BENGALURU-{YYYY}-{00000}", "/invoice_template")

    assert found["detail"] == "Its longest number, BENGALURU-2026-99999, has over 16 characters."


def test_the_counter_is_keyed_by_what_surrounds_the_number() -> None:
    assert series_of("INV-{YYYY}-{00000}", 2026).key == "INV-2026-"
    assert series_of("INV-{YYYY}-{0000}", 2026).key == "INV-2026-"
    assert series_of("{0000}/{FY2}", 2026).key == "#/2627"


@pytest.mark.parametrize("n", [0, -1, 10_000_000])
def test_no_number_outside_the_series_is_written(n: int) -> None:
    with pytest.raises(ValueError, match="no number"):
        render("INV-{YYYY}-{00000}", 2026, n)


@given(
    template=st.from_regex(r"[A-Z]{0,3}[-/]?(\{YYYY\}|\{FY2\})[-/]?\{0{1,7}\}", fullmatch=True),
    year=st.integers(2017, 2099),
    n=st.integers(1, 9),
)
def test_every_number_of_a_lawful_template_is_lawful(template: str, year: int, n: int) -> None:
    if template_faults(template, "/invoice_template"):
        return

    number = render(template, year, n)

    assert re.fullmatch(r"[A-Z0-9/-]{1,16}", number)
    assert render(template, year, n + 1) != number
