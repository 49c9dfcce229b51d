"""Customers are read by their account alone, newest first."""

import json
from datetime import timedelta

import pytest

from services.customers.errors import CustomerNotFound

PHONES = [f"+9198765{number:05}" for number in range(5)]


@pytest.fixture
def known(shop):
    """Five customers, a minute apart, Name 0 the oldest."""
    for number, phone in enumerate(PHONES):
        shop.upsert(phone, name=f"Name {number}", email=f"n_{number}@example.in")
        shop.clock.move(timedelta(minutes=1))
    return shop


def names(page):
    return [item["name"] for item in json.loads(page["body_items"])]


def test_pages_follow_each_other_newest_first(known):
    first = known.page(limit=3)

    assert names(first) == ["Name 4", "Name 3", "Name 2"]
    second = known.page(limit=3, after=first["next"])
    assert (names(second), second["next"]) == (["Name 1", "Name 0"], None)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"phone": PHONES[2]}, ["Name 2"]),
        ({"phone": "+919999999999"}, []),
        ({"q": "name 3"}, ["Name 3"]),
        ({"q": "00004"}, ["Name 4"]),
        ({"q": "n_1@"}, ["Name 1"]),
        ({"q": "n%1"}, []),
        ({"updated_at_gte": "2026-06-28T10:17:22Z"}, ["Name 4", "Name 3"]),
    ],
)
def test_a_list_is_narrowed_by_its_filters(known, filters, found):
    assert names(known.page(filters=filters)) == found


def test_a_list_has_the_same_bodies_as_single_reads(known):
    items = json.loads(known.page(limit=2)["body_items"])

    assert [known.get(item["id"]) for item in items] == items


def test_an_unknown_customer_and_another_account_s_are_the_same(open_shop):
    customer_id = open_shop().upsert()["resource_id"]
    other = open_shop()

    for unknown in (customer_id, "cus_x", ""):
        with pytest.raises(CustomerNotFound):
            other.get(unknown)
    assert other.page() == {"body_items": "[]", "next": None}
