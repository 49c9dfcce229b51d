"""Products are read as they were written, by their account alone, newest first."""

import json
from datetime import timedelta

import pytest

from services.catalog.errors import ProductNotFound
from tests.factories.catalog import BENGALURU, MUMBAI


@pytest.fixture
def stocked(shop):
    """Seven products, a minute apart, SKU-0 the oldest; the odd ones are in Mumbai alone."""
    for number in range(7):
        stock = [{"store_id": MUMBAI if number % 2 else BENGALURU, "qty_milli": 1_000}]
        shop.create(sku=f"SKU-{number}", name=f"Noodles 100% no. {number}", stock=stock)
        shop.clock.move(timedelta(minutes=1))
    return shop


def skus(page):
    return [item["sku"] for item in json.loads(page["body_items"])]


def test_a_product_is_read_byte_for_byte_as_it_was_answered(shop):
    answer = shop.create(metadata={"shelf": "3", "aisle": "B", "é": "₹"})

    assert shop.get(answer["resource_id"])["body"] == answer["body"]


def test_an_unknown_product_and_another_account_s_are_the_same(open_shop):
    product_id = open_shop().create()["resource_id"]
    other = open_shop()

    for unknown in (product_id, "prod_x", ""):
        with pytest.raises(ProductNotFound):
            other.get(unknown)
    assert other.page() == {"body_items": "[]", "next": None}


def test_pages_follow_each_other_newest_first(stocked):
    first = stocked.page(limit=3)
    second = stocked.page(limit=3, after=first["next"])
    third = stocked.page(limit=3, after=second["next"])

    assert [skus(page) for page in (first, second, third)] == [
        ["SKU-6", "SKU-5", "SKU-4"],
        ["SKU-3", "SKU-2", "SKU-1"],
        ["SKU-0"],
    ]
    assert third["next"] is None
    assert stocked.page(limit=7)["next"] is None


def test_what_is_added_meanwhile_does_not_move_the_next_page(stocked):
    first = stocked.page(limit=3)

    stocked.create(sku="NEW")

    assert skus(stocked.page(limit=3, after=first["next"])) == ["SKU-3", "SKU-2", "SKU-1"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"sku": "SKU-3"}, ["SKU-3"]),
        ({"sku": "sku-3"}, []),
        ({"store_id": MUMBAI}, ["SKU-5", "SKU-3", "SKU-1"]),
        ({"store_id": "store_X"}, []),
        ({"q": "NO. 4"}, ["SKU-4"]),
        ({"q": "100%"}, ["SKU-6", "SKU-5", "SKU-4", "SKU-3", "SKU-2", "SKU-1", "SKU-0"]),
        ({"q": "n_o"}, []),
        ({"q": "%"}, ["SKU-6", "SKU-5", "SKU-4", "SKU-3", "SKU-2", "SKU-1", "SKU-0"]),
        ({"status": "archived"}, []),
        ({"updated_at_gte": "2026-06-28T10:19:00Z"}, ["SKU-6", "SKU-5"]),
        ({"updated_at_gte": "2026-06-28T15:49:00+05:30", "store_id": MUMBAI}, ["SKU-5"]),
    ],
)
def test_a_list_is_narrowed_by_its_filters(stocked, filters, found):
    assert skus(stocked.page(filters=filters)) == found


def test_filters_go_with_pages(stocked):
    first = stocked.page(filters={"store_id": MUMBAI}, limit=2)

    assert skus(stocked.page(filters={"store_id": MUMBAI}, limit=2, after=first["next"])) == ["SKU-1"]
