"""Stock changed by hand: adjustments, counts that merge with sales, transfers, and the ledger read back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from kit.caller import Caller
from kit.clock import rfc3339
from kit.testing import FakeClock
from services.billing import operations
from services.billing.errors import (
    InsufficientStock,
    NotFound,
    StockChanged,
    StoreClosed,
    StoreNotAllowed,
    ValidationFailed,
)
from services.billing.wire import sale_from_wire
from tests.integration.billing.by_hand import adjusted, counted, movements, told, transferred
from tests.integration.billing.conftest import SECRET

MAGGI = {"product_id": "prod_MAGGI-70G", "sku": "MAGGI-70G"}


@pytest.fixture
def shop(shop):
    """The shop on a clock of its own, so that a test decides what came first."""
    shop.clock = FakeClock(shop.clock.now().replace(microsecond=0) + timedelta(minutes=1))
    return shop


def faults_of(refusal):
    return [(fault["pointer"], fault["code"]) for fault in refusal.value.errors]


def wait(shop, seconds=60):
    shop.clock.move(timedelta(seconds=seconds))


def close(shop, store_id):
    with shop.owner.transaction() as tx:
        tx.run("UPDATE stores SET status = 'closed' WHERE store_id = %(s)s", {"s": store_id})


# By an amount


def test_goods_received_are_added_and_told_of(shop):
    movement = adjusted(shop, delta_milli=24_000, reason="received", note="two cartons")

    now = rfc3339(shop.clock.now())
    assert movement == {
        "id": movement["id"],
        "product_id": "prod_MAGGI-70G",
        "store_id": shop.bengaluru,
        "delta": 24,
        "on_hand": 124,
        "reason": "received",
        "count": None,
        "note": "two cartons",
        "document_id": None,
        "occurred_at": now,
        "created_at": now,
    }
    assert shop.stock_of("MAGGI-70G") == 124
    changes = [
        {**MAGGI, "store_id": shop.bengaluru, "delta_milli": 24_000, "on_hand_milli": 124_000, "reason": "received"}
    ]
    assert told(shop, "stock.changed") == [{"changes": changes}]
    assert movements(shop)[0] == movement


def test_fractions_of_a_unit_are_taken(shop):
    assert adjusted(shop, delta_milli=-1_255, reason="damaged")["on_hand"] == 98.745


def test_a_store_that_never_had_the_product_may_receive_it(shop):
    assert adjusted(shop, store_id=shop.mumbai, delta_milli=5_000, reason="received")["on_hand"] == 5
    assert shop.stock_of("MAGGI-70G", shop.mumbai) == 5


def test_more_lost_than_there_is_is_refused_and_nothing_changes(shop):
    with pytest.raises(InsufficientStock) as refusal:
        adjusted(shop, delta_milli=-100_001, reason="lost")

    [fault] = refusal.value.errors
    assert (fault["pointer"], fault["sku"], fault["wanted"], fault["available"]) == (
        "/delta",
        "MAGGI-70G",
        100.001,
        100,
    )
    assert shop.stock_of("MAGGI-70G") == 100
    assert len(movements(shop)) == 1


def test_a_store_that_may_go_below_zero_does_and_comes_back_in_steps(shop):
    free = shop.open_store(name="Free", state="29", negative_stock=True)
    assert adjusted(shop, store_id=free, delta_milli=-5_000, reason="correction")["on_hand"] == -5
    with shop.owner.transaction() as tx:
        tx.run("UPDATE stores SET negative_stock = false WHERE store_id = %(s)s", {"s": free})

    assert adjusted(shop, store_id=free, delta_milli=2_000, reason="found")["on_hand"] == -3
    with pytest.raises(InsufficientStock):
        adjusted(shop, store_id=free, delta_milli=-1, reason="lost")


def test_what_is_on_hand_must_be_what_was_expected(shop):
    with pytest.raises(StockChanged) as refusal:
        adjusted(shop, delta_milli=-1_000, reason="lost", expected_qty_milli=99_000)

    [fault] = refusal.value.errors
    assert (fault["pointer"], fault["code"], fault["expected"], fault["on_hand"]) == (
        "/expected_qty",
        "stock_changed",
        99,
        100,
    )
    assert adjusted(shop, delta_milli=-1_000, reason="lost", expected_qty_milli=100_000)["on_hand"] == 99


def test_the_same_key_adjusts_once(shop):
    first = adjusted(shop, delta_milli=1_000, reason="found", key="k")

    assert adjusted(shop, delta_milli=1_000, reason="found", key="k") == first
    assert shop.stock_of("MAGGI-70G") == 101


@pytest.mark.parametrize(
    ("request_", "faults"),
    [
        ({}, [("/delta", "required")]),
        ({"delta_milli": 1, "count_milli": 1, "reason": "found"}, [("/count", "invalid_type")]),
        ({"delta_milli": 1}, [("/reason", "required")]),
        ({"delta_milli": 0, "reason": "correction"}, [("/delta", "out_of_range")]),
        ({"delta_milli": -1, "reason": "received"}, [("/delta", "out_of_range")]),
        ({"delta_milli": 1, "reason": "stolen"}, [("/reason", "out_of_range")]),
        (
            {"delta_milli": 1, "reason": "found", "counted_at": "2026-06-28T10:00:00Z"},
            [("/counted_at", "invalid_type")],
        ),
        ({"count_milli": -1}, [("/count", "out_of_range")]),
        ({"count_milli": 1, "counted_at": "2020-01-01T00:00:00Z"}, [("/counted_at", "out_of_range")]),
        ({"count_milli": 1, "counted_at": "noon"}, [("/counted_at", "invalid_type")]),
        ({"delta_milli": 1, "reason": "found", "store_id": "store_nowhere"}, [("/store", "unknown_store")]),
        ({"delta_milli": 1, "reason": "found", "colour": "red"}, [("/colour", "unknown_field")]),
    ],
)
def test_what_is_no_adjustment_is_refused_with_its_pointer(shop, request_, faults):
    with pytest.raises(ValidationFailed) as refusal:
        adjusted(shop, **request_)

    assert faults_of(refusal) == faults
    assert len(movements(shop)) == 1


def test_a_key_of_one_store_changes_that_store_alone(shop):
    shop.caller = replace(shop.caller, store_id=shop.mumbai)

    assert adjusted(shop, delta_milli=1_000, reason="found")["store_id"] == shop.mumbai
    with pytest.raises(StoreNotAllowed):
        adjusted(shop, store_id=shop.bengaluru, delta_milli=1_000, reason="found")
    with pytest.raises(StoreNotAllowed):
        transferred(shop, 1_000, shop.mumbai, shop.bengaluru)
    assert {movement["store_id"] for movement in movements(shop)} == {shop.mumbai}
    assert {m["store_id"] for m in movements(shop, filters={"store_id": shop.bengaluru})} == {shop.mumbai}


def test_a_closed_store_takes_no_stock_and_can_be_emptied(shop):
    close(shop, shop.bengaluru)

    with pytest.raises(StoreClosed):
        adjusted(shop, delta_milli=1_000, reason="received")
    with pytest.raises(StoreClosed):
        transferred(shop, 1_000, shop.mumbai, shop.bengaluru)
    transferred(shop, 100_000, shop.bengaluru, shop.mumbai)
    assert (shop.stock_of("MAGGI-70G"), shop.stock_of("MAGGI-70G", shop.mumbai)) == (0, 100)


@pytest.mark.parametrize("product", ["prod_nothing", "", "prod_\x00", "prod_\ud800"])
def test_what_is_no_product_of_the_account_is_not_found(shop, product):
    with pytest.raises(NotFound):
        adjusted(shop, product=product, delta_milli=1, reason="found")
    with pytest.raises(NotFound):
        transferred(shop, 1, shop.bengaluru, shop.mumbai, product=product)
    with pytest.raises(NotFound):
        movements(shop, product=product)


def test_another_account_s_product_and_stores_are_unknown(shop):
    stranger = Caller("acct_stranger")
    with pytest.raises(NotFound):
        operations.list_movements(shop.db, stranger, request={"product_id": "prod_MAGGI-70G"})
    with pytest.raises(ValidationFailed) as refusal:
        transferred(shop, 1, "store_of_another", shop.mumbai)
    assert faults_of(refusal) == [("/from", "unknown_store")]


# Counts


def test_a_count_sets_what_is_on_hand(shop):
    movement = counted(shop, 97_500)

    assert (movement["delta"], movement["on_hand"], movement["count"], movement["reason"]) == (
        -2.5,
        97.5,
        97.5,
        "correction",
    )
    assert shop.stock_of("MAGGI-70G") == 97.5


def test_a_count_that_finds_what_the_books_say_is_written_down_but_changes_nothing(shop):
    assert (counted(shop, 100_000)["delta"], told(shop, "stock.changed")) == (0, [])
    assert movements(shop)[0]["count"] == 100


def test_a_count_merges_with_the_sales_since_it_was_taken(shop):
    shop.sell(("MAGGI-70G", 10))
    wait(shop)
    counted_at = shop.clock.now()
    wait(shop)
    shop.sell(("MAGGI-70G", 3))

    movement = counted(shop, 88_000, counted_at=rfc3339(counted_at))

    assert (movement["delta"], movement["on_hand"]) == (-2, 85), "88 counted, 3 sold since"
    assert movement["occurred_at"] == rfc3339(counted_at)
    assert movement["created_at"] == rfc3339(shop.clock.now())


def test_what_happened_in_the_second_that_a_count_names_is_in_the_count(shop):
    shop.clock.move(timedelta(milliseconds=300))
    adjusted(shop, delta_milli=24_000, reason="received")
    counted_at = rfc3339(shop.clock.now())
    wait(shop)
    shop.sell(("MAGGI-70G", 3))

    assert counted(shop, 110_000, counted_at=counted_at)["on_hand"] == 107


def test_a_bill_that_comes_in_late_for_before_the_count_changes_no_stock(shop):
    earlier = shop.clock.now()
    wait(shop)
    counted(shop, 90_000)
    wait(shop)

    shop.sell(("MAGGI-70G", 4), issued_at=rfc3339(earlier))

    assert shop.stock_of("MAGGI-70G") == 90
    assert told(shop, "stock.changed")[1:] == []
    late = [m for m in movements(shop) if m["reason"] in ("sale", "already_counted")]
    assert sorted((m["reason"], m["delta"]) for m in late) == [("already_counted", 4), ("sale", -4)]
    assert {m["occurred_at"] for m in late} == {rfc3339(earlier)}
    assert len({m["document_id"] for m in late}) == 1


def test_a_late_bill_is_never_short_of_what_was_counted_without_it(shop):
    earlier = shop.clock.now()
    wait(shop)
    counted(shop, 0)

    shop.sell(("MAGGI-70G", 4), issued_at=rfc3339(earlier))
    assert shop.stock_of("MAGGI-70G") == 0
    with pytest.raises(InsufficientStock):
        shop.sell(("MAGGI-70G", 4), issued_at=rfc3339(shop.clock.now()))


def test_a_late_bill_booked_between_a_count_and_its_entry_is_in_the_count(shop):
    wait(shop)
    sold_at = shop.clock.now()
    wait(shop)
    counted_at = shop.clock.now()
    wait(shop)
    shop.sell(("MAGGI-70G", 4), issued_at=rfc3339(sold_at))

    assert counted(shop, 96_000, counted_at=rfc3339(counted_at))["on_hand"] == 96


def test_a_count_older_than_the_last_one_is_refused(shop):
    earlier = shop.clock.now()
    wait(shop)
    counted(shop, 90_000)

    with pytest.raises(ValidationFailed) as refusal:
        counted(shop, 80_000, counted_at=rfc3339(earlier))
    assert faults_of(refusal) == [("/counted_at", "out_of_range")]
    assert shop.stock_of("MAGGI-70G") == 90


def test_a_count_may_be_taken_again_at_the_same_time(shop):
    at = rfc3339(shop.clock.now())
    counted(shop, 90_000, counted_at=at)

    assert counted(shop, 91_000, counted_at=at)["on_hand"] == 91


def test_a_count_below_what_was_sold_since_is_refused(shop):
    counted_at = rfc3339(shop.clock.now())
    wait(shop)
    shop.sell(("MAGGI-70G", 5))

    with pytest.raises(InsufficientStock) as refusal:
        counted(shop, 2_000, counted_at=counted_at)
    assert faults_of(refusal) == [("/count", "insufficient_stock")]


# Transfers


def test_a_transfer_is_two_movements_and_loses_nothing(shop):
    transfer = transferred(shop, 30_500, shop.bengaluru, shop.mumbai, note="for the fair")

    left, arrived = transfer["movements"]
    assert transfer == {
        "id": transfer["id"],
        "product_id": "prod_MAGGI-70G",
        "from": shop.bengaluru,
        "to": shop.mumbai,
        "qty": 30.5,
        "note": "for the fair",
        "movements": [left, arrived],
        "created_at": rfc3339(shop.clock.now()),
    }
    assert (left["store_id"], left["delta"], left["on_hand"]) == (shop.bengaluru, -30.5, 69.5)
    assert (arrived["store_id"], arrived["delta"], arrived["on_hand"]) == (shop.mumbai, 30.5, 30.5)
    assert left["document_id"] == arrived["document_id"] == transfer["id"]
    [change] = told(shop, "stock.changed")
    assert [(c["store_id"], c["delta_milli"]) for c in change["changes"]] == [
        (shop.bengaluru, -30_500),
        (shop.mumbai, 30_500),
    ]


def test_more_than_there_is_is_not_transferred(shop):
    with pytest.raises(InsufficientStock) as refusal:
        transferred(shop, 100_001, shop.bengaluru, shop.mumbai)

    assert faults_of(refusal) == [("/qty", "insufficient_stock")]
    assert shop.stock_of("MAGGI-70G", shop.mumbai) == 0


def test_the_same_key_transfers_once(shop):
    first = transferred(shop, 1_000, shop.bengaluru, shop.mumbai, key="k")

    assert transferred(shop, 1_000, shop.bengaluru, shop.mumbai, key="k") == first
    assert shop.stock_of("MAGGI-70G") == 99


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"to": "store_nowhere"}, [("/to", "unknown_store")]),
        ({"from": "store_a", "to": "store_b"}, [("/from", "unknown_store"), ("/to", "unknown_store")]),
        ({"from": None}, [("/from", "required")]),
    ],
)
def test_what_is_no_transfer_is_refused_with_its_pointer(shop, change, faults):
    with pytest.raises(ValidationFailed) as refusal:
        transferred(shop, 1_000, shop.bengaluru, shop.mumbai, **change)
    assert faults_of(refusal) == faults


def test_a_transfer_goes_to_another_store(shop):
    with pytest.raises(ValidationFailed) as refusal:
        transferred(shop, 1_000, shop.mumbai, shop.mumbai)
    assert faults_of(refusal) == [("/to", "out_of_range")]


# stock.low


def test_stock_low_is_told_once_until_stock_has_recovered(shop):
    shop.product("TEA", rate=1000, stock=12, reorder_level_milli=10_000)

    shop.sell(("TEA", 2))
    shop.sell(("TEA", 1))
    adjusted(shop, product="prod_TEA", delta_milli=2_000, reason="received")  # 11: back above, not a fifth above
    shop.sell(("TEA", 1))
    assert [low["on_hand_milli"] for low in told(shop, "stock.low")] == [10_000]

    adjusted(shop, product="prod_TEA", delta_milli=2_000, reason="received")  # 12: recovered
    transferred(shop, 3_000, shop.bengaluru, shop.mumbai, product="prod_TEA")
    assert told(shop, "stock.low")[1:] == [
        {
            "product_id": "prod_TEA",
            "sku": "TEA",
            "name": "Tea",
            "store_id": shop.bengaluru,
            "on_hand_milli": 9_000,
            "reorder_level_milli": 10_000,
        }
    ]


def test_two_sales_of_one_group_tell_of_it_once(shop):
    shop.product("TEA", rate=1000, stock=12, reorder_level_milli=10_000)
    sale = operations.Sale(shop.caller, sale_from_wire({"items": [{"sku": "TEA", "qty_milli": 2000}]}), None)
    operations.create_invoices(shop.db, shop.clock, SECRET, [sale, sale])

    assert len(told(shop, "stock.low")) == 1


# The ledger read back


def test_the_ledger_is_listed_newest_first_page_by_page(shop):
    for n in range(1, 6):
        wait(shop, 1)
        adjusted(shop, delta_milli=n * 1000, reason="found", store_id=shop.mumbai if n % 2 else shop.bengaluru)
    wait(shop, 1)

    seen, after = [], None
    while True:
        answer = operations.list_movements(
            shop.db, shop.caller, request={"product_id": "prod_MAGGI-70G", "after": after, "limit": 2}
        )
        seen += json.loads(answer["body_items"])
        adjusted(shop, delta_milli=100, reason="found")  # what comes meanwhile shifts nothing
        after = answer["next"]
        if after is None:
            break
    assert [movement["delta"] for movement in seen] == [5, 4, 3, 2, 1, 100]
    assert seen[-1]["reason"] == "opening"


def test_the_ledger_is_chosen_by_store_reason_and_time(shop):
    wait(shop, 10)
    shop.sell(("MAGGI-70G", 1))
    wait(shop, 10)
    at = rfc3339(shop.clock.now())
    transferred(shop, 1_000, shop.bengaluru, shop.mumbai)
    wait(shop, 10)
    adjusted(shop, delta_milli=-1_000, reason="damaged")

    def reasons(**filters):
        return [(m["reason"], m["store_id"]) for m in movements(shop, filters=filters)]

    assert reasons(store_id=shop.mumbai) == [("transfer", shop.mumbai)]
    assert reasons(reason="sale") == [("sale", shop.bengaluru)]
    assert reasons(reason="damaged") == [("damaged", shop.bengaluru)]
    assert {reason for reason, _ in reasons(created_at_gte=at)} == {"damaged", "transfer"}
    assert {reason for reason, _ in reasons(created_at_lte=at)} == {"opening", "sale", "transfer"}
    assert len(reasons(created_at_gte=at, created_at_lte=at)) == 2


def test_stock_as_of_a_moment_is_what_had_been_recorded_then(shop):
    moments = [shop.clock.now()]
    for delta in (-1_000, -2_000, -3_000):
        wait(shop)
        adjusted(shop, delta_milli=delta, reason="lost")
        moments.append(shop.clock.now())
    transferred(shop, 50_000, shop.bengaluru, shop.mumbai)

    def as_of(moment):
        request = {"product_id": "prod_MAGGI-70G", "as_of": rfc3339(moment)}
        answer = json.loads(operations.get_inventory(shop.db, shop.caller, request=request)["body"])
        return answer["total_on_hand"], [store["on_hand"] for store in answer["stores"]]

    assert as_of(moments[0] - timedelta(days=1)) == (0, [0, 0])
    assert as_of(moments[0]) == (100, [100, 0])
    assert as_of(moments[1]) == (99, [99, 0])
    assert as_of(moments[2] + timedelta(seconds=59)) == (97, [97, 0])
    assert as_of(moments[3]) == (94, [44, 50])


def test_a_late_bill_is_in_the_ledger_from_when_it_was_recorded(shop):
    earlier = shop.clock.now() + timedelta(seconds=60)
    wait(shop, 120)
    shop.sell(("MAGGI-70G", 4), issued_at=rfc3339(earlier))

    def as_of(moment):
        request = {"product_id": "prod_MAGGI-70G", "as_of": rfc3339(moment)}
        return json.loads(operations.get_inventory(shop.db, shop.caller, request=request)["body"])["total_on_hand"]

    assert (as_of(earlier), as_of(shop.clock.now())) == (100, 96)


def test_a_group_of_sales_of_one_instant_leaves_its_last_balance(shop):
    wait(shop)
    sale = operations.Sale(shop.caller, sale_from_wire({"items": [{"sku": "MAGGI-70G", "qty_milli": 1000}]}), None)
    operations.create_invoices(shop.db, shop.clock, SECRET, [sale] * 30)

    request = {"product_id": "prod_MAGGI-70G", "as_of": rfc3339(shop.clock.now())}
    answer = json.loads(operations.get_inventory(shop.db, shop.caller, request=request)["body"])
    assert answer["total_on_hand"] == 70
