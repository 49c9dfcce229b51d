"""The published GST vectors, which the SDKs are held to as well, are what the domain computes and what fractions give."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from kit.money import bp_from, milli_from, paise_from, rupees_out
from services.billing.domain.invoice import LineInput, Terms, compute
from services.billing.domain.tax import tax_on
from tests.factories import slow_gst

VECTORS = json.loads(slow_gst.VECTORS.read_text(encoding="utf-8"), parse_float=Decimal)


@pytest.mark.parametrize("case", VECTORS["lines"], ids=lambda case: case["why"])
def test_a_line_is_taxed_as_published(case: dict[str, Any]) -> None:
    tax = tax_on(
        paise_from(case["value"]),
        bp_from(case["gst_rate"]),
        inclusive=case["tax_inclusive"],
        inter=case["inter_state"],
    )

    names = ("taxable_value", "cgst", "sgst", "igst", "total")
    assert (tax.taxable, tax.cgst, tax.sgst, tax.igst, tax.total) == tuple(paise_from(case[name]) for name in names)


@pytest.mark.parametrize("bill", VECTORS["bills"], ids=lambda bill: bill["why"])
def test_a_bill_is_worked_out_as_published(bill: dict[str, Any]) -> None:
    round_off = "always" if bill.get("rounded") else "off"
    terms = Terms(bill["inter_state"], bill_discount_paise=paise_from(bill["discount"]), round_off=round_off)

    invoice, faults = compute([as_input(item) for item in bill["items"]], terms)

    assert faults == []
    for line, item in zip(invoice.lines, bill["items"], strict=True):
        published = {name: paise_from(item[name]) for name in ("taxable_value", "cgst", "sgst", "igst", "total")}
        assert published == {
            "taxable_value": line.taxable_paise,
            "cgst": line.cgst_paise,
            "sgst": line.sgst_paise,
            "igst": line.igst_paise,
            "total": line.total_paise,
        }
        assert line.bill_discount_paise == paise_from(item["bill_discount"])
    assert invoice.round_off_paise == paise_from(bill.get("round_off", 0))
    assert rupees_out(invoice.grand_total_paise) == float(bill["grand_total"])
    assert invoice.taxable_paise == paise_from(bill["taxable_value"])
    assert (invoice.cgst_paise, invoice.igst_paise) == (paise_from(bill["cgst"]), paise_from(bill["igst"]))


def test_the_vectors_hold_every_row_of_the_design_and_every_kind_of_line() -> None:
    lines = VECTORS["lines"]
    published = {(case["value"], case["gst_rate"], case["inter_state"]) for case in lines if case["tax_inclusive"]}
    kinds = {(str(case["gst_rate"]), case["tax_inclusive"], case["inter_state"]) for case in lines}

    table = [(118, 18), (1499, 18), (99, 5), (999, 18), (245, 5), (140, 40)]
    assert {(value, rate, inter) for value, rate in table for inter in (False, True)} <= published
    assert kinds == {
        (rate, inclusive, inter) for rate in slow_gst.RATES for inclusive in (True, False) for inter in (True, False)
    }
    assert len(lines) >= 350
    assert len(VECTORS["bills"]) >= 150


def test_the_generated_vectors_are_what_exact_fractions_give() -> None:
    assert slow_gst.vectors() == json.loads(slow_gst.VECTORS.read_text(encoding="utf-8"))


def test_every_line_written_by_hand_is_what_exact_fractions_give() -> None:
    for case in VECTORS["lines"]:
        value, rate = Fraction(case["value"]), Fraction(case["gst_rate"])
        exact = slow_gst.line(value, rate, inclusive=case["tax_inclusive"], inter=case["inter_state"])
        assert exact == {name: Fraction(case[name]) for name in exact}, case["why"]


def as_input(item: dict[str, Any]) -> LineInput:
    return LineInput(
        product_id="prod_" + item["sku"],
        sku=item["sku"],
        name=item["sku"],
        hsn=None,
        unit="NOS",
        qty_milli=milli_from(item["qty"]),
        rate_paise=paise_from(item["rate"]),
        gst_rate_bp=bp_from(item["gst_rate"]),
        tax_inclusive=item.get("tax_inclusive", True),
        discount_paise=paise_from(item.get("discount", 0)),
        zero_rate_reason=item["zero_rate_reason"],
    )
