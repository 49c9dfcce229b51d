"""Shop, invoices: found, looked at as printed, paid, given back after a preview, and saved as a file."""

import csv
import io
import re

import pytest

from tests.factories.dashboard import open_account
from tests.fakes.echo_process import wait_for

INVOICES = "/dashboard/invoices"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def call(parts, shop):
    """Ask a service for the shop, as the API does."""

    def run(service, method, request, account=None):
        caller = {"account_id": (account or shop)["account_id"]}
        key = {"key": f"test:{id(request)}", "fingerprint": "f"} if method.startswith(("create", "upsert")) else None
        answer = parts.services.call(
            service, method, caller=caller, request=request, **({"idempotency": key} if key else {})
        )
        return parts_read(answer)

    return run


def parts_read(answer):
    from gateway.dashboard import bus

    return bus.document(answer["body"]) if "body" in answer else bus.document(answer["body_items"])


@pytest.fixture
def sell(parts, call, shop, owner):
    """Sell something at 105 rupees, GST 5 % in it: `sell(2, customer={…})`; gives the invoice."""
    parts.services.call("billing", "open_store", caller={"account_id": shop["account_id"]}, request=STORE)
    made = owner.send("/dashboard/products/new", "/dashboard/products", **PRODUCT)
    assert made.status == 303, made.words

    def run(qty=2, payments=None, **facts):
        line = {"sku": "=TEA", "qty_milli": qty * 1000, "rate_paise": None, "tax_inclusive": True}
        line |= {"discount_paise": 0, "description": None}
        paid = [{"mode": "upi", "amount_paise": None, "reference": None}] if payments is None else payments
        sale = {
            "items": [line],
            "discount_paise": 0,
            "payments": paid,
            "fulfilment": "counter",
            "metadata": {},
            **facts,
        }
        return call("billing", "create_invoice", sale)

    return run


STORE = {"name": "Indiranagar", "gstin": "29AAGCB7383J1Z4", "state": "29"}
PRODUCT = {"sku": "=TEA", "name": SCRIPT, "rate": "105", "gst_rate": "5", "hsn": "0902", "stock": "50"}
RAHUL = {"phone": "+919876543210", "name": "=Rahul K."}


def test_an_invoice_is_found_by_number_phone_name_state_and_day(owner, sell):
    first = sell(1)
    second = sell(2, payments=[], customer=RAHUL)

    def shown(query):
        page = owner.get(f"{INVOICES}?{query}")
        assert page.status == 200, page.words
        return {one["invoice_no"] for one in (first, second) if f"/invoices/{one['id']}" in page.text}

    both = {first["invoice_no"], second["invoice_no"]}
    assert shown("") == both
    assert shown(f"find={first['invoice_no']}") == {first["invoice_no"]}
    wait_for(lambda: shown("find=98765+43210") == {second["invoice_no"]})  # once customers has heard of the sale
    assert shown("status=unpaid") == {second["invoice_no"]}
    assert shown("status=paid") == {first["invoice_no"]}
    today = first["created_at"][:10]
    assert shown("to=2020-01-01") == set()
    assert shown(f"from={today}") == both
    assert shown(f"customer={second['customer']['id']}") == {second["invoice_no"]}
    assert shown("store=store_of_nobody") == set()
    assert owner.get(f"{INVOICES}?find={first['id']}").location == f"{INVOICES}/{first['id']}"
    assert "Nothing fits" in owner.get(f"{INVOICES}?find=nobody").words


def test_a_name_finds_the_customer_and_several_of_it_are_asked_about(owner, sell, call):
    call("customers", "upsert_customer", {"phone": "+919876543210", "name": "Rahul K."})
    one = sell(1, customer={"phone": "+919876543210"})
    assert one["invoice_no"] in owner.get(f"{INVOICES}?find=rahul").words
    call("customers", "upsert_customer", {"phone": "+919812345678", "name": "Rahul Dev"})

    page = owner.get(f"{INVOICES}?find=rahul")

    assert "Whose invoices?" in page.words
    assert one["invoice_no"] not in page.words
    assert f"{INVOICES}?customer={one['customer']['id']}" in page.text


def test_an_invoice_shows_what_is_printed_and_a_script_is_text(owner, sell):
    made = sell(2, payments=[], customer={"name": SCRIPT}, notes=SCRIPT)
    page = owner.get(f"{INVOICES}/{made['id']}")

    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    for words in ("Tax invoice", "Karnataka (29)", "0902", "₹200.00", "CGST ₹5.00", "SGST ₹5.00", "₹210.00", "Unpaid"):
        assert words in page.words, words
    assert "IGST" not in page.words
    assert owner.get(f"{INVOICES}/{made['invoice_no']}").status == 200


def test_a_receipt_is_a_page_that_runs_nothing_or_a_pdf(owner, sell):
    made = sell(1, customer={"name": SCRIPT})
    address = f"{INVOICES}/{made['id']}/receipt"

    page = owner.get(address)

    assert (page.status, made["invoice_no"] in page.words) == (200, True)
    assert "<script>alert" not in page.text
    policy = page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert re.search(r"style-src 'sha256-[A-Za-z0-9+/]{43}='", policy)
    pdf = owner.get(f"{address}?format=pdf&paper=80mm").response
    assert pdf.get_data().startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"].startswith('attachment; filename="')
    assert owner.get(f"{INVOICES}/inv_nothing/receipt").status == 404


def test_a_payment_is_booked_once_however_often_the_form_is_sent(owner, sell):
    made = sell(2, payments=[])
    address = f"{INVOICES}/{made['id']}"
    action = f"{address}/payments"
    form = {**owner.get(address).form(action), "mode": "cash", "amount": "100"}

    answers = [owner.post(action, form) for _ in range(2)]

    assert [answer.location for answer in answers] == [address, address]
    page = owner.get(address)
    assert re.search(r"Due ₹110\.00", page.words)
    assert page.words.count("₹100.00") == 2, "one payment, and what is paid"
    wrong = owner.send(address, action, mode="card", amount="111")
    assert (wrong.status, 'id="amount-fault"' in wrong.text) == (422, True)
    rest = owner.follow(owner.send(address, action, mode="upi", reference="UTR 1"))
    assert "Due now: ₹0.00" in rest.words
    assert "Record a payment" not in rest.words
    assert "payment.recorded" in owner.get("/dashboard/settings/audit").text


def test_a_refund_is_looked_at_and_then_given_once(owner, sell):
    made = sell(3, customer=RAHUL)
    address = f"{INVOICES}/{made['id']}/refund"

    preview = owner.send(address, address, **{"qty-1": "1", "reason": SCRIPT, "mode": "cash"})

    assert "Nothing has been given back yet" in preview.words
    assert "Refund ₹105.00" in preview.words
    assert "<script>alert" not in preview.text
    assert "Partly refunded" not in owner.get(f"{INVOICES}/{made['id']}").words
    form = preview.form(address)
    answers = [owner.post(address, form) for _ in range(2)]
    assert {answer.status for answer in answers} == {303}
    assert answers[0].location == answers[1].location
    note = owner.follow(answers[0])
    assert re.search(r"Money given back Cash ₹105\.00", note.words)
    assert "<script>alert" not in note.text
    invoice = owner.get(f"{INVOICES}/{made['id']}")
    assert "Refunded together ₹105.00" in invoice.words
    assert note.location is None
    assert owner.get(f"{answers[0].location}/receipt").status == 200
    audit = owner.get("/dashboard/settings/audit?action=invoice.refunded").words
    assert audit.count(made["id"]) == 1, "noted once, too"

    whole = owner.send(address, address, what="all")
    owner.post(address, whole.form(address))
    assert "Refunded" in owner.get(f"{INVOICES}/{made['id']}").words
    again = owner.get(address)
    assert (again.status, "has been refunded already" in again.words) == (409, True)
    repeated = owner.post(address, form)
    assert repeated.location == answers[0].location, "a form sent again is answered as before, even with nothing left"


def test_what_is_wrong_with_a_refund_is_said_at_its_line_and_changes_nothing(owner, sell):
    made = sell(3)
    address = f"{INVOICES}/{made['id']}/refund"

    for qty, at_line in (("4", True), ("many", True), ("-1", True), ("", False)):
        page = owner.send(address, address, **{"qty-1": qty})
        assert (page.status, 'id="qty-1-fault"' in page.text) == (422, at_line), qty
    shown = owner.get(address).form(address)
    for odd in ({"qty-99999999999999999999": "1", "qty-x": "1"}, {f"qty-{line}": "1" for line in range(2, 1200)}):
        for confirmed in ({}, {"confirmed": "1"}):
            page = owner.post(address, {**shown, "qty-1": "", **odd, **confirmed, "once": "a1"})
            assert page.status == 422, page.words
    form = owner.send(address, address, **{"qty-1": "1"}).form(address)
    too_much = owner.post(address, {**form, "qty-1": "4"})
    assert (too_much.status, 'id="qty-1-fault"' in too_much.text) == (422, True)
    assert "Refunded together" not in owner.get(f"{INVOICES}/{made['id']}").words


def test_the_list_is_saved_with_its_filters_and_no_cell_is_a_formula(owner, sell):
    sell(1)
    unpaid = sell(2, payments=[], customer=RAHUL)

    saved = owner.get(f"{INVOICES}/export.csv?status=unpaid")

    [row] = csv.DictReader(io.StringIO(saved.text.removeprefix("\ufeff")))
    assert (row["Number"], row["Customer"], row["Phone"]) == (unpaid["invoice_no"], "'=Rahul K.", "'+919876543210")
    assert (row["Taxable value"], row["CGST"], row["Total"], row["Due"]) == ("200", "5", "210", "210")
    assert "report.exported" in owner.get("/dashboard/settings/audit").text


def test_a_cashier_looks_and_prints_and_gives_nothing_back(owner, sell, member):
    made = sell(1, payments=[])
    address = f"{INVOICES}/{made['id']}"
    cashier = member("cashier")

    page = cashier.get(address)

    assert page.status == 200
    assert f"{address}/refund" not in page.text
    assert f"{address}/payments" not in page.text
    assert cashier.get(f"{address}/receipt").status == 200
    assert "export.csv" not in cashier.get(INVOICES).text
    token = page.form("/dashboard/log-out")["csrf"]
    for refused in ("refund", "payments"):
        assert cashier.post(f"{address}/{refused}", {"csrf": token, "what": "all", "confirmed": "1"}).status == 403
    assert "Unpaid" in owner.get(address).words


def test_another_account_sees_nothing_of_it(owner, sell, member, worker):
    made = sell(2, customer=RAHUL)
    address = f"{INVOICES}/{made['id']}"
    form = owner.send(f"{address}/refund", f"{address}/refund", **{"qty-1": "1"}).form(f"{address}/refund")
    stranger = member("owner", open_account(worker, "Another shop"))
    token = stranger.get(INVOICES).form("/dashboard/log-out")["csrf"]

    assert made["invoice_no"] not in stranger.get(INVOICES).words
    for path in (address, f"{address}/receipt", f"{address}/refund", f"{INVOICES}/{made['invoice_no']}"):
        assert stranger.get(path).status == 404, path
    assert stranger.post(f"{address}/refund", {**form, "csrf": token}).status == 404
    assert stranger.get(f"{INVOICES}/export.csv").text.count("\r\n") == 1
    assert "Refunded together" not in owner.get(address).words
