"""Each line of a preview says by which rule, at which rate and by which formula it is taxed."""

from datetime import date

import pytest

from services.billing.domain.explain import explain
from services.billing.domain.invoice import LineInput, Terms, compute
from services.billing.domain.place_of_supply import PlaceOfSupply

KARNATAKA = PlaceOfSupply("29", inter=False, rule="shop")
MAHARASHTRA = PlaceOfSupply("27", inter=True, rule="given")
CHANDIGARH = PlaceOfSupply("04", inter=False, rule="shop")
DAY = date(2026, 6, 28)


def explained(place=KARNATAKA, *, composition=False, day=DAY, bill_discount=0, **facts):
    item = {"qty_milli": 6000, "rate_paise": 1400, "gst_rate_bp": 500, "hsn": "1902", **facts}
    terms = Terms(inter=place.inter, bill_discount_paise=bill_discount, composition=composition)
    invoice, faults = compute([LineInput("prod_1", "MAGGI", "Maggi", unit="NOS", **item)], terms)
    assert faults == []
    return explain(invoice.lines[0], place, day, composition=composition)


@pytest.mark.parametrize(
    ("facts", "formula"),
    [
        ({}, "cgst = sgst = r2(84 × 5 ÷ 2 ÷ 105) = 2; taxable_value = 84 − 2 × 2 = 80"),
        ({"place": MAHARASHTRA}, "igst = r2(84 × 5 ÷ 105) = 4; taxable_value = 84 − 4 = 80"),
        ({"tax_inclusive": False}, "cgst = sgst = r2(84 × 5 ÷ 2 ÷ 100) = 2.1; total = 84 + 2 × 2.1 = 88.2"),
        ({"place": MAHARASHTRA, "tax_inclusive": False}, "igst = r2(84 × 5 ÷ 100) = 4.2; total = 84 + 4.2 = 88.2"),
        ({"place": CHANDIGARH}, "cgst = utgst = r2(84 × 5 ÷ 2 ÷ 105) = 2; taxable_value = 84 − 2 × 2 = 80"),
        ({"gst_rate_bp": 0, "zero_rate_reason": "exempt"}, "no tax: the rate is 0 % (exempt)"),
        ({"composition": True}, "no tax: the store is under composition (s.10 CGST Act)"),
        (
            {"gst_rate_bp": 2800, "cess_rate_bp": 1200, "rate_paise": 14000, "qty_milli": 1000},
            (
                "cgst = sgst = r2(140 × 28 ÷ 2 ÷ 140) = 14; cess = r2(140 × 12 ÷ 140) = 12; "
                "taxable_value = 140 − 2 × 14 − 12 = 100"
            ),
        ),
    ],
)
def test_the_formula_has_the_line_s_numbers(facts, formula):
    assert explained(**facts).formula == formula


def test_the_value_is_what_both_discounts_leave():
    reason = explained(discount_paise=400, bill_discount=1000)

    assert (reason.gross_paise, reason.value_paise) == (8400, 7000)
    assert reason.formula.startswith("cgst = sgst = r2(70 × 5 ÷ 2 ÷ 105)")


def test_the_rate_names_the_list_in_force_on_the_day():
    reason = explained(day=date(2025, 9, 21))

    assert (reason.in_force_since, reason.notification) == (
        date(2017, 7, 1),
        "Notification 1/2017-Central Tax (Rate) as amended",
    )
    assert explained().in_force_since == date(2026, 2, 1)


def test_a_store_under_composition_is_the_source_of_its_rate():
    reason = explained(composition=True)

    assert (reason.rate_source, reason.rate_bp) == ("composition", 0)
    assert (explained().rate_source, explained().rule, explained().place_of_supply) == ("product", "shop", "29")
