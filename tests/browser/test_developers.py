"""What developers and shopkeepers do on these pages, in a real browser, against the running stack."""

import re

import pytest

from tests.browser.conftest import PHONE, log_in
from tests.browser.shop import open_shop
from tests.fakes.webhook_receiver import Says, WebhookReceiver

ROWS = [f"IMP-{number:03},Imported {number},{number + 1}.50,5,{number}" for number in range(497)]
BAD_ROWS = ["BAD-1,Tea,ten,5,1", "BAD-2,,10,5,1", "BAD-3,Old rate,10,12,1"]
FILE = "\n".join(["SKU,Name,Rate,GST %,Opening stock", *ROWS[:200], *BAD_ROWS, *ROWS[200:]]).encode()


@pytest.fixture
def receiver():
    with WebhookReceiver() as running:
        yield running


def test_a_webhook_is_registered_tested_and_its_delivery_turns_green(owner, receiver):
    receiver.then(Says(500, b"the till sleeps"))
    owner.get_by_role("link", name="Webhooks", exact=True).click()
    owner.get_by_role("link", name="Add a webhook").first.click()
    owner.get_by_label("Address").fill(receiver.url)
    owner.get_by_label("payment.*", exact=True).check()  # of which this shop has none that could come between
    owner.get_by_role("button", name="Add the webhook").click()
    onward = owner.get_by_role("link", name="To the webhook")
    onward.wait_for()
    assert re.search(r"whsec_[A-Za-z0-9+/=]{40,}", owner.content())
    onward.click()
    owner.get_by_role("button", name="Send a test event").wait_for()
    assert not re.search(r"whsec_[A-Za-z0-9+/=]{40,}", owner.content())

    owner.get_by_role("button", name="Send a test event").click()
    owner.get_by_text("the till sleeps").wait_for()  # the page watches by itself
    owner.get_by_role("button", name="Send it again").click()
    owner.locator("#state .badge.good").wait_for()

    assert owner.locator(".attempt").count() == 2
    assert [got.headers["x-billkart-delivery-attempt"] for got in receiver.wait_for(2)] == ["1", "2"]
    sent = owner.locator("pre", has_text='"type":"ping"').inner_text()
    assert sent.encode() == receiver.requests[0].body, "shown byte for byte"


def test_a_sale_is_delivered_and_replayed_with_a_count_first(window, receiver):
    shop = open_shop()
    webhook = shop.ask("POST", "/v1/webhooks", {"url": receiver.url, "events": ["invoice.created"]}).json()["id"]
    invoice = shop.sell("MAGGI-70G", 2)
    receiver.wait_for(1)
    page = log_in(window(), shop.email)
    page.goto(f"/dashboard/webhooks/{webhook}")
    page.locator("#deliveries .badge", has_text="Delivered").wait_for()

    page.get_by_role("link", name="Replay events").click()
    page.get_by_label("From sequence").fill("1")
    page.get_by_role("button", name="Count them").click()
    page.get_by_role("heading", name="1 event is in this range.").wait_for()
    assert len(receiver.requests) == 1
    page.get_by_role("button", name="Send them again").click()
    again = receiver.wait_for(2)

    assert again[0].body == again[1].body
    page.goto("/dashboard/events?type=invoice.created")
    page.get_by_role("link", name="invoice.created").first.click()
    assert invoice["invoice_no"] in page.locator("pre").inner_text()


def test_a_failed_call_is_in_the_log_with_its_code_and_a_way_to_its_page(owner, shop):
    sale = {"items": [{"sku": "NO-SUCH-THING", "qty": 1}], "customer": {"phone": "+919812345678", "name": "Canary Rao"}}
    failed = shop.ask("POST", "/v1/invoices", sale).headers["Request-Id"]
    link = owner.locator(f'a[href="/dashboard/requests/{failed}"]')
    for _ in range(20):
        owner.goto("/dashboard/requests?status=4")
        if link.count():
            break
        owner.wait_for_timeout(200)
    link.click()

    told = owner.locator("main").inner_text()
    assert "unknown_sku" in told
    assert "NO-SUCH-THING" in told
    for secret in ("Canary", "98123"):
        assert secret not in owner.content()
    owner.get_by_role("link", name="About this error").click()
    assert "validation_failed" in owner.url
    assert owner.get_by_role("heading", level=1).is_visible()

    owner.goto("/dashboard/errors")
    assert owner.locator("svg rect").count() >= 1
    owner.get_by_role("row", name=re.compile("validation_failed")).get_by_role("link", name="Requests").click()
    link.wait_for()


def test_a_request_leads_to_the_invoice_it_made(owner, shop):
    invoice = shop.sell("MAGGI-70G", 1)
    row = owner.locator("tr", has_text="/v1/invoices").filter(has_text="201").first
    owner.goto("/dashboard/requests?method=POST&status=2")
    owner.wait_for_timeout(1500)
    owner.reload()
    row.get_by_role("link").click()
    owner.get_by_role("link", name=re.compile("^inv_")).first.click()

    assert owner.get_by_role("heading", level=1).inner_text() == f"Invoice {invoice['invoice_no']}"


def test_500_products_with_3_bad_rows_are_looked_at_and_then_written(window):
    shop = open_shop()
    page = log_in(window(), shop.email)
    page.goto("/dashboard/products")
    page.get_by_role("link", name="From a file").click()
    page.get_by_label("File").set_input_files({"name": "stock.csv", "mimeType": "text/csv", "buffer": FILE})
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Write 497 products").wait_for()

    told = page.locator("main").inner_text()
    for code in ("BAD-1", "BAD-2", "BAD-3"):
        assert code in told
    assert "12 % is not in force" in told
    assert shop.ask("GET", "/v1/products?q=Imported").json()["data"] == [], "nothing is written yet"

    page.get_by_role("button", name="Write 497 products").click()
    page.get_by_text("497 products are new").wait_for()
    page.get_by_role("link", name="To the products").click()
    page.get_by_label("Name, SKU or barcode").fill("Imported 496")
    page.get_by_role("button", name="Find").click()
    assert page.get_by_role("link", name="Imported 496").is_visible()


def test_on_a_phone_a_developer_finds_a_failed_request(window, shop):
    page = log_in(window(viewport=PHONE, has_touch=True), shop.email)
    for address in ("/dashboard/requests", "/dashboard/webhooks", "/dashboard/products", "/dashboard/stock"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_in_hindi_the_pages_speak_hindi(window):
    page = log_in(window(), open_shop().email)
    page.get_by_label("Language").select_option("hi")
    page.get_by_role("link", name="वेबहुक", exact=True).click()
    page.get_by_role("heading", level=1, name="वेबहुक").wait_for()
    page.goto("/dashboard/stock")
    assert "स्टॉक" in page.get_by_role("heading", level=1).inner_text()
