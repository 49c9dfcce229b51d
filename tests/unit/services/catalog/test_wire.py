"""Requests in, documents and public bodies out."""

import pytest

from kit.wire_json import dumps
from services.catalog.domain.opening_stock import OpeningStock, WantedStock
from services.catalog.domain.product import Changes
from services.catalog.errors import ProductArchived, ProductNotFound, ValidationFailed
from services.catalog.wire import (
    archival_from_wire,
    batch_from_wire,
    change_from_wire,
    draft_from_wire,
    list_from_wire,
    product_to_public,
    refusal_to_item,
)
from tests.factories.catalog import MUMBAI, PRODUCT_ID, a_draft, a_product, a_product_request


def refused(read, request):
    with pytest.raises(ValidationFailed) as refusal:
        read(request)
    return [(fault["pointer"], fault["code"]) for fault in refusal.value.errors]


def test_a_request_becomes_a_draft():
    assert draft_from_wire(a_product_request()) == a_draft()


def test_what_is_absent_has_its_default():
    draft = draft_from_wire({"sku": "A", "name": "B", "rate_paise": 1, "gst_rate_bp": 500})

    assert (draft.facts.unit, draft.facts.hsn, draft.facts.metadata, draft.stock) == ("NOS", None, {}, None)
    assert (draft.price.tax_inclusive, draft.price.cess_rate_bp, draft.price.zero_rate_reason) == (None, 0, None)


def test_stock_is_one_quantity_or_quantities_by_store():
    one = draft_from_wire(a_product_request(stock={"qty_milli": 500_000}))
    many = draft_from_wire(a_product_request(stock=[{"store_id": MUMBAI, "qty_milli": 1}]))

    assert one.stock == WantedStock(default_qty_milli=500_000)
    assert many.stock == WantedStock(by_store=(OpeningStock(MUMBAI, 1),))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sku": None}, ("/sku", "required")),
        ({"sku": ""}, ("/sku", "out_of_range")),
        ({"sku": "x" * 65}, ("/sku", "out_of_range")),
        ({"sku": 5}, ("/sku", "invalid_type")),
        ({"name": "a\x00b"}, ("/name", "invalid_type")),
        ({"name": "\ud83d"}, ("/name", "invalid_type")),
        ({"rate_paise": -1}, ("/rate", "out_of_range")),
        ({"rate_paise": 1_000_000_000_000}, ("/rate", "out_of_range")),
        ({"rate_paise": "1400"}, ("/rate", "invalid_type")),
        ({"rate_paise": 14.5}, ("/rate", "invalid_type")),
        ({"rate_paise": True}, ("/rate", "invalid_type")),
        ({"tax_inclusive": 1}, ("/tax_inclusive", "invalid_type")),
        ({"gst_rate_bp": None}, ("/gst_rate", "required")),
        ({"reorder_level_milli": -1}, ("/reorder_level", "out_of_range")),
        ({"stock": 5}, ("/stock", "invalid_type")),
        ({"stock": []}, ("/stock", "out_of_range")),
        ({"stock": [{"store_id": MUMBAI, "qty_milli": -1}]}, ("/stock/0/qty", "out_of_range")),
        ({"stock": [{"qty_milli": 1}]}, ("/stock/0/store", "required")),
        ({"stock": {"qty_milli": 1, "extra": 1}}, ("/stock/extra", "unknown_field")),
        ({"metadata": {"colour": 5}}, ("/metadata/colour", "invalid_type")),
        ({"metadata": {str(i): "" for i in range(51)}}, ("/metadata", "out_of_range")),
        ({"colour": "red"}, ("/colour", "unknown_field")),
    ],
)
def test_what_the_contract_does_not_know_is_refused_with_its_pointer(change, fault):
    assert refused(draft_from_wire, a_product_request(**change)) == [fault]


def test_all_faults_are_named_at_once():
    assert refused(draft_from_wire, {"name": 5, "rate_paise": -1, "a/b~c": 1}) == [
        ("/sku", "required"),
        ("/name", "invalid_type"),
        ("/rate", "out_of_range"),
        ("/gst_rate", "required"),
        ("/a~1b~0c", "unknown_field"),
    ]


def test_a_request_is_an_object():
    assert refused(draft_from_wire, ["sku"]) == [("", "invalid_type")]


def test_a_batch_has_1_to_500_products():
    assert refused(batch_from_wire, {"products": []}) == [("/products", "out_of_range")]
    assert refused(batch_from_wire, {"products": [1] * 501}) == [("/products", "out_of_range")]
    assert refused(batch_from_wire, {}) == [("/products", "required")]
    assert batch_from_wire({"products": [None, {}]}) == [None, {}]


def test_the_public_body_is_in_rupees_units_and_percent():
    assert dumps(product_to_public(a_product(rate_paise=6850, gst_rate_bp=25))) == (
        f'{{"id":"{PRODUCT_ID}","sku":"MAGGI-70G","name":"Maggi Noodles 70 g","rate":68.5,"tax_inclusive":true,'
        '"gst_rate":0.25,"cess_rate":0,"zero_rate_reason":null,"hsn":"1902","unit":"NOS","barcode":null,'
        '"reorder_level":10,"status":"active","metadata":{},"created_at":"2026-06-28T10:14:22Z",'
        '"updated_at":"2026-06-28T10:14:22Z"}'
    )


def test_a_refused_item_of_a_batch_points_into_the_item():
    item = refusal_to_item(3, ValidationFailed([{"pointer": "/gst_rate", "code": "rate_not_in_force", "detail": "no"}]))

    assert (item["index"], item["status"], item["error"]["code"]) == (3, "error", "validation_failed")
    assert item["error"]["errors"] == [{"pointer": "/gst_rate", "code": "rate_not_in_force", "detail": "no"}]


def test_a_refused_item_keeps_its_facts():
    item = refusal_to_item(0, ProductArchived("MAGGI-70G", PRODUCT_ID))

    assert item["error"]["facts"] == {"sku": "MAGGI-70G", "product_id": PRODUCT_ID}


def test_a_list_request_is_read():
    assert list_from_wire({}) == ({}, None, 20)
    assert list_from_wire(
        {"filters": {"q": "a", "sku": None}, "after": ["2026-06-28T10:14:22+00:00", "p"], "limit": 5}
    ) == (
        {"q": "a"},
        ("2026-06-28T10:14:22+00:00", "p"),
        5,
    )


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        ({"limit": 0}, ("/limit", "out_of_range")),
        ({"limit": 101}, ("/limit", "out_of_range")),
        ({"limit": "5"}, ("/limit", "out_of_range")),
        ({"after": ["yesterday", "p"]}, ("/after", "invalid_type")),
        ({"after": "p"}, ("/after", "invalid_type")),
        ({"filters": {"colour": "red"}}, ("/filters/colour", "unknown_field")),
        ({"filters": {"updated_at_gte": "2026-06-28"}}, ("/filters/updated_at_gte", "invalid_type")),
    ],
)
def test_a_list_request_that_is_none_is_refused(request_, fault):
    assert refused(list_from_wire, request_) == [fault]


def test_the_changes_of_a_patch_are_parted_into_facts_price_and_status():
    change = change_from_wire(
        {"product_id": "prod_1", "changes": {"rate_paise": 1500, "barcode": None, "metadata": None, "status": "active"}}
    )

    assert (change.product_id, change.expected_body) == ("prod_1", None)
    assert change.changes == Changes(
        facts={"barcode": None, "metadata": None}, price={"rate_paise": 1500}, status="active"
    )


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"name": None}, [("/name", "required")]),
        ({"rate_paise": None, "gst_rate_bp": -1}, [("/rate", "required"), ("/gst_rate", "out_of_range")]),
        ({"sku": "X"}, [("/sku", "unknown_field")]),
        ({"status": "sold"}, [("/status", "out_of_range")]),
        ({"metadata": {"": "x", "b": 1}}, [("/metadata/", "out_of_range"), ("/metadata/b", "invalid_type")]),
    ],
)
def test_a_patch_that_no_product_can_take_is_refused_with_every_fault(changes, faults):
    with pytest.raises(ValidationFailed) as refusal:
        change_from_wire({"product_id": "prod_1", "changes": changes})

    assert [(fault["pointer"], fault["code"]) for fault in refusal.value.errors] == faults


@pytest.mark.parametrize("product_id", ["x" * 65, "prod_\x00", "prod\n"])
def test_what_can_be_no_id_is_not_there(product_id):
    with pytest.raises(ProductNotFound):
        archival_from_wire({"product_id": product_id})
