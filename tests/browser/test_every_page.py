"""Every page: by axe (WCAG 2.2 AA) in both themes, by its weight, by how soon it is there, and without JavaScript."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import log_in
from tests.browser.pages import LOGGED_OUT, PAGES

INSTALL = Path(__file__).resolve().parents[2] / "tools" / "axe" / "install.sh"
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["color-contrast"],  # the rest of a page is the same
}
MOST_BYTES = 200 * 1024
SOON_MS = 300

pytestmark = pytest.mark.timeout(300)  # the first time npm's axe is installed


@pytest.fixture(scope="session")
def axe() -> str:
    done = subprocess.run([INSTALL], capture_output=True, text=True, timeout=280, check=True)
    return Path(done.stdout.strip()).read_text()


def violations(page, axe, theme):
    page.evaluate(f"{axe}; 0")  # as the debugger does: the pages' own policy lets no script in
    found = page.evaluate("rules => axe.run(document, {runOnly: rules}).then(told => told.violations)", RULES[theme])
    return [f"{one['id']}: {one['help']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(window, shop, axe, theme):
    found = []
    page = window(color_scheme=theme)
    for name, address in LOGGED_OUT.items():
        page.goto(address)
        found += [f"{name}: {one}" for one in violations(page, axe, theme)]
    log_in(page, shop.email)
    for name, address in PAGES.items():
        page.goto(shop.fill(address))
        found += [f"{name}: {one}" for one in violations(page, axe, theme)]

    assert found == []


def test_no_page_weighs_more_than_200_kib_with_all_that_it_loads(window, shop):
    page = log_in(window(), shop.email)
    files, weights = {}, {}
    for name, address in PAGES.items():
        body = page.goto(shop.fill(address)).body()
        loads = set(re.findall(r'(?:src|href)="(/dashboard/assets/[^"]+)"', body.decode()))
        for file in loads - files.keys():
            files[file] = len(page.request.get(file).body())
        weights[name] = len(body) + sum(files[file] for file in loads)

    assert {name: weight for name, weight in weights.items() if weight > MOST_BYTES} == {}
    assert len(files) == 4


def test_the_first_page_is_there_in_300_milliseconds_when_warm(window, shop):
    page = log_in(window(), shop.email)
    times = []
    for _ in range(8):
        page.goto("/dashboard/settings/api")
        times.append(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))

    assert min(times) < SOON_MS, times


def test_without_javascript_one_logs_in_and_makes_a_key(window, shop):
    page = log_in(window(java_script_enabled=False), shop.email)
    page.goto("/dashboard/settings/api/new")
    page.get_by_role("button", name="Make the key").click()

    assert page.get_by_text("Copy it now.").is_visible()
