"""Merge patches and batches: what is absent stays, null clears, what never changes is refused, and items are judged apart."""

from decimal import Decimal

import pytest

from contracts.rpc import read
from contracts.rpc.catalog import ProductChanges as CatalogChanges
from contracts.rpc.customers import CustomerChanges as CustomersChanges
from gateway.api.v1.schemas.customers import CustomerChanges
from gateway.api.v1.schemas.products import Product, ProductChanges, ProductsBatch

PRODUCT = {"sku": "MAGGI-70G", "name": "Maggi", "rate": 14, "gst_rate": 5}


def read_by(schema, raw):
    faults = []
    made = schema().read(raw, "", faults)
    return made, sorted((fault["pointer"], fault["code"]) for fault in faults)


@pytest.mark.parametrize(
    ("raw", "changes"),
    [
        ({}, {}),
        ({"rate": Decimal("15.5"), "name": "Maggi"}, {"rate_paise": 1550, "name": "Maggi"}),
        ({"barcode": None, "hsn": None, "tax_inclusive": None}, {"barcode": None, "hsn": None, "tax_inclusive": None}),
        ({"cess_rate": None, "unit": None}, {"cess_rate_bp": 0, "unit": "NOS"}),
        ({"metadata": None, "status": "active"}, {"metadata": None, "status": "active"}),
        ({"metadata": {"shelf": "3", "aisle": None}}, {"metadata": {"shelf": "3", "aisle": None}}),
    ],
)
def test_what_is_absent_stays_and_null_clears(raw, changes):
    assert read_by(ProductChanges, raw) == (changes, [])
    assert read(CatalogChanges(), changes) == changes


@pytest.mark.parametrize(
    ("raw", "faults"),
    [
        ({"sku": "X", "id": None, "stock": 5}, [("/id", "field_immutable"), ("/sku", "field_immutable"), ("/stock", "field_immutable")]),
        ({"name": None, "rate": None}, [("/name", "required"), ("/rate", "required")]),
        ({"colour": None, "a/b": 1}, [("/a~1b", "unknown_field"), ("/colour", "unknown_field")]),
        ({"metadata": {"": None, "k": 5}}, [("/metadata/", "out_of_range"), ("/metadata/k", "invalid_type")]),
        ({"metadata": {str(n): "x" for n in range(101)}}, [("/metadata", "out_of_range")]),
        ({"metadata": []}, [("/metadata", "invalid_type")]),
        ([], [("", "invalid_type")]),
    ],
)  # fmt: skip
def test_what_cannot_change_or_be_cleared_is_refused_by_name(raw, faults):
    assert read_by(ProductChanges, raw)[1] == faults


@pytest.mark.parametrize(
    ("raw", "changes"),
    [
        ({"phone": "98123 45678"}, {"phone": "+919812345678"}),
        ({"name": None, "gstin": None, "email": None, "sez": None}, {"name": None, "gstin": None, "email": None, "sez": False}),
        ({"address": None}, {"address": None}),
        ({"address": {"city": "Pune", "pin": None}}, {"address": {"city": "Pune", "pin": None}}),
    ],
)  # fmt: skip
def test_a_customer_s_address_is_patched_inside(raw, changes):
    assert read_by(CustomerChanges, raw) == (changes, [])
    assert read(CustomersChanges(), changes) == changes


def test_the_faults_of_a_customer_s_patch_are_all_named():
    raw = {"phone": None, "id": "cus_1", "total_spent": 5, "address": {"pin": "1", "street": None}, "email": "x"}

    assert read_by(CustomerChanges, raw)[1] == [
        ("/address/pin", "invalid_type"),
        ("/address/street", "unknown_field"),
        ("/email", "invalid_type"),
        ("/id", "field_immutable"),
        ("/phone", "required"),
        ("/total_spent", "field_immutable"),
    ]


def test_the_items_of_a_batch_are_judged_apart_with_pointers_of_their_own():
    made, faults = read_by(ProductsBatch, {"products": [PRODUCT, {**PRODUCT, "rate": -1, "hsn": "19"}, None, 7]})

    assert faults == []
    good, bad, none, number = made["products"]
    assert good.value == read_by(Product, PRODUCT)[0]
    assert [fault["pointer"] for fault in bad.faults] == ["/rate", "/hsn"]
    assert [[fault["pointer"] for fault in item.faults] for item in (none, number)] == [[""], [""]]
    assert (good.faults, bad.value) == ([], None)


@pytest.mark.parametrize("products", [[], [PRODUCT] * 501, None, {}])
def test_a_batch_of_none_or_too_many_is_no_batch(products):
    [(pointer, _)] = read_by(ProductsBatch, {"products": products})[1]

    assert pointer == "/products"
