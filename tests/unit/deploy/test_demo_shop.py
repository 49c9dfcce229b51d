"""The demo shop is one that could exist: GSTINs with their check digits, rates in force, the product page's items."""

import json

from stdnum.in_ import gstin

from deploy.local.seed import SHOP

RATES_OF_2026 = {0, 5, 18, 40}
SHOP_FILE = json.loads(SHOP.read_text())
PRODUCTS = {product["sku"]: product for product in SHOP_FILE["products"]}


def test_the_stores_are_registered_where_they_stand():
    assert [(store["state"], store["is_default"]) for store in SHOP_FILE["stores"]] == [("29", True), ("27", False)]
    for store in SHOP_FILE["stores"]:
        assert gstin.validate(store["gstin"])[:2] == store["state"] == store["address"]["state"]


def test_the_products_of_the_product_page_are_there():
    milk, noodles = PRODUCTS["AMUL-MILK-1L"], PRODUCTS["MAGGI-70G"]

    assert (milk["rate"], milk["gst_rate"], milk["hsn"]) == (68, 0, "0401")
    assert (noodles["rate"], noodles["gst_rate"], noodles["hsn"]) == (14, 5, "1902")


def test_there_are_about_sixty_products_and_none_twice():
    assert 60 <= len(PRODUCTS) == len(SHOP_FILE["products"]) <= 70


def test_every_rate_is_in_force_and_a_zero_has_its_reason():
    for product in PRODUCTS.values():
        assert product["gst_rate"] in RATES_OF_2026
        assert (product["gst_rate"] == 0) == ("zero_rate_reason" in product)
        assert len(product["hsn"]) in (4, 6, 8)
