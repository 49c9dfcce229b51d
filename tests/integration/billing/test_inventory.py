"""The stock of a product across stores, as sales and opening stock leave it."""

import json
from dataclasses import replace

import pytest

from kit.caller import Caller
from services.billing import operations
from services.billing.errors import NotFound, ValidationFailed


def inventory(shop, product_id="prod_MAGGI-70G", caller=None):
    return json.loads(
        operations.get_inventory(shop.db, caller or shop.caller, request={"product_id": product_id})["body"]
    )


def test_every_store_is_shown_the_default_one_first(shop):
    answer = inventory(shop)

    assert (answer["product_id"], answer["sku"], answer["total_on_hand"]) == ("prod_MAGGI-70G", "MAGGI-70G", 100)
    assert [(store["store_id"], store["store_name"], store["on_hand"]) for store in answer["stores"]] == [
        (shop.bengaluru, "Bengaluru", 100),
        (shop.mumbai, "Mumbai", 0),
    ]
    assert answer["stores"][0]["updated_at"] is not None
    assert answer["stores"][1]["updated_at"] is None


def test_sales_lower_it_in_their_store_alone(shop):
    opening = [{"store_id": store, "qty_milli": 10_000} for store in (shop.bengaluru, shop.mumbai)]
    shop.product("TEA", rate=1000, opening_stock=opening)
    shop.sell(("TEA", 3), store_id=shop.mumbai)

    answer = inventory(shop, "prod_TEA")
    assert answer["total_on_hand"] == 17
    assert [store["on_hand"] for store in answer["stores"]] == [10, 7]


def test_fractions_of_a_unit_are_shown(shop):
    shop.product("ONION", rate=3800, opening_stock=[{"store_id": shop.bengaluru, "qty_milli": 12_345}])

    assert inventory(shop, "prod_ONION")["total_on_hand"] == 12.345


def test_low_says_that_the_reorder_level_is_reached(shop):
    shop.product("TEA", rate=1000, stock=11, reorder_level_milli=10_000)
    assert [store["low"] for store in inventory(shop, "prod_TEA")["stores"]] == [False, True]

    shop.sell(("TEA", 1))
    store = inventory(shop, "prod_TEA")["stores"][0]
    assert (store["on_hand"], store["reorder_level"], store["low"]) == (10, 10, True)


def test_stock_below_zero_is_shown_where_a_store_allows_it(shop):
    free = shop.open_store(name="Free", state="29", negative_stock=True)
    shop.sell(("MAGGI-70G", 3), store_id=free)

    answer = inventory(shop)
    assert answer["total_on_hand"] == 97
    assert {store["store_id"]: store["on_hand"] for store in answer["stores"]}[free] == -3


def test_a_key_of_one_store_sees_that_store_alone(shop):
    answer = inventory(shop, caller=replace(shop.caller, store_id=shop.mumbai))

    assert [store["store_id"] for store in answer["stores"]] == [shop.mumbai]
    assert answer["total_on_hand"] == 0


def test_an_archived_product_still_has_its_stock(shop):
    shop.product("MAGGI-70G", rate=1400, version=2, status="archived")

    assert inventory(shop)["total_on_hand"] == 100


@pytest.mark.parametrize("product_id", ["prod_nothing", "", "prod_\x00", "prod_\ud800"])
def test_what_is_no_product_of_the_account_is_not_found(shop, product_id):
    with pytest.raises(NotFound):
        inventory(shop, product_id)


@pytest.mark.parametrize("request_", [None, {}, {"product_id": 7}, {"product_id": "prod_1", "as_of": "yesterday"}])
def test_what_is_no_question_is_refused(shop, request_):
    with pytest.raises(ValidationFailed):
        operations.get_inventory(shop.db, shop.caller, request=request_)


def test_another_account_s_product_is_not_found(shop):
    with pytest.raises(NotFound):
        inventory(shop, caller=Caller("acct_somebody_else"))
