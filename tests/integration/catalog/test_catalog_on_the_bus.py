"""The running catalog, called over RabbitMQ, with the running billing behind it."""

import json

import pytest

from kit.errors import WireError
from tests.factories.catalog import a_product_request


@pytest.fixture
def call(new_account):
    return new_account.call


@pytest.fixture
def store_id(call):
    store = {"name": "Indiranagar", "gstin": None, "state": "29", "address": None, "is_default": True}
    return call("billing", "open_store", store, key="store")["resource_id"]


def test_billing_knows_a_product_when_the_answer_is_there(call, store_id):
    answer = call("catalog", "create_product", a_product_request(stock={"qty_milli": 500_000}), key="product")

    inventory = json.loads(call("billing", "get_inventory", {"product_id": answer["resource_id"]})["body"])
    assert (inventory["sku"], inventory["total_on_hand"]) == ("MAGGI-70G", 500)
    assert [store["store_id"] for store in inventory["stores"]] == [store_id]


def test_a_replay_does_not_book_the_stock_twice(call, store_id):
    request = a_product_request(stock=[{"store_id": store_id, "qty_milli": 500_000}])
    first, second = (call("catalog", "create_product", request, key="product") for _ in range(2))

    assert second == {**first, "replayed": True}
    inventory = json.loads(call("billing", "get_inventory", {"product_id": first["resource_id"]})["body"])
    assert inventory["total_on_hand"] == 500


def test_a_batch_and_a_list_cross_the_bus(call, store_id):
    products = [a_product_request(sku=f"SKU-{number}") for number in range(30)]

    results = json.loads(call("catalog", "upsert_products", {"products": products}, key="batch")["body"])["results"]

    assert [result["status"] for result in results] == ["created"] * 30
    page = call("catalog", "list_products", {"filters": {"store_id": store_id}, "after": None, "limit": 20})
    rest = call("catalog", "list_products", {"filters": {"store_id": store_id}, "after": page["next"], "limit": 20})
    assert len({item["sku"] for item in json.loads(page["body_items"]) + json.loads(rest["body_items"])}) == 30
    assert rest["next"] is None


def test_a_refusal_crosses_with_its_faults(call):
    with pytest.raises(WireError) as refusal:
        call("catalog", "create_product", a_product_request(gst_rate_bp=1200, hsn="19"), key="product")

    assert refusal.value.code == "validation_failed"
    assert [fault["pointer"] for fault in refusal.value.errors] == ["/hsn", "/gst_rate"]
    assert call("catalog", "find_idempotency_key", {"key": "product"}) is None


def test_a_key_is_found_with_what_it_made(call):
    answer = call("catalog", "create_product", a_product_request(), key="product")

    assert call("catalog", "find_idempotency_key", {"key": "product"}) == {
        "state": "completed",
        "resource_id": answer["resource_id"],
    }


@pytest.mark.parametrize("request_", [None, [], "x", {"products": 5}, {}])
def test_nonsense_is_refused_and_the_service_goes_on(call, request_):
    for method in ("create_product", "upsert_products"):
        with pytest.raises(WireError) as refusal:
            call("catalog", method, request_, key="nonsense")
        assert refusal.value.code == "validation_failed"
    assert call("catalog", "list_products", {})["body_items"] == "[]"
