"""Billing's copy of a product follows its newest version, whatever the order; opening stock is booked once a store."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.clock import SystemClock
from services.billing import operations
from services.billing.errors import ProductArchived
from services.billing.storage import sellables
from tests.factories.billing import MAGGI, MILK, a_document


@pytest.fixture
def apply(shop):
    """Apply documents to the shop's account in one batch; returns how many were newer."""

    def take(*documents):
        account = shop.caller.account_id
        with shop.db.transaction(account) as tx:
            return operations.apply_product(tx, SystemClock(), [(account, document) for document in documents])[
                "applied"
            ]

    return take


@pytest.fixture
def kept(shop):
    """Read what billing knows of a product."""

    def read(of=MAGGI):
        with shop.db.transaction(shop.caller.account_id) as tx:
            return sellables.get(tx, shop.caller.account_id, of.product_id)

    return read


@pytest.fixture
def document(shop):
    """A document of a product that the shop does not sell yet."""
    return lambda of=MAGGI, **facts: a_document(of, **{"sku": f"{of.sku}-NEW", **facts})


def openings(shop):
    rows = [row for row in shop.rows("stock_movements") if row["product_id"] in {MAGGI.product_id, MILK.product_id}]
    return sorted((row["store_id"], row["delta_milli"], row["on_hand_milli"], row["reason"]) for row in rows)


def test_every_fact_is_taken_over(apply, kept, document):
    facts = {
        "sku": "X-1",
        "name": "New",
        "rate_paise": 1,
        "tax_inclusive": None,
        "gst_rate_bp": 4000,
        "cess_rate_bp": 100,
        "zero_rate_reason": "nil",
        "hsn": None,
        "unit": "KGS",
        "reorder_level_milli": None,
    }
    apply(document())

    assert apply(document(version=2, **facts)) == 1
    assert {name: getattr(kept(), name) for name in facts} == facts


def test_versions_out_of_order_leave_the_newest(apply, kept, document):
    assert [apply(document(version=version, rate_paise=version)) for version in (2, 3, 1)] == [1, 1, 0]
    assert kept().rate_paise == 3


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_a_batch_with_several_versions_leaves_the_newest(apply, kept, document, order):
    assert apply(*(document(version=version, rate_paise=version) for version in order)) == 1
    assert kept().rate_paise == 3


def test_a_document_applied_twice_changes_nothing(shop, apply, document):
    opening = {shop.bengaluru: 5000}
    apply(document(opening=opening))
    before = shop.rows("sellables"), shop.rows("stock_levels"), shop.rows("stock_movements")

    assert apply(document(opening=opening)) == 0
    assert (shop.rows("sellables"), shop.rows("stock_levels"), shop.rows("stock_movements")) == before


def test_opening_stock_is_booked_once_with_its_movement(shop, apply, document):
    opening = {shop.bengaluru: 5000, shop.mumbai: 0}
    for version in (1, 2, 3):
        apply(document(version=version, opening=opening))

    assert openings(shop) == sorted([(shop.bengaluru, 5000, 5000, "opening"), (shop.mumbai, 0, 0, "opening")])


def test_opening_stock_comes_with_whichever_version_arrives_first(shop, apply, document):
    apply(document(version=3, opening={shop.bengaluru: 5000}))
    apply(document(version=1, opening={shop.bengaluru: 5000}))

    assert openings(shop) == [(shop.bengaluru, 5000, 5000, "opening")]


def test_one_batch_may_bring_the_same_opening_twice(shop, apply, document):
    opening = {shop.bengaluru: 5000}
    apply(document(version=1, opening=opening), document(version=2, opening=opening))

    assert openings(shop) == [(shop.bengaluru, 5000, 5000, "opening")]


def test_a_later_version_may_bring_a_store_s_opening_stock(shop, apply, document):
    apply(document(opening={shop.bengaluru: 5000}))
    apply(document(version=2, opening={shop.bengaluru: 5000, shop.mumbai: 70}))

    assert openings(shop) == sorted([(shop.bengaluru, 5000, 5000, "opening"), (shop.mumbai, 70, 70, "opening")])


def test_sold_stock_is_not_put_back_by_a_document_that_comes_again(shop):
    shop.sell(("MAGGI-70G", 30))
    shop.product("MAGGI-70G", rate=1400)
    shop.product("MAGGI-70G", rate=1500, version=2)

    assert shop.stock_of("MAGGI-70G") == 70


def test_an_archived_product_is_refused_and_sold_again_when_it_is_back(shop):
    shop.product("MAGGI-70G", rate=1400, version=2, status="archived")
    with pytest.raises(ProductArchived) as refusal:
        shop.sell(("AMUL-MILK-1L", 1), ("MAGGI-70G", 1))
    assert [fault["pointer"] for fault in refusal.value.errors] == ["/items/1/sku"]
    assert shop.rows("invoices") == []

    shop.product("MAGGI-70G", rate=1400, version=3)
    assert shop.invoice(("MAGGI-70G", 1))["grand_total"] == 14


def test_an_archive_that_was_overtaken_archives_nothing(apply, kept, document):
    apply(document(version=3))
    apply(document(version=2, status="archived"))

    assert kept().status == "active"


def test_accounts_are_apart(shop, apply, kept, document):
    apply(document())

    with shop.db.transaction("acct_other") as tx:
        assert sellables.get(tx, "acct_other", MAGGI.product_id) is None


def test_batches_in_opposite_orders_at_once_never_deadlock(shop):
    account = shop.caller.account_id
    products = [f"{number:02d}" for number in range(30)]

    def take(turn):
        order = random.Random(turn).sample(products, len(products))
        opening = {shop.mumbai: 1000, shop.bengaluru: 1000}
        documents = [
            (account, a_document(version=turn + 1, product_id=f"prod_{of}", sku=f"S-{of}", opening=opening))
            for of in order
        ]
        with shop.db.transaction(account) as tx:
            operations.apply_product(tx, SystemClock(), documents)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(take, range(16)))

    assert {row["version"] for row in shop.rows("sellables") if row["sku"].startswith("S-")} == {16}
    assert {row["on_hand_milli"] for row in shop.rows("stock_levels") if row["store_id"] == shop.mumbai} == {1000}
