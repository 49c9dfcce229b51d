"""Random days of a shop on PostgreSQL: whatever is sold, adjusted, counted and moved, the books balance after every step."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.clock import SystemClock, rfc3339
from kit.db import Database
from kit.errors import Refusal
from kit.testing import FakeClock
from services.billing.check_ledger import check
from tests.integration.billing.by_hand import adjusted, counted, transferred
from tests.integration.billing.conftest import Shop

SKUS = ("TEA", "RICE")
STORES = ("bengaluru", "mumbai", "free")
REFUSED = {"insufficient_stock", "stock_changed", "validation_failed"}

skus, stores = st.sampled_from(SKUS), st.sampled_from(STORES)
milli = st.integers(1, 8_000) | st.sampled_from([1_000, 5_000, 10_000])
ago = st.integers(0, 600)
"""Seconds before now."""

steps = st.one_of(
    st.tuples(st.just("sell"), stores, skus, milli, st.none() | ago),
    st.tuples(st.just("adjust"), stores, skus, milli, st.sampled_from(["received", "lost", "correction"])),
    st.tuples(st.just("expect"), stores, skus, milli, st.integers(0, 20_000)),
    st.tuples(st.just("count"), stores, skus, st.integers(0, 15_000), st.none() | ago),
    st.tuples(st.just("transfer"), stores, skus, milli, stores),
    st.tuples(st.just("wait"), st.integers(1, 300)),
)


@pytest.fixture(scope="module")
def new_shop(billing_database):
    """Open shops, each an account of its own, with three stores of which one may go below zero."""
    db, owner = Database(billing_database["service"], size=2), Database(billing_database["owner"], size=2)

    def open_shop():
        shop = Shop(db, owner)
        shop.clock = FakeClock(SystemClock().now().replace(microsecond=0) + timedelta(minutes=15))
        shop.free = shop.open_store(name="Free", state="29", negative_stock=True)
        for sku in SKUS:
            shop.product(sku, rate=1000, stock=10, reorder_level_milli=5_000)
        return shop

    yield open_shop
    db.close()
    owner.close()


def take(shop: Shop, step: Any) -> int:
    """Take a step; returns by how much stock in all changes, 0 where it is refused."""
    kind, *rest = step
    if kind == "wait":
        shop.clock.move(timedelta(seconds=rest[0]))
        return 0
    store, product = getattr(shop, rest[0]), f"prod_{rest[1]}"
    before = total(shop)
    try:
        if kind == "sell":
            item = {"sku": rest[1], "qty_milli": rest[2]}
            dated = {} if rest[3] is None else {"issued_at": rfc3339(shop.clock.now() - timedelta(seconds=rest[3]))}
            shop.sell(items=[item], store_id=store, **dated)
        elif kind == "adjust":
            delta = -rest[2] if rest[3] == "lost" else rest[2]
            moved = adjusted(shop, product=product, store_id=store, delta_milli=delta, reason=rest[3])
            assert total(shop) - before == delta == round(moved["delta"] * 1000)
        elif kind == "expect":
            adjusted(
                shop, product=product, store_id=store, delta_milli=rest[2], reason="found", expected_qty_milli=rest[3]
            )
        elif kind == "count":
            at = {} if rest[3] is None else {"counted_at": rfc3339(shop.clock.now() - timedelta(seconds=rest[3]))}
            moved = counted(shop, rest[2], product=product, store_id=store, **at)
            assert rest[3] is not None or moved["on_hand"] * 1000 == rest[2], "a count of now is what is on hand"
        else:
            transferred(shop, rest[2], store, getattr(shop, rest[3]), product=product)
            assert total(shop) == before, "a transfer loses nothing"
    except Refusal as refusal:
        assert refusal.code in REFUSED
        assert total(shop) == before, "a refusal changes nothing"
    return total(shop) - before


def total(shop: Shop) -> int:
    return sum(row["on_hand_milli"] for row in shop.rows("stock_levels"))


def assert_the_books_balance(shop: Shop, dsn: str) -> None:
    assert check(dsn, shop.caller.account_id)[1] == []
    levels = {(row["store_id"], row["product_id"]): row for row in shop.rows("stock_levels")}
    assert all(row["on_hand_milli"] >= 0 for (store, _), row in levels.items() if store != shop.free)
    movements = sorted(shop.rows("stock_movements"), key=lambda row: row["position"])
    assert all(row["on_hand_milli"] >= 0 for row in movements if row["store_id"] != shop.free)
    for row in levels.values():
        assert not (row["low_told"] and row["on_hand_milli"] >= 6_000), "what has recovered may be told of again"
    for movement in movements[-1:]:
        row = levels[movement["store_id"], movement["product_id"]]
        if movement["delta_milli"] < 0 and movement["on_hand_milli"] <= 5_000 and movement["reason"] != "sale":
            assert row["low_told"], "what has just come down to the level was told of"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(steps, min_size=3, max_size=14))
def test_the_books_balance_after_every_step(new_shop, billing_database, days):
    shop = new_shop()
    changes = [take(shop, step) for step in days]

    assert total(shop) == 20_000 + sum(changes)
    assert_the_books_balance(shop, billing_database["worker"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(milli, max_size=3),
    between=st.lists(milli, max_size=3),
    late=st.lists(milli, max_size=3),
    found=st.integers(60_000, 90_000),
)
def test_in_whatever_order_bills_and_a_count_arrive_stock_is_the_count_less_what_was_sold_after(
    new_shop, before, between, late, found
):
    """Bills of before the count and of after it, some booked before it and some after: the same stock in the end."""
    shop = new_shop()
    adjusted(shop, product="prod_TEA", delta_milli=90_000, reason="received")
    shop.clock.move(timedelta(minutes=1))
    early = rfc3339(shop.clock.now())
    shop.clock.move(timedelta(minutes=1))
    counted_at = rfc3339(shop.clock.now())
    shop.clock.move(timedelta(minutes=1))
    after = rfc3339(shop.clock.now())

    def sell(quantities, issued_at):
        for qty in quantities:
            shop.sell(items=[{"sku": "TEA", "qty_milli": qty}], issued_at=issued_at)

    sell(before, early)
    sell(between, after)
    counted(shop, found, product="prod_TEA", counted_at=counted_at)
    sell(late, early)
    sell(late, after)

    levels = {(row["store_id"], row["product_id"]): row["on_hand_milli"] for row in shop.rows("stock_levels")}
    assert levels[shop.bengaluru, "prod_TEA"] == found - sum(itertools.chain(between, late))
