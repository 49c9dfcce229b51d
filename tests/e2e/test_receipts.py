"""Receipts over HTTP: HTML and PDF on both papers, by Accept or by query, for those who may, and nobody else."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.api_client import Api, open_shop
from tests.factories.receipts import codes_of, size_in_mm, texts_of
from tests.factories.world import open_worlds

HTML, PDF = "text/html", "application/pdf"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
HOSTILE = "<script>alert(1)</script>"
RAHUL = {"phone": "+919876543210", "name": "Rahul K."}


def sell(shop, **facts):
    sale = {"items": [{"sku": "MAGGI-70G", "qty": 6, "rate": 14}], "customer": RAHUL, **facts}
    answer = shop.api.post("/v1/invoices", sale)
    assert answer.status_code == 201, answer.text
    return answer.json()


def receipt(api, invoice, *, accept="*/*", **query):
    path = f"/v1/invoices/{invoice['id']}/receipt"
    return api._send("GET", path, params=query, headers={"Accept": accept})


@pytest.mark.parametrize(
    ("accept", "query", "media"),
    [
        ("*/*", {}, HTML),
        (BROWSER, {}, HTML),
        (PDF, {}, PDF),
        (f"{PDF}, {HTML};q=0.5", {}, PDF),
        (BROWSER, {"format": "pdf"}, PDF),
        (PDF, {"format": "html"}, HTML),
    ],
)
def test_the_format_is_the_querys_or_else_the_one_accepted(shop, accept, query, media):
    answer = receipt(shop.api, sell(shop), accept=accept, **query)

    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (200, media)
    assert answer.content.startswith(b"<!doctype html>" if media == HTML else b"%PDF-")


def test_other_media_are_refused(shop):
    answer = receipt(shop.api, sell(shop), accept="application/json")

    assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")


def test_the_paper_is_chosen(shop):
    invoice = sell(shop)

    assert size_in_mm(receipt(shop.api, invoice, format="pdf").content) == (210, 297)
    assert size_in_mm(receipt(shop.api, invoice, format="pdf", paper="80mm").content)[0] == 80
    refused = receipt(shop.api, invoice, paper="a5", format="doc")
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_query")
    assert {error["parameter"] for error in refused.json()["errors"]} == {"paper", "format"}


def test_a_page_is_safe_to_open(shop):
    invoice = sell(shop, customer={**RAHUL, "name": HOSTILE}, notes=HOSTILE)

    answer = receipt(shop.api, invoice)

    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Accept" in answer.headers["Vary"]


def test_the_file_is_named_after_the_number(shop):
    shop.api.patch(f"/v1/stores/{shop.stores[0]}", {"invoice_template": "BLR/{FY2}/{0000}"})
    invoice = sell(shop)

    name = receipt(shop.api, invoice, format="pdf").headers["Content-Disposition"]

    assert name == f'inline; filename="{invoice["invoice_no"].replace("/", "-")}.pdf"'


def test_what_is_due_can_be_paid_by_its_code_until_it_is_paid(shop):
    shop.api.patch(f"/v1/stores/{shop.stores[0]}", {"upi_id": "demokirana@okbank"})
    invoice = sell(shop)

    [link] = codes_of(receipt(shop.api, invoice, format="pdf").content)

    assert link.startswith("upi://pay?pa=demokirana@okbank&")
    assert f"&tn={invoice['invoice_no']}&am=84.00&cu=INR" in link
    shop.api.post(f"/v1/invoices/{invoice['id']}/payments", {"mode": "upi"})
    paid = receipt(shop.api, invoice, format="pdf").content
    assert codes_of(paid) == []
    assert "Paid · UPI 84.00 Amount due ₹0.00" in texts_of(paid)[0]


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_what_the_client_has_is_not_sent_again(shop, form):
    invoice = sell(shop)
    path = f"/v1/invoices/{invoice['id']}/receipt"
    first = shop.api.get(path, format=form)

    etag = first.headers["ETag"]
    again = shop.api._send("GET", path, params={"format": form}, headers={"If-None-Match": f'"old", {etag}'})

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    shop.api.post(f"/v1/invoices/{invoice['id']}/payments", {"mode": "cash"})
    changed = shop.api._send("GET", path, params={"format": form}, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)


def test_a_publishable_key_sees_of_the_buyer_only_the_masked_phone(shop):
    invoice = sell(shop)

    answer = receipt(shop.publishable, invoice)

    assert answer.status_code == 200
    assert "+91••••43210" in answer.text
    assert "Rahul" not in answer.text
    assert "98765" not in answer.text
    assert answer.headers["ETag"] != receipt(shop.api, invoice).headers["ETag"]


def test_it_is_there_for_its_own_account_alone(shop):
    invoice = sell(shop)
    stranger = open_shop()

    for api in (stranger.api, stranger.publishable):
        assert receipt(api, invoice).json()["code"] == "not_found"
    assert receipt(Api(None), invoice).json()["code"] == "key_missing"
    assert shop.api.get("/v1/invoices/INV-1999-00001/receipt").status_code == 404
    assert shop.api.get("/v1/credit-notes/CN-1999-00001/receipt").status_code == 404


def test_a_credit_note_is_printed_for_those_who_may_read_it(shop):
    invoice = sell(shop, payment={"mode": "upi"})
    refund = {"items": [{"line": 1, "qty": 2}], "reason": "damaged"}
    note = shop.api.post(f"/v1/invoices/{invoice['id']}/refunds", refund).json()
    path = f"/v1/credit-notes/{note['id']}/receipt"

    page, pdf = shop.api.get(path), shop.api.get(path, format="pdf")

    assert note["credit_note_no"] in page.text
    [text] = texts_of(pdf.content)
    for said in ("Credit Note", note["credit_note_no"], invoice["invoice_no"], "damaged", "₹28.00", "Given back · UPI"):
        assert said in text
    assert shop.publishable.get(path).json()["code"] == "scope_missing"
    assert pdf.headers["Content-Disposition"] == f'inline; filename="{note["credit_note_no"]}.pdf"'


def test_pdfs_asked_for_at_once_are_all_made(shop):
    invoices = [sell(shop, items=[{"sku": "MAGGI-70G", "qty": 1, "rate": rate}]) for rate in range(11, 19)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda invoice: pdf_of(shop, invoice), invoices))

    totals = [f"₹{invoice['grand_total']}.00" for invoice in invoices]
    assert [total in texts_of(answer.content)[0] for total, answer in zip(totals, answers, strict=True)] == [True] * 8


def pdf_of(shop, invoice):
    """Fetch a PDF on a connection of its own."""
    return receipt(Api(shop.api.key), invoice, format="pdf")


def test_two_hundred_lines_go_over_pages(shop):
    items = [{"sku": "AMUL-MILK-1L", "qty": 0.5}, {"sku": "MAGGI-70G", "qty": 0.5}] * 100

    texts = texts_of(receipt(shop.api, sell(shop, items=items), format="pdf").content)

    assert len(texts) > 3
    assert f"Page {len(texts)} of {len(texts)}" in texts[-1]


def test_the_sandbox_prints_marked_documents():
    _, sandbox, _ = open_worlds()
    answer = sandbox.secret.get(f"/v1/invoices/{sandbox.invoice()}/receipt", format="pdf")

    assert all("TEST" in text for text in texts_of(answer.content))
    assert "Not a tax document" in texts_of(answer.content)[0]
