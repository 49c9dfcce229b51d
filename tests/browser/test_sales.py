"""What a shopkeeper does with invoices and customers, in a real browser, against the running stack."""

import pytest

from tests.browser import sales
from tests.browser.conftest import PHONE, log_in
from tests.browser.shop import open_shop


@pytest.fixture(scope="module")
def made():
    """A shop of its own, with a bill that is partly paid and partly given back."""
    shop = open_shop()
    return shop, sales.prepare(shop)


def test_an_invoice_is_found_by_its_customer_and_its_receipt_is_printed_and_saved(window, made):
    shop, ids = made
    number = shop.ask("GET", f"/v1/invoices/{ids['invoice_id']}").json()["invoice_no"]
    page = log_in(window(), shop.email)
    page.get_by_role("link", name="Invoices", exact=True).click()
    page.get_by_label("Number, phone or name").fill("kulkarni")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=number).click()
    page.get_by_role("heading", level=1, name=f"Invoice {number}").wait_for()

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Print", exact=True).click()
    receipt = opened.value
    receipt.wait_for_load_state()
    assert receipt.get_by_text("Tax Invoice").first.is_visible()
    assert number in receipt.locator("body").inner_text()
    colour = receipt.evaluate("getComputedStyle(document.querySelector('.lines th')).backgroundColor")
    assert colour == "rgb(236, 236, 236)", "its own style is let through by its hash"
    with page.expect_download() as saved:
        page.get_by_role("link", name="PDF", exact=True).click()
    assert saved.value.suggested_filename == f"{number}.pdf"


def test_a_refund_is_looked_at_given_and_found_on_the_invoice(window):
    shop = open_shop()
    sold = shop.sell("TEA-250G", 3)
    stock = shop.ask("GET", f"/v1/inventory/{sold['items'][0]['product_id']}").json()["total_on_hand"]
    page = log_in(window(), shop.email)
    page.goto(f"/dashboard/invoices/{sold['id']}")
    page.get_by_role("link", name="Refund", exact=True).click()
    page.get_by_label("Came back of Red Label Tea 250 g").fill("5")
    page.get_by_role("button", name="Look at the amount").click()
    page.locator("#qty-1-fault").wait_for()
    page.get_by_label("Came back of Red Label Tea 250 g").fill("2")
    page.get_by_label("Reason").fill("Wrong brand")
    page.get_by_role("button", name="Look at the amount").click()
    page.get_by_text("Nothing has been given back yet").wait_for()
    assert shop.ask("GET", f"/v1/invoices/{sold['id']}").json()["amount_refunded"] == 0

    page.get_by_role("button", name="Refund ₹280.00").click()
    page.get_by_role("heading", level=1, name="Credit note").wait_for()

    assert "₹280.00" in page.get_by_role("status").first.inner_text()
    assert "UPI" in page.locator("main").inner_text()
    page.get_by_role("link", name=sold["invoice_no"]).click()
    page.get_by_text("Partly refunded").wait_for()
    after = shop.ask("GET", f"/v1/invoices/{sold['id']}").json()
    assert (after["amount_refunded"], after["refund_status"]) == (280, "partial")
    level = shop.ask("GET", f"/v1/inventory/{sold['items'][0]['product_id']}").json()["total_on_hand"]
    assert level == stock + 2


def test_on_a_phone_a_customer_is_found_and_the_rest_is_booked(window, made):
    shop, ids = made
    page = log_in(window(viewport=PHONE, has_touch=True), shop.email)
    page.goto("/dashboard/customers")
    page.get_by_label("Name or phone").fill(ids["customer_phone"][-6:])
    page.get_by_role("button", name="Find").tap()
    page.get_by_role("link", name="Rahul Kulkarni").tap()
    page.get_by_role("link", name="INV-").first.tap()
    page.get_by_role("button", name="Book the payment").tap()

    page.get_by_text("Booked. Due now: ₹0.00.").wait_for()
    assert shop.ask("GET", f"/v1/invoices/{ids['invoice_id']}").json()["status"] == "paid"
