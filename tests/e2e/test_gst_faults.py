"""What tax law asks of a product, a store and a sale: each fault has its code, its pointer and what to do, and nothing changes."""

from datetime import timedelta

import pytest

from kit.clock import SystemClock, rfc3339
from tests.e2e.test_stores import faults_of

GSTIN, SEZ_GSTIN = "29AAFCD5862R1ZR", "27AAPFU0939F1ZV"
ITEM = {"sku": "MAGGI-70G", "qty": 1}
TELEVISION = {"sku": "TV-55", "qty": 1}
ASHA = {"name": "Asha Rao", "address": {"line1": "4 MG Road", "city": "Bengaluru", "state": "29", "pin": "560001"}}


@pytest.fixture
def shop(shop):
    """Also a television of ₹59,000, of which the tax is ₹9,000."""
    shop.product("TV-55", rate=59_000, gst_rate=18, hsn="8528", stock=5)
    return shop


def books(shop):
    """All that a refused request must leave alone."""
    products = shop.api.get("/v1/products", **{"expand[]": "stock"}).json()["data"]
    return shop.invoices(), products, shop.api.get("/v1/stores").json()["data"]


def refused(shop, send):
    """Send something wrong; its faults, each with a sentence that says what is."""
    before = books(shop)
    answer = send()
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), answer.text
    assert all(len(fault["detail"]) > 10 for fault in answer.json()["errors"])
    assert books(shop) == before
    return faults_of(answer)


PRODUCT = {"sku": "NEW", "name": "New", "rate": 10, "gst_rate": 5, "hsn": "1902"}
PRODUCTS = {
    "HSN of 5 digits": ({"hsn": "19021"}, [("/hsn", "invalid_hsn")]),
    "HSN of letters": ({"hsn": "19AB"}, [("/hsn", "invalid_hsn")]),
    "a rate that ended": ({"gst_rate": 12}, [("/gst_rate", "rate_not_in_force")]),
    "a rate that never was": ({"gst_rate": 7}, [("/gst_rate", "rate_not_in_force")]),
    "28 % on noodles": ({"gst_rate": 28}, [("/gst_rate", "rate_not_in_force")]),
    "cess that ended": ({"cess_rate": 12}, [("/cess_rate", "rate_not_in_force")]),
    "no tax and no reason": ({"gst_rate": 0}, [("/zero_rate_reason", "required")]),
    "tax and a reason for none": ({"zero_rate_reason": "nil"}, [("/zero_rate_reason", "out_of_range")]),
    "an unknown reason": ({"gst_rate": 0, "zero_rate_reason": "gift"}, [("/zero_rate_reason", "out_of_range")]),
}


@pytest.mark.parametrize("case", PRODUCTS)
def test_a_product_has_an_hsn_and_a_rate_that_the_law_knows(shop, case):
    changes, faults = PRODUCTS[case]

    assert refused(shop, lambda: shop.api.post("/v1/products", {**PRODUCT, **changes})) == faults


STORE = {"name": "Koramangala", "gstin": GSTIN}
STORES = {
    "small letters": ({"invoice_template": "inv-{YYYY}-{0000}"}, [("/invoice_template", "out_of_range")]),
    "another charset": ({"invoice_template": "बिल-{YYYY}-{0000}"}, [("/invoice_template", "out_of_range")]),
    "an unknown token": ({"invoice_template": "I-{YYYY}-{MM}-{000}"}, [("/invoice_template", "out_of_range")]),
    "no counter": ({"invoice_template": "INV-{YYYY}"}, [("/invoice_template", "required")]),
    "two counters": ({"invoice_template": "I{YYYY}-{00}-{00}"}, [("/invoice_template", "required")]),
    "17 characters": ({"credit_note_template": "CREDIT-{FY2}-{00000}"}, [("/credit_note_template", "out_of_range")]),
    "an address of another state": ({"address": {"state": "27"}}, [("/address/state", "out_of_range")]),
    "a shop abroad": ({"gstin": None, "state": "96"}, [("/state", "out_of_range")]),
    "another turnover": ({"turnover": "lots"}, [("/turnover", "out_of_range")]),
}


@pytest.mark.parametrize("case", STORES)
def test_a_store_has_lawful_numbers_and_an_address_in_its_state(shop, case):
    changes, faults = STORES[case]

    assert refused(shop, lambda: shop.api.post("/v1/stores", {**STORE, **changes})) == faults


SALES = {
    "an unknown place": ({"items": [ITEM], "place_of_supply": "25"}, [("/place_of_supply", "out_of_range")]),
    "a place in words": ({"items": [ITEM], "place_of_supply": "Goa"}, [("/place_of_supply", "out_of_range")]),
    "a date 6 minutes ahead": (
        {"items": [ITEM], "issued_at": "2100-01-01T00:00:00Z"},
        [("/issued_at", "out_of_range")],
    ),
    "SEZ without a GSTIN": (
        {"items": [ITEM], "customer": {"name": "Unit 7", "sez": True}},
        [("/customer/gstin", "required")],
    ),
    "₹50,000 to nobody": (
        {"items": [TELEVISION]},
        [
            ("/customer/address", "buyer_address_required"),
            ("/customer/address/state", "buyer_address_required"),
            ("/customer/name", "buyer_address_required"),
        ],
    ),
    "₹50,000 to a name": (
        {"items": [TELEVISION], "customer": {"name": "Asha Rao", "address": {"line1": "4 MG Road"}}},
        [("/customer/address/state", "buyer_address_required")],
    ),
    "a discount above the line": ({"items": [{**ITEM, "discount": 14.01}]}, [("/items/0/discount", "out_of_range")]),
    "a discount above the bill": ({"items": [ITEM], "discount": 14.01}, [("/discount", "out_of_range")]),
}


@pytest.mark.parametrize("case", SALES)
def test_a_sale_names_a_place_a_day_and_a_buyer_as_the_law_asks(shop, case):
    body, faults = SALES[case]

    assert refused(shop, lambda: shop.api.post("/v1/invoices", body, key="k")) == faults
    assert refused(shop, lambda: shop.api.post("/v1/invoices/preview", body)) == faults


@pytest.mark.parametrize(
    ("buyer", "paise"),
    [(ASHA, "intra"), ({"gstin": GSTIN}, "intra"), ({"gstin": SEZ_GSTIN, "sez": True}, "inter")],
)
def test_named_registered_and_sez_buyers_may_buy_for_50000_rupees(shop, buyer, paise):
    invoice = shop.api.post("/v1/invoices", {"items": [TELEVISION], "customer": buyer}).json()

    assert (invoice["taxable_value"], invoice["grand_total"]) == (50_000, 59_000)
    assert (invoice["tax"]["cgst"], invoice["tax"]["igst"]) == ((4500, 0) if paise == "intra" else (0, 9000))


def test_the_turnover_asks_for_digits_of_hsn(shop):
    store = f"/v1/stores/{shop.stores[0]}"
    business = {"items": [ITEM], "customer": {"gstin": GSTIN}}
    shop.product("LOOSE", hsn=None)
    loose = {"items": [{"sku": "LOOSE", "qty": 1}], "customer": {"gstin": GSTIN}}
    assert shop.api.post("/v1/invoices", loose).status_code == 201, "nothing said, nothing asked"

    assert shop.api.patch(store, {"turnover": "up_to_5_crore"}).json()["turnover"] == "up_to_5_crore"
    assert refused(shop, lambda: shop.api.post("/v1/invoices", loose)) == [("/items/0/sku", "invalid_hsn")]
    assert shop.api.post("/v1/invoices", business).status_code == 201
    assert shop.api.post("/v1/invoices", {"items": loose["items"]}).status_code == 201

    assert shop.api.patch(store, {"turnover": "above_5_crore"}).json()["turnover"] == "above_5_crore"
    assert refused(shop, lambda: shop.api.post("/v1/invoices", {"items": [ITEM]})) == [("/items/0/sku", "invalid_hsn")]
    noodles = shop.api.get("/v1/products", sku="MAGGI-70G").json()["data"][0]["id"]
    assert shop.api.patch(f"/v1/products/{noodles}", {"hsn": "190230"}).status_code == 200
    assert shop.api.post("/v1/invoices", {"items": [ITEM]}).json()["items"][0]["hsn"] == "190230"


def test_weighed_goods_are_billed_and_taken_to_the_gram(shop):
    rice = shop.product("RICE", rate=64.5, unit="KGS", stock=10)

    invoice = shop.api.post("/v1/invoices", {"items": [{"sku": "RICE", "qty": 1.255}]}).json()

    assert (invoice["items"][0]["qty"], invoice["items"][0]["unit"], invoice["grand_total"]) == (1.255, "KGS", 80.95)
    assert shop.stock_of(rice) == 8.745


def test_a_count_older_than_the_last_one_is_refused(shop):
    noodles = shop.api.get("/v1/products", sku="MAGGI-70G").json()["data"][0]["id"]
    counts = f"/v1/inventory/{noodles}/adjustments"
    assert shop.api.post(counts, {"count": 90}).status_code == 201

    older = {"count": 80, "counted_at": rfc3339(SystemClock().now() - timedelta(minutes=1))}
    assert refused(shop, lambda: shop.api.post(counts, older)) == [("/counted_at", "out_of_range")]


def test_a_store_lists_what_was_moved_into_it(shop):
    first, second = shop.stores
    sugar = shop.product("SUGAR", stock=[{"store": first, "qty": 20}])
    assert "SUGAR" not in skus_of(shop, second)

    assert shop.api.post(f"/v1/inventory/{sugar}/transfers", {"from": first, "to": second, "qty": 5}).status_code == 201

    for _ in range(100):  # an event on its way
        if "SUGAR" in skus_of(shop, second):
            break
    assert "SUGAR" in skus_of(shop, second)
    assert shop.api.get(f"/v1/products/{sugar}", **{"expand[]": "stock"}).json()["stock"]["total_on_hand"] == 20


def skus_of(shop, store_id):
    return [product["sku"] for product in shop.api.get("/v1/products", store=store_id).json()["data"]]
