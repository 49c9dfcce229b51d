"""What a new product starts with in each store."""

from services.catalog.domain.opening_stock import OpeningStock, Stores, WantedStock, opening_stock, stock_faults
from tests.factories.catalog import BENGALURU, MUMBAI, STORES

NO_STORES = Stores(frozenset(), None)


def test_one_quantity_goes_to_the_default_store_and_the_others_start_at_0():
    assert opening_stock(WantedStock(default_qty_milli=500_000), STORES) == (
        OpeningStock(BENGALURU, 500_000),
        OpeningStock(MUMBAI, 0),
    )


def test_without_stock_every_store_starts_at_0():
    assert opening_stock(None, STORES) == (OpeningStock(BENGALURU, 0), OpeningStock(MUMBAI, 0))
    assert opening_stock(None, NO_STORES) == ()


def test_quantities_by_store_put_the_product_into_those_stores_alone():
    wanted = WantedStock(by_store=(OpeningStock(MUMBAI, 20_000),))

    assert opening_stock(wanted, STORES) == (OpeningStock(MUMBAI, 20_000),)


def test_unknown_stores_and_stores_named_twice_are_faults():
    wanted = WantedStock(by_store=(OpeningStock("store_X", 1), OpeningStock(MUMBAI, 1), OpeningStock(MUMBAI, 2)))

    assert [(fault["pointer"], fault["code"]) for fault in stock_faults(wanted, STORES)] == [
        ("/stock/0/store", "unknown_store"),
        ("/stock/2/store", "out_of_range"),
    ]


def test_a_quantity_needs_a_store():
    wanted = WantedStock(default_qty_milli=1_000)

    assert [fault["pointer"] for fault in stock_faults(wanted, NO_STORES)] == ["/stock"]
    assert stock_faults(wanted, STORES) == []
    assert stock_faults(None, NO_STORES) == []
