"""GST: the return of a month as the API makes it, what to mend with a way to the bill, and the portal's file."""

import json
import os
import re
import secrets
from pathlib import Path
from urllib.parse import quote

import pytest

from gateway.admin import create_key
from gateway.dashboard import gst_return
from gateway.dashboard.pages import gst
from kit.clock import SystemClock
from kit.messaging.core import Client
from tests.factories.dashboard import open_account, until

GST, FILE, DOCUMENT = "/dashboard/gst", "/dashboard/gst/return.json", "/dashboard/gst/document"
GSTIN, OTHER_GSTIN = "29AAGCB7383J1Z4", "27AAPFU0939F1ZV"


@pytest.fixture
def sell(app, owner, shop, worker):
    """A shop with a store in each of two states, whose invoices have a stroke in their numbers; `sell(hsn, **facts)` sells one."""
    bus = Client(os.environ["SAATHIX_AMQP_URL"], name="tests")
    caller = {"account_id": shop["account_id"], "livemode": True}
    stores = [
        bus.call("billing", "open_store", caller=caller, request=request)["resource_id"]
        for request in (
            {"name": "Indiranagar", "gstin": GSTIN, "state": "29", "invoice_template": "IN/{FY2}/{0000}"},
            {"name": "Dadar", "gstin": OTHER_GSTIN, "state": "27", "invoice_template": "IN/{FY2}/{0000}"},
        )
    ]
    bus.close()
    with worker.transaction() as tx:
        key = create_key(tx, shop["account_id"], "sk_live", at=SystemClock().now(), limits="none")
    client, headers = app.test_client(), {"Authorization": f"Bearer {key}"}

    def run(hsn="0902", store=0, **facts):
        sku = f"TEA-{secrets.token_hex(3)}"
        product = {"sku": sku, "name": "Tea", "rate": 105, "gst_rate": 5, "hsn": hsn}
        product["stock"] = [{"store": stores[store], "qty": 9}]
        assert client.post("/v1/products", json=product, headers=headers).status_code == 201
        sale = {"store": stores[store], "items": [{"sku": sku, "qty": 1}], "payment": {"mode": "upi"}, **facts}
        answer = client.post("/v1/invoices", json=sale, headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.json

    run.refund = lambda invoice: client.post(f"/v1/invoices/{invoice['id']}/refunds", json={}, headers=headers)
    return run


def test_the_return_of_the_month_is_shown_in_words(owner, sell):
    sell()
    sell(customer={"name": "Sai Traders", "gstin": OTHER_GSTIN})

    page = until(owner, GST, "Documents 2")

    assert "4, 6B Bills to businesses with a GSTIN 1 ₹100.00 ₹0.00 ₹2.50 ₹2.50" in page.words
    assert "7 Everything else sold with tax 1 ₹100.00 ₹0.00 ₹2.50 ₹2.50" in page.words
    assert "5 % ₹200.00 ₹0.00 ₹5.00 ₹5.00 ₹0.00 Together ₹200.00 ₹0.00 ₹5.00 ₹5.00 ₹0.00" in page.words
    assert "Table 12: by HSN · To businesses" in page.words
    assert re.search(r"Bills IN/\d{4}/0001 IN/\d{4}/0002 2$", page.words)
    assert "Every bill has what the return asks for." in page.words
    assert "The tables agree with each other" in page.words


def test_a_problem_leads_to_its_bill_though_two_gstins_have_the_number(owner, sell):
    first, second = sell(hsn=None, store=0), sell(hsn=None, store=1)
    assert first["invoice_no"] == second["invoice_no"]

    for invoice, gstin in ((first, GSTIN), (second, OTHER_GSTIN)):
        page = until(owner, f"{GST}?gstin={gstin}", "A product without an HSN code")
        assert f"{invoice['invoice_no']} line 1" in page.words
        link = f"{DOCUMENT}?number={quote(invoice['invoice_no'], safe='')}&gstin={gstin}"
        assert link.replace("&", "&amp;") in page.text
        assert owner.get(link).location == f"/dashboard/invoices/{invoice['id']}"


def test_a_credit_note_leads_to_its_invoice_and_a_number_of_nothing_nowhere(owner, sell):
    invoice = sell()
    note = sell.refund(invoice)
    assert note.status_code == 201, note.text

    there = owner.get(f"{DOCUMENT}?number={note.json['credit_note_no']}")

    assert there.location == f"/dashboard/invoices/{invoice['id']}"
    assert owner.get(f"{DOCUMENT}?number=IN/0000/9999").status == 404
    assert owner.get(f"{DOCUMENT}?number=%3Cscript%3E").status == 404


def test_the_file_is_the_one_for_the_portal_and_the_whole_has_the_problems(owner, sell):
    sell(hsn=None)
    until(owner, GST, "A product without an HSN code")

    saved = owner.get(FILE)
    assert f'filename="GSTR1-{GSTIN}-' in saved.response.headers["Content-Disposition"]
    assert "problems" not in json.loads(saved.text)
    whole = json.loads(owner.get(f"{FILE}?whole=1").text)
    assert [one["code"] for one in whole["problems"]] == ["hsn_missing"]
    assert "report.exported" in owner.get("/dashboard/settings/audit").text


@pytest.mark.parametrize(
    ("asked", "field"),
    [("period=soon", "period"), ("period=2026-13", "period"), ("gstin=29X", "gstin"), ("hsn_digits=5", "hsn_digits")],
)
def test_what_cannot_be_asked_is_said_at_its_field(owner, asked, field):
    page = owner.get(f"{GST}?{asked}")

    assert (page.status, f'id="{field}-fault"' in page.text) == (422, True)
    assert owner.get(f"{FILE}?{asked}").location.startswith(GST)


def test_without_a_sale_it_says_that_a_nil_return_is_due_and_others_see_nothing(owner, member, worker, sell):
    sell()
    until(owner, GST, "Documents 1")

    assert "a nil return" in owner.get(f"{GST}?period=2025-01").words
    stranger = member("owner", open_account(worker, "Another shop"))
    assert "Documents 1" not in stranger.get(f"{GST}?gstin={GSTIN}").words


def test_a_long_list_of_problems_comes_in_parts(owner, sell, monkeypatch):
    monkeypatch.setattr(gst, "PROBLEMS_A_PAGE", 1)
    sell(hsn=None)
    sell(hsn=None)
    until(owner, GST, "Documents 2")

    first = owner.get(GST)
    assert "More lines" in first.words
    assert first.words.count("A product without an HSN code") == 1
    assert "First lines" in owner.get(f"{GST}?row=1").words


def test_the_sums_of_every_table_are_those_of_its_rows():
    heads = {"txval": 100, "camt": 9, "samt": 9, "csamt": 1}
    note = {"nt_num": "CN-1", "nt_dt": "05-11-2026", "val": 50, "itms": [{"itm_det": {"txval": 40, "iamt": 10}}]}
    made = {
        "b2b": [
            {"ctin": GSTIN, "inv": [{"inum": "1", "idt": "05-11-2026", "val": 119, "itms": [{"itm_det": heads}] * 2}]}
        ],
        "b2cl": [],
        "exp": [
            {
                "exp_typ": "WPAY",
                "inv": [{"inum": "2", "idt": "05-11-2026", "val": 9, "itms": [{"txval": 5, "iamt": 4}]}],
            }
        ],
        "b2cs": [{"rt": 5, "pos": "29", "txval": 7}],
        "nil": {"inv": [{"nil_amt": 1, "expt_amt": 2, "ngsup_amt": 3}]},
        "cdnr": [{"ctin": GSTIN, "nt": [note]}],
        "cdnur": [note],
    }

    told = {one["name"]: [one[head] for head in gst_return.HEADS.values()] for one in gst_return.sections(made)}

    assert told == {
        "b2b": [200, 0, 18, 18, 2],
        "b2cl": [0, 0, 0, 0, 0],
        "exp": [5, 4, 0, 0, 0],
        "b2cs": [7, 0, 0, 0, 0],
        "nil": [6, 0, 0, 0, 0],
        "cdnr": [-40, -10, 0, 0, 0],
        "cdnur": [-40, -10, 0, 0, 0],
    }
    assert (
        gst_return.by_rate({"hsn": {"data": [{"rt": 5, "txval": 1}, {"rt": 5, "txval": 2}]}})[0]["taxable_value"] == 3
    )


def test_every_problem_that_the_guide_names_has_words():
    guide = (Path(__file__).parents[4] / "docs" / "guides" / "reports.md").read_text()
    [table] = re.findall(r"\| code \| what \|\n(?:\|.*\n)+", guide)
    codes = {code for row in table.splitlines()[2:] for code in re.findall(r"`(\w+)`", row.split("|")[1])}

    assert codes == set(gst_return.PROBLEMS)
