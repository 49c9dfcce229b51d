"""What people do at the dashboard, in a real browser, against the running stack."""

import re
import time

import pyotp
import pytest

from tests.browser.conftest import PHONE, log_in
from tests.browser.pages import PAGES
from tests.browser.shop import open_shop

SECRET = re.compile(r"sk_live_sx_[0-9A-Za-z]{38}")


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def test_a_wrong_password_and_then_the_right_one(window, shop):
    page = log_in(window(), shop.email, "not the password")
    assert page.get_by_role("alert").inner_text() == "E-mail or password is not right."

    page.get_by_label("Password").fill("four brown horses")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/dashboard")

    assert heading(page) == "Home"


def test_a_key_is_made_used_rolled_and_revoked(owner, shop):
    owner.get_by_role("link", name="API keys").click()
    owner.get_by_role("link", name="New key").first.click()
    owner.get_by_label("What it is for").fill("The till at the counter")
    owner.get_by_role("button", name="Make the key").click()
    owner.get_by_role("button", name="Copy the key").click()
    [first] = SECRET.findall(owner.content())
    assert shop.ask("GET", "/v1/products", key=first).status_code == 200

    owner.get_by_role("link", name="I have it").click()
    assert first not in owner.content()
    owner.get_by_role("link", name=f"Roll sk_live_sx_…{first[-4:]}").click()
    owner.get_by_label("The old key still works for").select_option("24")
    owner.get_by_role("button", name="Roll the key").click()
    [second] = SECRET.findall(owner.content())
    assert [shop.ask("GET", "/v1/products", key=key).status_code for key in (first, second)] == [200, 200]

    owner.get_by_role("link", name="I have it").click()
    owner.get_by_role("link", name=f"Revoke sk_live_sx_…{first[-4:]}").click()
    owner.get_by_role("button", name="Revoke it now").click()
    assert f"…{first[-4:]} is revoked." in owner.get_by_role("status").first.inner_text()
    refused = shop.ask("GET", "/v1/products", key=first)
    assert (refused.status_code, refused.json()["code"]) == (401, "key_revoked")
    assert shop.ask("GET", "/v1/products", key=second).status_code == 200


def test_a_sale_by_the_api_moves_the_chart_of_today_without_a_click(window):
    fresh = open_shop()
    page = log_in(window(), fresh.email)
    page.wait_for_url("**/dashboard")
    assert "Nothing was sold yet." in page.locator("#as-of").inner_text()

    fresh.sell("TEA-250G", 3)

    page.get_by_text("₹420.00").first.wait_for()  # by itself, within ten seconds or so
    bar = page.locator("section", has_text="Sales by hour").locator("rect.bar")
    assert bar.count() == 1
    assert "₹420.00" in bar.locator("title").text_content()


def test_the_second_step(window):
    fresh = open_shop()
    page = log_in(window(), fresh.email)
    page.goto("/dashboard/settings/security")
    page.locator("#current-steps").fill("four brown horses")
    page.get_by_role("button", name="Set it up").click()
    device = pyotp.TOTP(page.locator(".card p code").inner_text().replace(" ", ""))
    page.get_by_label("The six digits the app shows now").fill(device.at(time.time() - 30))
    page.get_by_role("button", name="Switch it on").click()
    assert page.locator("#codes li").count() == 10

    again = log_in(window(), fresh.email)
    assert heading(again) == "Second step"
    again.get_by_label("Code").fill(device.now())
    again.get_by_role("button", name="Go on").click()
    again.wait_for_url("**/dashboard")


def test_in_hindi_and_back(owner):
    owner.get_by_label("Language").select_option("hi")
    owner.wait_for_selector("html[lang=hi]")
    assert heading(owner) == "मुखपृष्ठ"
    assert "आज" in owner.locator("main").inner_text()

    owner.get_by_label("भाषा").select_option("en")
    owner.wait_for_selector("html[lang=en]")
    assert heading(owner) == "Home"


def test_dark_is_dark_and_stays(owner):
    owner.get_by_label("Colours").select_option("dark")
    owner.wait_for_selector("html[data-theme=dark]")
    owner.goto("/dashboard/settings/api")

    assert owner.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 24, 25)"
    owner.get_by_label("Colours").select_option("auto")
    owner.wait_for_selector("html[data-theme=auto]")


def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_menu_opens(window, shop):
    page = log_in(window(viewport=PHONE, has_touch=True), shop.email)
    for name, address in PAGES.items():
        page.goto(shop.fill(address))
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], f"{name} is {wide} px wide"

    assert not page.get_by_role("link", name="Members", exact=True).is_visible()
    page.get_by_role("button", name="Menu").tap()
    page.get_by_role("link", name="Members", exact=True).tap()
    page.wait_for_url("**/settings/members")


def test_the_keyboard_is_enough_to_log_in_and_reach_the_keys(window, shop):
    page = window()
    page.goto("/dashboard/log-in")
    page.keyboard.type(shop.email)
    page.keyboard.press("Tab")
    page.keyboard.type("four brown horses")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_logged_out_everywhere(window):
    fresh = open_shop()
    here, there = (log_in(window(), fresh.email) for _ in range(2))
    here.goto("/dashboard/settings/security")
    here.get_by_role("button", name="Log out everywhere").click()
    here.wait_for_url("**/log-in")

    there.goto("/dashboard/settings/api")

    assert heading(there) == "Log in"
    assert "You were logged out after a while." in there.get_by_role("status").inner_text()


@pytest.mark.parametrize("role", ["manager", "cashier"])
def test_who_may_not_does_not_see_it_and_is_told_why(window, role):
    from tests.browser.shop import invite

    fresh = open_shop()
    page = log_in(window(), invite(fresh, role))

    assert not page.get_by_role("link", name="API keys").is_visible()
    page.goto("/dashboard/settings/api")
    assert heading(page) == "Your role does not allow this"
