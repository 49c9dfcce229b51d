"""What a shopkeeper does with reports, the GST return and stores, in a real browser, against the running stack."""

import csv
import json
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE, log_in
from tests.browser.shop import open_shop

GSTIN = "29AAFCD5862R1ZR"


@pytest.fixture(scope="module")
def selling():
    """A shop of its own that has sold tea, and something without an HSN code."""
    shop = open_shop()
    odd = {"sku": "LOOSE-TEA", "name": "Loose tea", "rate": 180, "gst_rate": 5}
    odd["stock"] = [{"store": shop.stores[0], "qty": 9}]
    assert shop.ask("POST", "/v1/products", odd).status_code == 201
    shop.sell("TEA-250G", 3)
    return shop, shop.sell("LOOSE-TEA", 1)


def until_there(page, address, text):
    """Load a page until the sale is in its figures, a second or so after it."""
    for _ in range(40):
        page.goto(address)
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{text} is not there: {page.locator('main').inner_text()}")


def test_sales_are_split_by_product_and_saved(window, selling):
    shop, _ = selling
    page = log_in(window(), shop.email)
    until_there(page, "/dashboard/reports", "₹600.00")
    page.get_by_label("Split by").select_option(label="Product")
    page.get_by_label("A line for each").select_option(label="Month")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Red Label Tea 250 g").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as CSV").click()

    assert saved.value.suggested_filename.startswith("sales-month-by-product-")
    rows = list(csv.DictReader(Path(saved.value.path()).read_text().splitlines()))
    assert {(row["group_sku"], row["net"]) for row in rows} == {("TEA-250G", "420"), ("LOOSE-TEA", "180")}
    page.get_by_role("link", name="Last month").click()
    page.get_by_role("heading", name="Nothing was sold").wait_for()


def test_a_problem_of_the_return_leads_to_its_bill_and_the_file_is_saved(window, selling):
    shop, odd = selling
    page = log_in(window(), shop.email)
    until_there(page, "/dashboard/gst", "A product without an HSN code")
    with page.expect_download() as saved:
        page.get_by_role("link", name="File for the portal").click()
    assert saved.value.suggested_filename.startswith("GSTR1-29AAGCB7383J1Z4-")
    assert json.loads(Path(saved.value.path()).read_text())["gstin"] == "29AAGCB7383J1Z4"

    page.locator("main").get_by_role("link", name=odd["invoice_no"]).click()

    page.get_by_role("heading", level=1, name=f"Invoice {odd['invoice_no']}").wait_for()


def test_a_store_is_opened_after_a_fault_and_closed(window, selling):
    page = log_in(window(viewport=PHONE, has_touch=True), open_shop().email)
    page.goto("/dashboard/stores")
    page.get_by_role("link", name="Open a store").click()
    page.get_by_label("Name", exact=True).fill("Koramangala")
    page.get_by_label("GSTIN", exact=True).fill(GSTIN[:-1] + "A")
    page.get_by_label("Bills", exact=True).fill("KOR/{FY2}/{0000}")
    page.get_by_role("button", name="Open the store").click()
    page.locator("#gstin-fault").wait_for()
    page.get_by_label("GSTIN", exact=True).fill(GSTIN)
    page.get_by_role("button", name="Open the store").click()
    page.get_by_text("Koramangala is open.").wait_for()
    assert "KOR/{FY2}/{0000}" in page.locator("main").inner_text()

    page.get_by_role("link", name="Close", exact=True).click()
    page.get_by_role("button", name="Close the store").click()

    page.get_by_text("This store is closed").wait_for()


def test_the_books_speak_hindi(window, selling):
    shop, _ = selling
    page = log_in(window(), shop.email)
    page.get_by_label("Language").select_option("hi")
    page.get_by_role("link", name="रिपोर्ट", exact=False).first.click()
    page.get_by_text("शुद्ध बिक्री").first.wait_for()
    page.goto("/dashboard/stores")
    page.get_by_text("कर्नाटक").first.wait_for()
