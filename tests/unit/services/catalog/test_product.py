"""What a product may be, and what makes a new version of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.catalog.domain.opening_stock import OpeningStock
from services.catalog.domain.product import ARCHIVED, Changes
from services.catalog.errors import ProductArchived
from tests.factories.catalog import AT, BENGALURU, MUMBAI, a_draft, a_product

TODAY = date(2026, 6, 28)
LATER = AT + timedelta(hours=1)


def faults_of(draft):
    return [(fault["pointer"], fault["code"]) for fault in draft.faults(TODAY)]


def test_a_product_in_order_has_no_faults():
    assert faults_of(a_draft()) == []
    assert faults_of(a_draft(gst_rate_bp=0, zero_rate_reason="nil")) == []
    assert faults_of(a_draft(hsn=None)) == []


@pytest.mark.parametrize("hsn", ["0401", "190230", "19023010", "9983"])
def test_an_hsn_has_4_6_or_8_digits(hsn):
    assert faults_of(a_draft(hsn=hsn)) == []


@pytest.mark.parametrize("hsn", ["", "19", "190", "19023", "1902301", "190230101", "19O2", "१९०२", "1902\n"])
def test_anything_else_is_no_hsn(hsn):
    assert faults_of(a_draft(hsn=hsn)) == [("/hsn", "invalid_hsn")]


def test_a_rate_that_is_not_in_force_is_refused_with_those_that_are():
    [fault] = a_draft(gst_rate_bp=1200).faults(TODAY)

    assert (fault["pointer"], fault["code"]) == ("/gst_rate", "rate_not_in_force")
    assert fault["detail"] == "12 % is not in force on 2026-06-28; the rates are 0, 0.25, 1.5, 3, 5, 18, 40"


def test_the_same_rate_was_in_force_before():
    assert a_draft(gst_rate_bp=1200).faults(date(2025, 9, 21)) == []


def test_cess_is_refused_since_it_ended():
    assert faults_of(a_draft(cess_rate_bp=1200)) == [("/cess_rate", "rate_not_in_force")]
    assert a_draft(cess_rate_bp=1200).faults(date(2026, 1, 31)) == []


def test_a_zero_rate_needs_its_reason():
    assert faults_of(a_draft(gst_rate_bp=0)) == [("/zero_rate_reason", "required")]
    assert faults_of(a_draft(gst_rate_bp=0, zero_rate_reason="cheap")) == [("/zero_rate_reason", "out_of_range")]
    assert faults_of(a_draft(gst_rate_bp=500, zero_rate_reason="nil")) == [("/zero_rate_reason", "out_of_range")]


def test_all_faults_are_named_at_once():
    draft = a_draft(hsn="19", gst_rate_bp=1200, cess_rate_bp=100, zero_rate_reason="nil")

    assert faults_of(draft) == [
        ("/hsn", "invalid_hsn"),
        ("/gst_rate", "rate_not_in_force"),
        ("/cess_rate", "rate_not_in_force"),
        ("/zero_rate_reason", "out_of_range"),
    ]


def test_a_new_product_is_version_1_and_active():
    product = a_product()

    assert (product.version, product.status) == (1, "active")
    assert product.created_at == product.updated_at == AT


def test_a_changed_price_makes_the_next_version():
    changed = a_product().replaced_by(a_draft(rate_paise=1500), (), LATER)

    assert changed.version == 2
    assert changed.price.rate_paise == 1500
    assert (changed.created_at, changed.updated_at) == (AT, LATER)


def test_the_same_draft_makes_no_new_version():
    product = a_product()

    assert product.replaced_by(a_draft(), (OpeningStock(BENGALURU, 999_000),), LATER) is product


def test_a_store_is_added_and_what_another_started_with_stays():
    product = replace(a_product(), opening_stock=(OpeningStock(BENGALURU, 500_000),))

    changed = product.replaced_by(a_draft(), (OpeningStock(BENGALURU, 1), OpeningStock(MUMBAI, 20_000)), LATER)

    assert changed.opening_stock == (OpeningStock(BENGALURU, 500_000), OpeningStock(MUMBAI, 20_000))
    assert changed.version == 2


def named(status=None, price=None, **facts):
    return Changes(facts=facts, price=price or {}, status=status)


def test_a_patch_changes_what_it_names_and_null_clears():
    product = replace(a_product(), facts=replace(a_product().facts, barcode="890"))

    changed = product.patched(named(price={"rate_paise": 1500}, barcode=None, name="Maggi"), LATER)

    assert (changed.version, changed.updated_at, changed.price.rate_paise) == (2, LATER, 1500)
    assert (changed.facts.barcode, changed.facts.name, changed.facts.hsn) == (None, "Maggi", "1902")
    assert changed.price.gst_rate_bp == product.price.gst_rate_bp


@pytest.mark.parametrize(
    ("patch", "after"),
    [
        ({"b": "2"}, {"a": "1", "b": "2"}),
        ({"a": "2"}, {"a": "2"}),
        ({"a": None, "b": "2"}, {"b": "2"}),
        ({"unknown": None}, {"a": "1"}),
        ({}, {"a": "1"}),
        (None, {}),
    ],
)
def test_metadata_merges_by_key(patch, after):
    product = replace(a_product(), facts=replace(a_product().facts, metadata={"a": "1"}))

    assert product.patched(named(metadata=patch), LATER).facts.metadata == after


def test_a_patch_of_what_is_so_already_changes_nothing():
    product = a_product()

    assert product.patched(named(price={"rate_paise": 1400}, name=product.facts.name, metadata={}), LATER) is product
    assert product.patched(named(status="active"), LATER) is product


def test_an_archived_product_is_changed_only_by_making_it_active_again():
    archived = a_product().patched(named(status=ARCHIVED), LATER)

    assert (archived.status, archived.version) == ("archived", 2)
    assert archived.patched(named(status=ARCHIVED), LATER) is archived
    with pytest.raises(ProductArchived):
        archived.patched(named(name="Maggi"), LATER)
    again = archived.patched(named(status="active", name="Maggi"), LATER)
    assert (again.status, again.version, again.facts.name) == ("active", 3, "Maggi")


def test_a_clock_that_goes_back_does_not_take_the_time_of_change_with_it():
    changed = a_product().patched(named(name="Maggi"), AT - timedelta(hours=1))

    assert changed.updated_at == AT


def test_a_rate_that_has_ended_is_judged_only_when_it_is_touched():
    product = a_product(gst_rate_bp=1200)

    def faults(changes):
        found = product.patched(changes, LATER).faults_since(product, TODAY)
        return [(fault["pointer"], fault["code"]) for fault in found]

    assert faults(named(name="Maggi")) == []
    assert faults(named(hsn="190230")) == [("/gst_rate", "rate_not_in_force")]
    assert faults(named(price={"gst_rate_bp": 500})) == []
    assert faults(named(price={"gst_rate_bp": 0})) == [("/zero_rate_reason", "required")]


def test_metadata_may_not_grow_past_50_pairs():
    product = replace(a_product(), facts=replace(a_product().facts, metadata={str(n): "x" for n in range(50)}))

    grown = product.patched(named(metadata={"one more": "x"}), LATER)

    assert [fault["pointer"] for fault in grown.faults_since(product, TODAY)] == ["/metadata"]
    exchanged = product.patched(named(metadata={"one more": "x", "0": None}), LATER)
    assert exchanged.faults_since(product, TODAY) == []
