"""The stock of a page of products: one statement, the same figures as each product's own inventory."""

import json

import pytest

from kit.caller import Caller
from kit.db import Tx
from services.billing import operations
from services.billing.errors import ValidationFailed


def stock(shop, product_ids, caller=None):
    answer = operations.get_stock(shop.db, caller or shop.caller, request={"product_ids": product_ids})
    return json.loads(answer["body"])


def test_each_product_has_the_stock_of_its_own_inventory(shop):
    shop.product("RICE", rate=5000, stock=3, reorder_level_milli=5_000)
    shop.sell(("MAGGI-70G", 4))

    found = stock(shop, ["prod_MAGGI-70G", "prod_RICE"])

    assert [found[product_id]["total_on_hand"] for product_id in ("prod_MAGGI-70G", "prod_RICE")] == [96, 3]
    assert [store["low"] for store in found["prod_RICE"]["stores"]] == [True, True]
    for product_id, shown in found.items():
        request = {"product_id": product_id}
        own = json.loads(operations.get_inventory(shop.db, shop.caller, request=request)["body"])
        assert shown == {"total_on_hand": own["total_on_hand"], "stores": own["stores"]}


def test_a_product_billing_does_not_know_has_nothing_anywhere(shop):
    [shown] = stock(shop, ["prod_new"]).values()

    assert shown["total_on_hand"] == 0
    assert [(store["store_id"], store["on_hand"]) for store in shown["stores"]] == [
        (shop.bengaluru, 0),
        (shop.mumbai, 0),
    ]


def test_a_key_of_one_store_sees_that_one_and_another_account_nothing(shop):
    own = stock(shop, ["prod_MAGGI-70G"], Caller(shop.caller.account_id, store_id=shop.mumbai))
    other = stock(shop, ["prod_MAGGI-70G"], Caller("acct_other"))

    assert [store["store_id"] for store in own["prod_MAGGI-70G"]["stores"]] == [shop.mumbai]
    assert own["prod_MAGGI-70G"]["total_on_hand"] == 0
    assert other == {"prod_MAGGI-70G": {"total_on_hand": 0, "stores": []}}


def test_a_hundred_products_take_one_statement(shop, monkeypatch):
    statements = []
    execute = Tx._execute
    monkeypatch.setattr(
        Tx, "_execute", lambda tx, sql, *rest, **kept: (statements.append(sql), execute(tx, sql, *rest, **kept))[1]
    )

    assert len(stock(shop, [f"prod_{number}" for number in range(100)])) == 100
    assert len(statements) == 1


@pytest.mark.parametrize(
    "request_", [None, {}, {"product_ids": "x"}, {"product_ids": ["x"] * 101}, {"product_ids": [1]}]
)
def test_nonsense_is_refused(shop, request_):
    with pytest.raises(ValidationFailed):
        operations.get_stock(shop.db, shop.caller, request=request_)
