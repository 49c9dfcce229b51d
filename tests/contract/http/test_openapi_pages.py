"""The pages for developers: each problem type has one, all from the catalogue, and they need nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from gateway.docs import errors_page
from gateway.problems import STATUS_OF_KIND, type_url
from tests.e2e.api_client import Api, open_shop

ROOT = Path(__file__).resolve().parents[3]
PAGES = ["/docs", "/docs/errors", "/docs/errors/sku_taken"]


@pytest.fixture(scope="module")
def anybody() -> Api:
    return Api(None)


def test_errors_md_is_what_the_code_says():
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == errors_page.text(), "run make docs"


@pytest.mark.parametrize("code", ERRORS)
def test_every_problem_type_is_the_address_of_a_page(anybody, code):
    entry = ERRORS[code]
    url = type_url("", code)

    page = anybody.get(f"/docs/errors/{code}")

    assert url == f"/docs/errors/{code}" or url.startswith("https://iana.org/")
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    text = page.text.replace("&#39;", "'").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    for said in (code, entry.meaning, entry.what_to_do, str(STATUS_OF_KIND[entry.kind])):
        assert said in text


def test_the_type_of_a_problem_that_was_met_resolves(anybody):
    problem = open_shop().api.get("/v1/products/prod_unknown").json()

    assert anybody.get(problem["type"].partition(".com")[2]).status_code == 200


def test_the_list_names_every_code_and_every_fault(anybody):
    text = anybody.get("/docs/errors").text

    assert {code for code in (*ERRORS, *FAULTS) if f"<code>{code}</code>" not in text} == set()


def test_an_unknown_code_and_an_unknown_file_have_no_page(anybody):
    for path in ("/docs/errors/no_such_code", "/docs/assets/no-such-file", "/docs/assets/views.py"):
        refused = anybody.get(path)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_from_elsewhere_and_no_inline_script_or_style(anybody, path):
    page = anybody.get(path)

    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    loaded = re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', page.text)
    assert loaded
    assert all(address.startswith("/docs/assets/") for address in loaded)
    for address in loaded:
        assert anybody.get(address).status_code == 200
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", page.text)


@pytest.mark.parametrize("path", ["/openapi.json", *PAGES, "/docs/assets/swagger-ui-bundle.js"])
def test_what_is_the_same_for_everybody_is_not_sent_twice(anybody, path):
    first = anybody.get(path)
    again = anybody._send("GET", path, headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Encoding"] == "gzip"
    assert (again.status_code, again.content) == (304, b"")


def test_the_quickstart_is_the_product_pages_sale(anybody):
    text = anybody.get("/docs").text

    assert "/v1/invoices" in text
    assert '{ "sku": "AMUL-MILK-1L", "qty": 2, "rate": 68 }' in text.replace("&#34;", '"')
