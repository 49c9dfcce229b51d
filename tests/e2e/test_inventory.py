"""Stock through HTTP: adjustments, counts, transfers, the ledger; bad input is named, and nothing of others is seen."""

import os
import re
import time

import pytest

from gateway.admin import create_key
from kit.clock import SystemClock
from kit.db import Database
from tests.e2e.api_client import Api, open_shop

MOVEMENT = re.compile(r"mov_[0-9A-HJKMNP-TV-Z]{26}")


@pytest.fixture
def noodles(shop) -> str:
    """Where the stock of the shop's noodles is: a hundred in the first store."""
    answer = shop.api.get("/v1/products", sku="MAGGI-70G").json()
    return f"/v1/inventory/{answer['data'][0]['id']}"


def on_hand(shop, noodles):
    return [store["on_hand"] for store in shop.api.get(noodles).json()["stores"]]


def faults_of(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    return sorted((fault["pointer"], fault["code"]) for fault in answer.json()["errors"])


def test_goods_are_received_counted_and_moved_and_the_ledger_tells(shop, noodles):
    first, second = shop.stores

    received = shop.api.post(f"{noodles}/adjustments", {"delta": 24.5, "reason": "received", "note": "carton"})
    assert received.status_code == 201, received.text
    movement = received.json()
    assert MOVEMENT.fullmatch(movement["id"])
    assert (movement["store_id"], movement["delta"], movement["on_hand"]) == (first, 24.5, 124.5)
    assert (movement["reason"], movement["note"], movement["count"]) == ("received", "carton", None)

    counted = shop.api.post(f"{noodles}/adjustments", {"store": first, "count": 120}).json()
    assert (counted["delta"], counted["on_hand"], counted["count"], counted["reason"]) == (-4.5, 120, 120, "correction")

    moved = shop.api.post(f"{noodles}/transfers", {"from": first, "to": second, "qty": 20.25})
    assert moved.status_code == 201, moved.text
    transfer = moved.json()
    assert (transfer["from"], transfer["to"], transfer["qty"]) == (first, second, 20.25)
    assert [m["on_hand"] for m in transfer["movements"]] == [99.75, 20.25]
    assert on_hand(shop, noodles) == [99.75, 20.25]

    invoice = shop.api.post("/v1/invoices", {"items": [{"sku": "MAGGI-70G", "qty": 1}]}).json()
    ledger = shop.api.get(f"{noodles}/movements").json()
    assert [(m["store_id"], m["delta"], m["reason"]) for m in ledger["data"] if m["store_id"] == first] == [
        (first, -1, "sale"),
        (first, -20.25, "transfer"),
        (first, -4.5, "correction"),
        (first, 24.5, "received"),
        (first, 100, "opening"),
    ]
    assert ledger["data"][0]["document_id"] == invoice["id"]
    assert (ledger["has_more"], ledger["next_cursor"]) == (False, None)


def test_the_ledger_is_read_page_by_page_and_by_store_reason_and_time(shop, noodles):
    for n in range(1, 6):
        shop.api.post(f"{noodles}/adjustments", {"store": shop.stores[n % 2], "delta": n, "reason": "found"})

    seen, query = [], {"limit": 2}
    while True:
        page = shop.api.get(f"{noodles}/movements", **query)
        seen += [movement["delta"] for movement in page.json()["data"]]
        if not page.json()["has_more"]:
            break
        assert 'rel="next"' in page.headers["Link"]
        query["cursor"] = page.json()["next_cursor"]
    assert seen[:5] == [5, 4, 3, 2, 1]
    assert sorted(seen[5:]) == [0, 100], "what each store opened with"

    def deltas(**filters):
        return [m["delta"] for m in shop.api.get(f"{noodles}/movements", **filters).json()["data"]]

    assert deltas(store=shop.stores[1]) == [5, 3, 1, 0]
    assert sorted(deltas(reason="opening")) == [0, 100]
    assert deltas(**{"created_at[gte]": "2100-01-01T00:00:00Z"}) == []
    assert len(deltas(**{"created_at[lte]": "2100-01-01T00:00:00Z"})) == 7


def test_a_cursor_of_one_product_is_none_of_another(shop, noodles):
    other = shop.product("TEA")
    shop.api.post(f"{noodles}/adjustments", {"delta": 1, "reason": "found"})
    cursor = shop.api.get(f"{noodles}/movements", limit=1).json()["next_cursor"]

    answer = shop.api.get(f"/v1/inventory/{other}/movements", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")


def test_stock_as_of_a_moment_comes_from_the_ledger(shop, noodles):
    recorded_at = shop.api.get(f"{noodles}/movements").json()["data"][0]["created_at"]
    shop.api.post(f"{noodles}/adjustments", {"delta": -10, "reason": "lost"})

    assert shop.api.get(noodles, as_of="2020-01-01T00:00:00Z").json()["total_on_hand"] == 0
    assert shop.api.get(noodles, as_of="2100-01-01T00:00:00Z").json()["total_on_hand"] == 90
    assert shop.api.get(noodles, as_of=recorded_at).json()["stores"][1]["on_hand"] == 0
    answer = shop.api.get(noodles, as_of="yesterday")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "as_of")


def test_the_same_key_adjusts_and_transfers_once(shop, noodles):
    first, second = shop.stores
    for path, body in (
        (f"{noodles}/adjustments", {"delta": -1, "reason": "damaged"}),
        (f"{noodles}/transfers", {"from": first, "to": second, "qty": 1}),
    ):
        once, again = (shop.api.post(path, body, key=f"key-of-{path[-9:]}") for _ in range(2))
        assert (again.status_code, again.content) == (201, once.content)
        assert again.headers["Idempotent-Replayed"] == "true"
    assert on_hand(shop, noodles) == [98, 1]


def test_what_is_not_there_is_neither_lost_nor_moved(shop, noodles):
    first, second = shop.stores
    lost = shop.api.post(f"{noodles}/adjustments", {"delta": -100.5, "reason": "lost"})
    assert (lost.status_code, lost.json()["code"]) == (409, "insufficient_stock")
    [error] = lost.json()["errors"]
    assert (error["pointer"], error["wanted"], error["available"]) == ("/delta", 100.5, 100)

    moved = shop.api.post(f"{noodles}/transfers", {"from": first, "to": second, "qty": 101})
    assert (moved.status_code, faults_of(moved)) == (409, [("/qty", "insufficient_stock")])
    assert on_hand(shop, noodles) == [100, 0]


def test_stock_that_has_changed_is_not_adjusted(shop, noodles):
    answer = shop.api.post(f"{noodles}/adjustments", {"count": 90, "expected_qty": 99})

    assert (answer.status_code, answer.json()["code"]) == (409, "stock_changed")
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["expected"], error["on_hand"]) == ("/expected_qty", 99, 100)
    assert shop.api.post(f"{noodles}/adjustments", {"count": 90, "expected_qty": 100}).status_code == 201


FAULTS = {
    "nothing said": ({}, [("/delta", "required")]),
    "both": ({"delta": 1, "count": 1, "reason": "found"}, [("/count", "invalid_type")]),
    "no reason": ({"delta": 1}, [("/reason", "required")]),
    "no such reason": ({"delta": 1, "reason": "stolen"}, [("/reason", "out_of_range")]),
    "a delta of nothing": ({"delta": 0, "reason": "correction"}, [("/delta", "out_of_range")]),
    "received, below 0": ({"delta": -1, "reason": "received"}, [("/delta", "out_of_range")]),
    "four decimals": ({"delta": 1.0001, "reason": "found"}, [("/delta", "too_many_decimals")]),
    "a text": ({"count": "12"}, [("/count", "invalid_number")]),
    "a count below 0": ({"count": -1}, [("/count", "out_of_range")]),
    "a count of long ago": ({"count": 1, "counted_at": "2020-01-01T00:00:00Z"}, [("/counted_at", "out_of_range")]),
    "a delta taken at a time": (
        {"delta": 1, "reason": "found", "counted_at": "2026-06-28T10:00:00Z"},
        [("/counted_at", "invalid_type")],
    ),
    "an unknown store": ({"store": "store_nowhere", "count": 1}, [("/store", "unknown_store")]),
    "everything at once": (
        {"count": -1, "counted_at": "noon", "expected_qty": "x", "reason": 5, "note": "", "colour": "red"},
        [
            ("/colour", "unknown_field"),
            ("/count", "out_of_range"),
            ("/counted_at", "invalid_type"),
            ("/expected_qty", "invalid_number"),
            ("/note", "out_of_range"),
            ("/reason", "invalid_type"),
        ],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_every_fault_of_an_adjustment_is_named_and_nothing_changes(shop, noodles, case):
    body, faults = FAULTS[case]

    answer = shop.api.post(f"{noodles}/adjustments", body)

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), answer.text
    assert faults_of(answer) == faults
    assert all(fault["detail"] for fault in answer.json()["errors"])
    assert {m["reason"] for m in shop.api.get(f"{noodles}/movements").json()["data"]} == {"opening"}


def test_every_fault_of_a_transfer_is_named_and_nothing_changes(shop, noodles):
    first, second = shop.stores
    for body, faults in (
        ({}, [("/from", "required"), ("/qty", "required"), ("/to", "required")]),
        ({"from": first, "to": second, "qty": 0}, [("/qty", "out_of_range")]),
        ({"from": first, "to": first, "qty": 1}, [("/to", "out_of_range")]),
        ({"from": "store_a", "to": "store_b", "qty": 1}, [("/from", "unknown_store"), ("/to", "unknown_store")]),
    ):
        answer = shop.api.post(f"{noodles}/transfers", body)
        assert (answer.status_code, faults_of(answer)) == (422, faults)
    assert on_hand(shop, noodles) == [100, 0]


def test_another_account_s_products_and_stores_are_unknown(shop, noodles):
    stranger = open_shop(stores=1)
    for answer in (
        stranger.api.get(noodles),
        stranger.api.get(f"{noodles}/movements"),
        stranger.api.post(f"{noodles}/adjustments", {"delta": 1, "reason": "found"}),
        stranger.api.post(f"{noodles}/transfers", {"from": shop.stores[0], "to": shop.stores[1], "qty": 1}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

    tea = stranger.product("TEA")
    answer = stranger.api.post(
        f"/v1/inventory/{tea}/adjustments", {"store": shop.stores[0], "delta": 1, "reason": "found"}
    )
    assert (answer.status_code, faults_of(answer)) == (422, [("/store", "unknown_store")])
    answer = stranger.api.post(
        f"/v1/inventory/{tea}/transfers", {"from": stranger.stores[0], "to": shop.stores[0], "qty": 1}
    )
    assert (answer.status_code, faults_of(answer)) == (422, [("/to", "unknown_store")])
    assert on_hand(shop, noodles) == [100, 0]


def test_a_publishable_key_reads_stock_and_changes_none(shop, noodles):
    assert shop.publishable.get(noodles).status_code == 200
    assert shop.publishable.get(f"{noodles}/movements").status_code == 200
    answer = shop.publishable.post(f"{noodles}/adjustments", {"delta": 1, "reason": "found"})
    assert (answer.status_code, answer.json()["code"]) == (403, "key_is_read_only")


def test_a_key_of_one_store_works_on_that_store_alone(shop, noodles):
    first, second = shop.stores
    gateway = Database(os.environ["SAATHIX_GATEWAY_WORKER_DATABASE_URL"], size=1)
    with gateway.transaction() as tx:
        secret = create_key(tx, shop.account_id, "sk_live", at=SystemClock().now(), store_id=second)
    gateway.close()
    till = Api(secret)

    assert till.post(f"{noodles}/adjustments", {"delta": 2, "reason": "found"}).json()["store_id"] == second
    seen = till.get(f"{noodles}/movements").json()["data"]
    assert [(m["store_id"], m["delta"]) for m in seen] == [(second, 2), (second, 0)]
    for answer in (
        till.get(f"{noodles}/movements", store=first),
        till.post(f"{noodles}/adjustments", {"store": first, "delta": 2, "reason": "found"}),
        till.post(f"{noodles}/transfers", {"from": second, "to": first, "qty": 1}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "store_not_allowed")
    assert on_hand(shop, noodles) == [100, 2]


def test_changes_and_running_low_are_told_of_as_events(shop, noodles):
    product_id = noodles.rpartition("/")[2]
    shop.api.patch(f"/v1/products/{product_id}", {"reorder_level": 10})
    for change in (
        {"delta": -90, "reason": "damaged"},
        {"delta": 1, "reason": "found"},
        {"delta": -1, "reason": "lost"},
    ):
        assert shop.api.post(f"{noodles}/adjustments", change).status_code == 201
    shop.api.post(f"{noodles}/transfers", {"from": shop.stores[0], "to": shop.stores[1], "qty": 2})

    changed = events(shop, "stock.changed", 5)
    assert [(data["delta"], data["on_hand"], data["reason"]) for data in changed] == [
        (-90, 10, "damaged"),
        (1, 11, "found"),
        (-1, 10, "lost"),
        (-2, 8, "transfer"),
        (2, 2, "transfer"),
    ]
    [low] = events(shop, "stock.low", 1)
    assert (low["product_id"], low["store_id"], low["on_hand"]) == (product_id, shop.stores[0], 10)


def events(shop, kind, many):
    """The data of so many events of a type, oldest first, once they are there."""
    for _ in range(100):
        found = shop.api.get("/v1/events", type=kind, limit=100).json()["data"]
        if len(found) >= many:
            break
        time.sleep(0.1)
    return [event["data"] for event in reversed(found)]
