"""A product that reaches a store otherwise than by its opening stock: the catalog is told, once, and a sale pays nothing for it."""

import pytest

from kit.db import Tx
from kit.errors import Refusal
from tests.integration.billing.by_hand import NOODLES, adjusted, told, transferred


def opened(shop):
    return [(row["product_id"], row["store_id"]) for data in told(shop, "stock.opened") for row in data["rows"]]


def test_opening_stock_tells_nothing(shop):
    assert opened(shop) == []


def test_a_transfer_into_a_store_that_never_had_the_product_is_told_once(shop):
    transferred(shop, 1_000, shop.bengaluru, shop.mumbai)
    transferred(shop, 1_000, shop.bengaluru, shop.mumbai)
    transferred(shop, 2_000, shop.mumbai, shop.bengaluru)

    assert opened(shop) == [(NOODLES, shop.mumbai)]


def test_goods_received_by_hand_are_told_once(shop):
    adjusted(shop, store_id=shop.mumbai, delta_milli=1_000, reason="received")
    adjusted(shop, store_id=shop.mumbai, delta_milli=1_000, reason="received")

    assert opened(shop) == [(NOODLES, shop.mumbai)]


def test_a_refused_change_tells_nothing(shop):
    with pytest.raises(Refusal):
        adjusted(shop, store_id=shop.mumbai, delta_milli=-1_000, reason="lost")

    assert opened(shop) == []


def test_a_sale_below_zero_tells_once_and_makes_no_statement_for_it(shop, monkeypatch):
    free = shop.open_store(name="Free", state="29", negative_stock=True)
    statements, execute = [], Tx._execute
    monkeypatch.setattr(
        Tx, "_execute", lambda tx, sql, *rest, **kept: (statements.append(sql), execute(tx, sql, *rest, **kept))[1]
    )
    shop.sell(("MAGGI-70G", 1), ("AMUL-MILK-1L", 1), store_id=free)
    shop.sell(("MAGGI-70G", 1), store_id=free)

    assert opened(shop) == [("prod_AMUL-MILK-1L", free), (NOODLES, free)]
    assert sum("INTO outbox" in sql for sql in statements) == 2, "the events of a sale go out in one statement"
