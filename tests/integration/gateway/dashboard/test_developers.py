"""Developers: events, the request log, errors by code, and products from a file, as a person uses them."""

import io
import re
import time

import pytest

from gateway import admin
from kit.clock import SystemClock

LINK = r'href="(/dashboard/events/evt_[0-9A-Z]+)"'
CSV = (
    "SKU,Name,Rate,GST %\n" + "".join(f"SKU-{n:02},Product {n},{n + 1},5\n" for n in range(20)) + "BAD,Tea,ten,5\n"
).encode()


@pytest.fixture
def key(worker, shop):
    with worker.transaction() as tx:
        return admin.create_key(
            tx, shop["account_id"], "sk_live", at=SystemClock().now(), limits="none", name="The till"
        )


@pytest.fixture
def ask(app, key):
    """Ask the API with the shop's key, and have it logged."""

    def run(method, path, document=None, **headers):
        client = app.test_client()
        body = {"json": document} if document is not None else {}
        return client.open(path, method=method, headers={"Authorization": f"Bearer {key}", **headers}, **body)

    return run


@pytest.fixture
def written(parts):
    """Write the log down now, not within a second."""
    return parts.request_log.flush


def test_a_failed_request_is_found_with_its_code_its_faults_and_what_was_sent(owner, ask, written):
    sale = {"items": [{"sku": "MAGGI-70G", "qty": "6"}], "customer": {"phone": "+919876543210", "name": "Rahul"}}
    refused = ask("POST", "/v1/invoices", sale, **{"Idempotency-Key": "order-9"})
    ask("GET", "/v1/customers?phone=%2B919876543210")
    written()

    page = owner.get("/dashboard/requests?status=4")
    request_id = refused.headers["Request-Id"]
    assert page.text.count('href="/dashboard/requests/req_') == 1
    assert request_id in page.text
    assert "The till" in page.words

    shown = owner.get(f"/dashboard/requests/{request_id}")
    for told in ("validation_failed", "/items/0/qty", "MAGGI-70G", "order-9", "422"):
        assert told in shown.words, told
    assert "No request with this key has had an effect" in shown.words
    assert 'href="/docs/errors/validation_failed"' in shown.text
    for secret in ("Rahul", "98765"):
        assert secret not in shown.text
        assert secret not in owner.get("/dashboard/requests").text


def test_filters_search_and_pages(owner, ask, written):
    made = ask("POST", "/v1/customers", {"phone": "98765 43213"}, **{"Idempotency-Key": "order-10"})
    for _ in range(30):
        ask("GET", "/v1/customers?limit=1")
    written()

    first = owner.get("/dashboard/requests")
    assert first.text.count('href="/dashboard/requests/req_') == 25
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    second = owner.get(older)
    assert second.text.count('href="/dashboard/requests/req_') == 6
    assert owner.get("/dashboard/requests?method=POST").text.count('href="/dashboard/requests/req_') == 1
    found = owner.get("/dashboard/requests?find=order-10")
    assert made.headers["Request-Id"] in found.text
    straight = owner.get("/dashboard/requests?find=" + made.headers["Request-Id"])
    assert straight.location == "/dashboard/requests/" + made.headers["Request-Id"]
    shown = owner.follow(straight)
    assert made.json["id"] in shown.words
    assert "Sending it again has no second effect" in shown.words
    assert "Nothing fits" in owner.get("/dashboard/requests?code=quota_exceeded").words
    assert owner.get("/dashboard/requests?cursor=nonsense").status == 400
    assert owner.get(older.replace("method=", "method=GET")).status == 400, "a cursor of other filters"


def test_requests_of_the_sandbox_and_of_strangers_are_elsewhere(owner, ask, written, worker, shop, member):
    request_id = ask("GET", "/v1/customers").headers["Request-Id"]
    written()
    assert owner.get(f"/dashboard/requests/{request_id}").status == 200
    owner.send("/dashboard/requests", "/dashboard/mode", mode="sandbox")
    assert owner.get(f"/dashboard/requests/{request_id}").status == 404
    assert "No request yet" in owner.get("/dashboard/requests").words
    assert member("cashier").get("/dashboard/requests").status == 403


def test_errors_are_counted_by_code_with_a_chart(owner, ask, written):
    assert "No failed request" in owner.get("/dashboard/errors").words
    for _ in range(3):
        ask("GET", "/v1/invoices/inv_1")
    ask("POST", "/v1/customers", {})
    written()

    page = owner.get("/dashboard/errors?days=14")
    assert "4 failed requests" in page.words
    assert page.text.count("<rect") == 1
    assert re.search(r'href="/docs/errors/not_found".*?class="right">3<', page.text, re.DOTALL)
    assert owner.get("/dashboard/errors?days=x").status == 200


def test_events_are_listed_opened_and_filtered(owner, ask):
    made = ask("POST", "/v1/products", {"sku": "TEA", "name": "Tea", "rate": 10, "gst_rate": 5})
    assert made.status_code == 201
    deadline = time.monotonic() + 20
    while not (found := re.search(LINK, owner.get("/dashboard/events?type=product.*").text)):
        assert time.monotonic() < deadline
        time.sleep(0.1)

    shown = owner.get(found[1])
    assert '"sku": "TEA"' in shown.words.replace("&#34;", '"')
    assert "No webhook subscribed" in shown.words
    assert "Nothing fits" in owner.get("/dashboard/events?from=2020-01-01&to=2020-01-02").words
    assert owner.get("/dashboard/events/evt_01J00000000000000000000000").status == 404


def test_a_file_is_checked_confirmed_and_written(owner, ask, parts):
    form = owner.get("/dashboard/products/import").form("/dashboard/products/import")
    sent = owner.post("/dashboard/products/import", {**form, "file": (io.BytesIO(CSV), "shop.csv")})
    assert sent.status == 303, sent.words
    address = sent.location
    assert "Checking every row" in owner.get(address).words
    parts.imports.work_off()

    page = owner.get(address)
    assert "New products 20" in page.words
    assert "Rows with faults 1" in page.words
    assert "22 BAD Tea" in page.words
    assert ask("GET", "/v1/products").json["data"] == []
    saved = owner.get(f"{address}/faults.csv")
    assert saved.text.count("BAD") == 1

    begun = owner.send(page, f"{address}/confirm")
    assert begun.location == address
    parts.imports.work_off()
    assert "20 products are new" in owner.get(address).words
    assert len(ask("GET", "/v1/products?limit=100").json["data"]) == 20
    assert "products.imported" in owner.get("/dashboard/settings/audit").text
    assert owner.get("/dashboard/products/template.csv").text.startswith("\ufeffSKU,Name,Rate")


def test_what_is_no_file_of_products_is_refused_with_a_reason(owner):
    form = owner.get("/dashboard/products/import").form("/dashboard/products/import")
    page = owner.post("/dashboard/products/import", {**form, "file": (io.BytesIO(b"\x00\x01"), "a.bin")})
    assert page.status == 422
    assert "neither a CSV file" in page.words
    assert owner.post("/dashboard/products/import", form).status == 422
