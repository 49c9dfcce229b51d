"""Many at once on the same rows: the database decides, nobody deadlocks, and every sum is exact."""

import json
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.db import Database
from kit.db.group import GroupCommit
from kit.errors import Refusal
from services.billing import operations
from services.billing.check_ledger import check
from tests.integration.billing.by_hand import adjusted, counted, transferred
from tests.integration.billing.conftest import SECRET

CLIENTS = 12
SKUS = ("TEA", "RICE", "SOAP")


@pytest.fixture
def shop(shop):
    """Three stores with plenty of three products each."""
    shop.pune = shop.open_store(name="Pune", state="27")
    shop.stores = [shop.bengaluru, shop.mumbai, shop.pune]
    opening = [{"store_id": store, "qty_milli": 100_000_000} for store in shop.stores]
    for sku in SKUS:
        shop.product(sku, rate=1000, opening_stock=opening, reorder_level_milli=1_000)
    return shop


def at_once(tasks):
    """Run tasks together; how each ended: "done", or the code that refused it."""

    def end_of(task):
        try:
            task()
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(CLIENTS) as threads:
        return Counter(threads.map(end_of, tasks))


def in_all(shop, sku):
    return sum(row["on_hand_milli"] for row in shop.rows("stock_levels") if row["product_id"] == f"prod_{sku}")


def another_till(shop):
    """A second process's group commit: its groups meet the first one's in the database alone."""
    db = Database(shop.dsn, size=6)
    run = lambda group: operations.create_invoices(db, shop.clock, SECRET, group)  # noqa: E731  # reads best so
    return db, GroupCommit(run)


def test_sales_adjustments_and_transfers_that_cross_lose_nothing(shop, billing_database):
    shop.dsn = billing_database["service"]
    db, second_till = another_till(shop)
    chance = random.Random(24)
    sold, tasks = Counter(), []
    for n in range(240):
        sku, store = chance.choice(SKUS), chance.choice(shop.stores)
        if n % 4 == 0:
            source, target = chance.sample(shop.stores, 2)
            tasks.append(lambda a=source, b=target, p=f"prod_{sku}": transferred(shop, 3_000, a, b, product=p))
        elif n % 4 == 1:
            sold[sku] -= 2_500
            tasks.append(
                lambda s=store, p=f"prod_{sku}": adjusted(
                    shop, store_id=s, product=p, delta_milli=2_500, reason="received", key=f"a{random.random()}"
                )
            )
        else:
            lines = [(one, 1) for one in chance.sample(SKUS, 3)]  # in any order: rows are locked in one
            sold.update({one: 1_000 for one, _ in lines})
            tasks.append(
                lambda s=store, items=lines, till=n % 2: sell(shop, second_till if till else shop.sales, items, s)
            )
    chance.shuffle(tasks)

    ended = at_once(tasks)

    assert ended == {"done": 240}
    assert {sku: in_all(shop, sku) for sku in SKUS} == {sku: 300_000_000 - sold[sku] for sku in SKUS}
    assert check(billing_database["worker"], shop.caller.account_id)[1] == []
    db.close()


def sell(shop, till, items, store):
    request = {"items": [{"sku": sku, "qty_milli": qty * 1000} for sku, qty in items], "store_id": store}
    return operations.create_invoice(till, shop.clock, shop.caller, request=request, idempotency=None)


def test_the_last_of_them_goes_to_one_whoever_asks(shop, billing_database):
    shop.product("GEM", rate=1000, stock=10)
    takers = [
        *(lambda: shop.sell(("GEM", 1)) for _ in range(10)),
        *(lambda: adjusted(shop, product="prod_GEM", delta_milli=-1_000, reason="lost") for _ in range(10)),
        *(lambda: transferred(shop, 1_000, shop.bengaluru, shop.mumbai, product="prod_GEM") for _ in range(10)),
    ]

    assert at_once(takers) == {"done": 10, "insufficient_stock": 20}
    assert shop.stock_of("GEM") == 0
    assert check(billing_database["worker"], shop.caller.account_id)[1] == []


def test_of_many_that_expect_the_same_stock_one_wins(shop):
    tasks = [
        lambda: adjusted(shop, delta_milli=-1_000, reason="lost", expected_qty_milli=100_000) for _ in range(CLIENTS)
    ]

    assert at_once(tasks) == {"done": 1, "stock_changed": CLIENTS - 1}
    assert shop.stock_of("MAGGI-70G") == 99


def test_two_counts_and_the_sales_around_them_end_in_one_of_the_counts_less_the_sales_after_it(shop, billing_database):
    tasks = [lambda: shop.sell(("MAGGI-70G", 1))] * 20 + [lambda: counted(shop, 90_000), lambda: counted(shop, 80_000)]
    random.Random(7).shuffle(tasks)

    assert set(at_once(tasks)) == {"done"}
    ledger = sorted(shop.rows("stock_movements"), key=lambda row: row["position"])
    ledger = [row for row in ledger if row["product_id"] == "prod_MAGGI-70G"]
    last = max(place for place, row in enumerate(ledger) if row["counted_milli"] is not None)
    since = sum(row["delta_milli"] for row in ledger[last + 1 :])
    assert ledger[-1]["on_hand_milli"] == ledger[last]["on_hand_milli"] + since
    assert check(billing_database["worker"], shop.caller.account_id)[1] == []


def test_the_first_stock_of_a_product_booked_by_many_at_once_is_their_sum(shop):
    shop.product("NEW", rate=1000, stock=0)
    tasks = [
        lambda: adjusted(shop, product="prod_NEW", store_id=shop.pune, delta_milli=1_000, reason="received")
        for _ in range(CLIENTS)
    ]

    assert at_once(tasks) == {"done": CLIENTS}
    assert shop.stock_of("NEW", shop.pune) == CLIENTS


def test_an_opening_booked_amid_sales_below_zero_has_the_right_balance(shop, billing_database):
    free = shop.open_store(name="Free", state="29", negative_stock=True)
    shop.product("GUM", rate=100, stock=0)
    tasks = [lambda: shop.sell(("GUM", 1), store_id=free)] * 20
    tasks.insert(
        10, lambda: shop.product("GUM", rate=100, version=2, opening_stock=[{"store_id": free, "qty_milli": 50_000}])
    )

    assert at_once(tasks) == {"done": 21}
    assert shop.stock_of("GUM", free) == 30
    assert check(billing_database["worker"], shop.caller.account_id)[1] == []


def test_one_key_sent_by_many_at_once_adjusts_once(shop):
    answers = []
    tasks = [lambda: answers.append(json.dumps(adjusted(shop, delta_milli=1_000, reason="found", key="one")))] * CLIENTS

    assert at_once(tasks) == {"done": CLIENTS}
    assert len(set(answers)) == 1
    assert shop.stock_of("MAGGI-70G") == 101
