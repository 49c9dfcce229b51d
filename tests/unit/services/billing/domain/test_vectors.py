"""The published GST vectors, which the SDKs are held to as well, are what the domain computes."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kit.money import bp_from, milli_from, paise_from, rupees_out
from services.billing.domain.invoice import LineInput, Terms, compute
from services.billing.domain.tax import tax_on

VECTORS = json.loads(
    (Path(__file__).parents[5] / "sdks/vectors/gst.json").read_text(encoding="utf-8"), parse_float=Decimal
)


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
    terms = Terms(inter=bill["inter_state"], bill_discount_paise=paise_from(bill["discount"]))

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
    assert rupees_out(invoice.grand_total_paise) == float(bill["grand_total"])
    assert invoice.taxable_paise == paise_from(bill["taxable_value"])
    assert (invoice.cgst_paise, invoice.igst_paise) == (paise_from(bill["cgst"]), paise_from(bill["igst"]))


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
        zero_rate_reason=item["zero_rate_reason"],
    )
