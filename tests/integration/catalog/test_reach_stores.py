"""A store's list has what reached it by a movement of stock, as billing tells; opening stock is as before."""

import json

import pytest

from kit.messaging import Event
from services.catalog import operations
from tests.factories.catalog import BENGALURU, MUMBAI


@pytest.fixture
def hear(shop):
    """Tell the catalog of stock rows: (product, store) each, in one batch."""

    def take(*places, account_id=None):
        account_id = account_id or shop.caller.account_id
        data = {"rows": [{"product_id": product_id, "store_id": store_id} for product_id, store_id in places]}
        event = Event("evt_1", "stock.opened", 1, "2026-06-28T10:14:22Z", account_id, True, data)
        with shop.db.transaction(account_id) as tx:
            operations.reach_stores(tx, [event])

    return take


def listed(shop, store_id):
    return [item["sku"] for item in json.loads(shop.page(filters={"store_id": store_id})["body_items"])]


def openings(shop):
    return {(row["store_id"], row["opening_qty_milli"]) for row in shop.rows("product_stores")}


@pytest.fixture
def noodles(shop):
    """Noodles that started in Bengaluru alone."""
    return shop.create(stock=[{"store_id": BENGALURU, "qty_milli": 5_000}])["resource_id"]


def test_a_store_that_a_product_reached_lists_it(shop, hear, noodles):
    assert listed(shop, MUMBAI) == []

    hear((noodles, MUMBAI), (noodles, BENGALURU))
    hear((noodles, MUMBAI))

    assert listed(shop, MUMBAI) == listed(shop, BENGALURU) == ["MAGGI-70G"]
    assert openings(shop) == {(BENGALURU, 5_000), (MUMBAI, None)}


def test_it_is_no_opening_and_billing_is_not_told_of_any(shop, hear, noodles):
    hear((noodles, MUMBAI))
    shop.change(noodles, rate_paise=1500)

    assert shop.billing.applied[-1][0]["opening_stock"] == [{"store_id": BENGALURU, "qty_milli": 5_000}]


def test_an_opening_may_still_come(shop, hear, noodles):
    hear((noodles, MUMBAI))
    named = {"sku": "MAGGI-70G", "name": "Maggi Noodles 70 g", "rate_paise": 1400, "gst_rate_bp": 500, "hsn": "1902"}
    shop.upsert({**named, "stock": [{"store_id": MUMBAI, "qty_milli": 7_000}]})

    assert openings(shop) == {(BENGALURU, 5_000), (MUMBAI, 7_000)}
    assert {"store_id": MUMBAI, "qty_milli": 7_000} in shop.billing.applied[-1][0]["opening_stock"]


def test_what_is_no_product_of_the_account_is_left_out(shop, hear, noodles):
    hear((noodles, MUMBAI), account_id="acct_other")
    hear(("prod_nobody", MUMBAI))

    assert listed(shop, MUMBAI) == []
