"""Reports through HTTP: what was sold, refunded and paid is in them, as JSON, CSV and the file for the GST portal."""

import csv
import io
import subprocess
import sys
from datetime import timedelta

import pytest

from kit.clock import SystemClock, ist_date
from tests.fakes.echo_process import wait_for

BUYER = {
    "gstin": "27AAPFU0939F1ZV",
    "name": "Sharma Traders",
    "address": {"line1": "1 MG Road", "city": "Pune", "state": "27"},
}


def day(ago=0):
    return (ist_date(SystemClock().now()) - timedelta(days=ago)).isoformat()


def sold(shop):
    """A sale over the counter by UPI, one to a business in another state on credit, a refund, and a later payment."""
    counter = shop.api.post(
        "/v1/invoices",
        {
            "items": [{"sku": "AMUL-MILK-1L", "qty": 2}, {"sku": "MAGGI-70G", "qty": 6}],
            "payment": {"mode": "upi", "amount": 220},
        },
    ).json()
    business = shop.api.post(
        "/v1/invoices",
        {"items": [{"sku": "MAGGI-70G", "qty": 15}], "customer": BUYER, "place_of_supply": "27"},
    ).json()
    note = shop.api.post(f"/v1/invoices/{counter['id']}/refunds", {"items": [{"line": 2, "qty": 3}]}).json()
    shop.api.post(f"/v1/invoices/{business['id']}/payments", {"mode": "card", "amount": 200})
    return counter, business, note


def sales(shop, **asked):
    return shop.api.get("/v1/reports/sales", **{"from": day(1), "to": day(), **asked})


def gst(shop, **asked):
    return shop.api.get("/v1/reports/gst", period=day()[:7], **asked)


@pytest.fixture
def trade(shop):
    documents = sold(shop)

    def heard():
        modes = [row["group"] for row in sales(shop, group_by="payment_mode").json()["data"]]
        return gst(shop).json()["documents"] == 3 and "card" in modes

    wait_for(heard, seconds=8)
    return shop, *documents


def test_sales_refunds_and_later_payments_are_in_the_groups_and_these_add_up(trade):
    shop, counter, business, note = trade

    report = sales(shop, group_by="payment_mode").json()

    nets = {row["group"]: row["net"] for row in report["data"] if row["period"] == day()}
    assert nets == {"upi": 178, "card": 200, "credit": 10}
    assert report["totals"]["net"] == counter["grand_total"] + business["grand_total"] - note["total"] == 388
    assert (report["totals"]["refunds"], report["totals"]["invoices"]) == (42, 2)


def test_stores_are_named(trade):
    shop = trade[0]

    rows = [row for row in sales(shop, group_by="store").json()["data"] if row["group"]]

    assert [(row["group"], row["group_name"], row["net"]) for row in rows] == [(shop.stores[0], "Bengaluru", 388)]


def test_accept_or_format_asks_for_csv(trade):
    shop = trade[0]
    by_format = sales(shop, group_by="product", format="csv")
    by_accept = shop.api._send(
        "GET",
        "/v1/reports/sales",
        params={"from": day(1), "to": day(), "group_by": "product"},
        headers={"Accept": "text/csv"},
    )

    assert by_format.text == by_accept.text
    assert by_format.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert by_format.headers["Content-Disposition"] == (
        f'attachment; filename="sales-day-by-product-{day(1)}-{day()}.csv"'
    )
    rows = [row for row in csv.DictReader(io.StringIO(by_format.text)) if row["group"]]
    assert {row["group_sku"]: row["net"] for row in rows} == {"AMUL-MILK-1L": "136", "MAGGI-70G": "252"}


def test_the_return_lists_the_business_and_takes_the_refund_off_the_counter(trade):
    shop, counter, business, note = trade

    report = gst(shop).json()

    [entry] = report["b2b"][0]["inv"]
    assert (report["b2b"][0]["ctin"], entry["inum"], entry["val"]) == (BUYER["gstin"], business["invoice_no"], 210)
    assert entry["itms"] == [{"num": 1, "itm_det": {"rt": 5, "txval": 200, "iamt": 10, "csamt": 0}}]
    assert [(row["txval"], row["camt"], row["samt"]) for row in report["b2cs"]] == [(40, 1, 1)]
    assert [nature["docs"][0]["from"] for nature in report["doc_issue"]["doc_det"]] == [
        counter["invoice_no"],
        note["credit_note_no"],
    ]
    assert (report["problems"], all(check["passed"] for check in report["checks"])) == ([], True)


def test_the_file_for_the_portal_has_the_government_s_keys_alone(trade):
    file = gst(trade[0], format="gstn")

    gstin = file.json()["gstin"]
    assert file.headers["Content-Disposition"] == (f'attachment; filename="GSTR1-{gstin}-{day()[5:7]}{day()[:4]}.json"')
    assert list(file.json()) == ["gstin", "fp", "b2b", "b2cs", "nil", "hsn", "doc_issue"]


def test_the_rebuild_command_makes_the_same_reports(trade):
    shop = trade[0]
    before = (sales(shop, group_by="product").json(), sales(shop, group_by="payment_mode").json(), gst(shop).json())

    done = subprocess.run(
        [sys.executable, "-m", "services.reporting.rebuild", "--account", shop.account_id],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith(f"{shop.account_id}: 4 documents in ")
    after = (sales(shop, group_by="product").json(), sales(shop, group_by="payment_mode").json(), gst(shop).json())
    assert after == before
    assert len(before[2]["checks"]) == 4


def test_a_wrong_query_names_every_parameter(shop):
    refused = shop.api.get("/v1/reports/gst", period="June", gstin="29AABCD4821K1Z0", hsn_digits="5", colour="red")

    assert refused.status_code == 400
    assert {fault["parameter"] for fault in refused.json()["errors"]} == {"period", "gstin", "hsn_digits", "colour"}
