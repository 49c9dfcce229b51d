"""Debian's Chromium without a window, driven by Playwright; what it complains of fails the test."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from deploy.local import sdk_tools
from tests.browser.shop import BASE_URL, PASSWORD, Shop, open_shop

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file: it keeps an event loop, beside which no test of another folder could run its own."""
    program = shutil.which("chromium")
    assert program, f"`make test` installs what is missing for root; else an administrator does: {sdk_tools.missing()}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shop() -> Shop:
    """A shop that has sold for some days."""
    return open_shop(sales_days=6)


@pytest.fixture
def window(chromium) -> Iterator[Callable[..., Page]]:
    """Open a window of its own, with no cookie yet: `window(viewport=PHONE)`. A complaint of the browser fails the test."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 4" not in message.text:  # a refusal that a test provoked
            complaints.append(message.text)

    def open_window(**options: object) -> Page:
        context = chromium.new_context(base_url=BASE_URL, **{"viewport": WIDE, "locale": "en-IN", **options})
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        return page

    yield open_window
    for context in opened:
        context.close()
    assert complaints == []


def log_in(page: Page, email: str, password: str = PASSWORD) -> Page:
    """Fill in the log-in."""
    page.goto("/dashboard/log-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_load_state()
    return page


@pytest.fixture
def owner(window, shop) -> Page:
    """The shop's owner, logged in."""
    page = log_in(window(), shop.email)
    page.wait_for_url("**/dashboard")
    return page
