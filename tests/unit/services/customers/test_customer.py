"""What changes a customer, and what does not."""

from datetime import timedelta

import pytest

from services.customers.domain.customer import Profile, Purchases
from tests.factories.customers import AT, GSTIN, a_customer

LATER = AT + timedelta(hours=1)


def test_what_is_named_is_overwritten_and_the_rest_stays():
    customer = a_customer(email="rahul@example.in")

    changed = customer.overwritten({"name": "Rahul Kumar"}, LATER)

    assert (changed.profile.name, changed.profile.email) == ("Rahul Kumar", "rahul@example.in")
    assert (changed.version, changed.created_at, changed.updated_at) == (2, AT, LATER)


def test_naming_what_is_known_changes_nothing():
    customer = a_customer()

    assert customer.overwritten({"name": "Rahul K."}, LATER) is customer
    assert customer.overwritten({}, LATER) is customer


def test_a_sale_fills_an_empty_name_and_never_overwrites_one():
    assert a_customer(name=None).introduced("Rahul", LATER).profile.name == "Rahul"
    assert a_customer(name="").introduced("Rahul", LATER).profile.name == "Rahul"
    customer = a_customer(name="Rahul K.")
    assert customer.introduced("Somebody Else", LATER) is customer
    assert customer.introduced(None, LATER) is customer


def test_a_visit_adds_up_and_is_no_new_version_of_the_profile():
    visited = a_customer().visited(Purchases(1, 22_000, AT), LATER).visited(Purchases(2, 1_000, LATER), LATER)

    assert visited.purchases == Purchases(3, 23_000, LATER)
    assert (visited.version, visited.updated_at) == (1, LATER)


def test_an_older_visit_that_arrives_late_does_not_move_the_last_one_back():
    assert Purchases(1, 1, LATER).plus(Purchases(1, 1, AT)).last_visit_at == LATER
    assert Purchases().plus(Purchases()).last_visit_at is None


def test_the_state_is_the_address_s_or_the_registration_s():
    assert Profile(address={"state": "29"}, gstin=GSTIN).state == "29"
    assert Profile(address={"state": None}, gstin=GSTIN).state == "27"
    assert Profile().state is None


@pytest.mark.parametrize(
    ("mine", "named", "after"),
    [
        (None, {"city": "Pune"}, {"city": "Pune"}),
        ({"city": "Pune", "pin": "411001"}, {"pin": None}, {"city": "Pune"}),
        ({"city": "Pune"}, {"city": None}, None),
        ({"city": "Pune"}, {}, {"city": "Pune"}),
        ({"city": "Pune"}, None, None),
    ],
)
def test_an_address_is_merged_by_line(mine, named, after):
    assert a_customer(address=mine).patched({"address": named}, LATER).profile.address == after


def test_a_patch_of_what_is_so_already_changes_nothing():
    customer = a_customer(metadata={"a": "1"})

    assert customer.patched({"name": "Rahul K.", "email": None, "metadata": {"a": "1", "b": None}}, LATER) is customer


def test_metadata_may_not_grow_past_50_pairs():
    customer = a_customer(metadata={str(number): "x" for number in range(50)})

    assert customer.faults() == []
    [fault] = customer.patched({"metadata": {"one more": "x"}}, LATER).faults()
    assert (fault["pointer"], fault["code"]) == ("/metadata", "out_of_range")


def test_who_is_erased_keeps_the_id_and_the_sums_and_nothing_else():
    customer = a_customer(gstin="27AAPFU0939F1ZV").visited(Purchases(1, 22_000, AT), AT)

    erased = customer.erased(LATER)

    assert (erased.phone, erased.profile, erased.erased_at) == (None, Profile(), LATER)
    assert (erased.customer_id, erased.purchases, erased.version) == (customer.customer_id, customer.purchases, 2)
