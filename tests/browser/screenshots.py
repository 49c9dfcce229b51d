"""
`python -m tests.browser.screenshots [folder [name …]]`: every page of the dashboard, in both themes, wide and on a phone.

Against the stack that is up (source its stack.env and demo.env). Without a folder, into `screenshots` of its run folder; with
beginnings of names, such as `gst store`, those pages of `pages.py` alone.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import PHONE, WIDE, log_in
from tests.browser.pages import LOGGED_OUT, PAGES
from tests.browser.shop import BASE_URL, Shop, open_shop

DAYS = 30
LOOKS = (("light", "wide", WIDE), ("dark", "wide", WIDE), ("light", "phone", PHONE), ("dark", "phone", PHONE))


def main(arguments: list[str]) -> int:
    """Make them all; says where they are."""
    folder = Path(arguments[0] if arguments else Path(os.environ.get("SAATHIX_RUN_DIR", ".run")) / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(arguments[1:])
    pages = {name: address for name, address in PAGES.items() if not wanted or name.startswith(wanted)}
    shop = open_shop(sales_days=DAYS)
    shop.sell("SOAP-125G", 6)
    shop.ask("POST", "/v1/webhooks", {"url": "https://example.com/saathix", "events": ["invoice.created", "stock.*"]})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for theme, width, viewport in LOOKS:
            context = browser.new_context(base_url=BASE_URL, viewport=viewport, color_scheme=theme, locale="en-IN")
            page = context.new_page()
            for name, address in LOGGED_OUT.items():
                _take(page, address, folder / f"{name}-{theme}-{width}.png")
            log_in(page, shop.email).wait_for_url("**/dashboard")
            for name, address in pages.items():
                _take(page, shop.fill(address), folder / f"{name}-{theme}-{width}.png")
            if theme == "light" and not wanted:
                _in_hindi(page, folder / f"home-hindi-{width}.png")
            context.close()
        if not wanted:
            _once(browser.new_context(base_url=BASE_URL, viewport=WIDE).new_page(), shop, folder)
        browser.close()
    print(f"  {len(list(folder.glob('*.png')))} pictures are in {folder}")
    return 0


def _take(page: Page, address: str, file: Path) -> None:
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=file, full_page=True)


def _in_hindi(page: Page, file: Path) -> None:
    page.goto("/dashboard")
    page.get_by_label("Language").select_option("hi")
    page.wait_for_selector("html[lang=hi]")
    page.screenshot(path=file, full_page=True)
    page.get_by_label("भाषा").select_option("en")
    page.wait_for_selector("html[lang=en]")


def _once(page: Page, shop: Shop, folder: Path) -> None:
    """Take the pages that an address alone does not show: a new key, what a refund comes to, the QR code of the second step."""
    log_in(page, shop.email).wait_for_url("**/dashboard")
    page.goto("/dashboard/settings/api/new")
    page.get_by_role("button", name="Make the key").click()
    page.locator("#secret").wait_for()
    page.evaluate("document.getElementById('secret').textContent = 'sk_live_sx_••••••••••••••••••••••••••••••••'")
    page.screenshot(path=folder / "api-key-made-light-wide.png", full_page=True)
    page.goto(shop.fill("/dashboard/invoices/{invoice_id}/refund"))
    page.get_by_label("Came back of Red Label Tea 250 g").fill("1")
    page.get_by_label("Reason").fill("Wrong brand")
    page.get_by_role("button", name="Look at the amount").click()
    page.locator("#preview").wait_for()
    page.screenshot(path=folder / "refund-preview-light-wide.png", full_page=True)
    page.goto("/dashboard/settings/security")
    page.locator("#current-steps").fill("four brown horses")
    page.get_by_role("button", name="Set it up").click()
    page.locator(".qr svg").wait_for()
    page.screenshot(path=folder / "two-steps-light-wide.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
