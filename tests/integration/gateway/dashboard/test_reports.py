"""Reports: the same figures as the API's for any days, split as it splits them, and its CSV."""

import csv
import io
from datetime import date

import pytest

from gateway.dashboard.pages.reports import SPANS, days_of
from tests.factories.dashboard import open_account, until

REPORTS, FILE = "/dashboard/reports", "/dashboard/reports/sales.csv"


def test_a_name_stands_for_days_in_india():
    days = {span: [day.isoformat() for day in days_of(span, date(2026, 3, 4))] for span in SPANS}

    assert days == {
        "today": ["2026-03-04", "2026-03-04"],
        "yesterday": ["2026-03-03", "2026-03-03"],
        "week": ["2026-03-02", "2026-03-04"],
        "month": ["2026-03-01", "2026-03-04"],
        "last_month": ["2026-02-01", "2026-02-28"],
        "year": ["2025-04-01", "2026-03-04"],
    }


def test_the_figures_are_those_of_the_api_with_their_sum(owner, selling):
    selling(1)
    selling(2)

    page = until(owner, f"{REPORTS}?span=today", "₹336.00")

    assert "Bills 2" in page.words
    assert "Together 2 ₹336.00 ₹336.00 ₹320.00 ₹8.00 ₹8.00 ₹168.00" in page.words
    assert page.text.count('<rect class="bar"') in {1, 2}, "by the hour, which may end between the two"
    assert "lines without a sale are left out." in page.words
    assert "IGST" not in page.words, "a column of nothing is left out"


@pytest.mark.parametrize(
    ("group_by", "told"),
    [
        ("store", "Indiranagar 1 ₹112.00"),
        ("payment_mode", "UPI 1 ₹112.00"),
        ("gst_rate", "5 % 1 ₹112.00"),
        ("product", "1 ₹112.00 ₹112.00 ₹106.66"),
    ],
)
def test_it_is_split_as_the_api_splits_it(owner, selling, group_by, told):
    selling(1)
    until(owner, REPORTS, "₹112.00")

    page = owner.get(f"{REPORTS}?group_by={group_by}")

    assert told in page.words
    assert "<progress" in page.text, "of a single period the groups stand beside each other"
    by_day = owner.get(f"{REPORTS}?group_by={group_by}&granularity=day&span=year")
    assert by_day.status == 200
    assert "₹112.00" in by_day.words


def test_a_product_named_as_markup_is_text_and_leads_to_its_page(owner, selling):
    selling(1)

    page = until(owner, f"{REPORTS}?group_by=product", "Tea <b>250 g</b>")

    assert "&lt;b&gt;250 g&lt;/b&gt;" in page.text
    assert '<a href="/dashboard/products/prod_' in page.text


def test_the_file_is_the_csv_of_the_api(owner, selling):
    selling(1)
    until(owner, REPORTS, "₹112.00")

    saved = owner.get(f"{FILE}?span=month&group_by=store")

    assert saved.response.headers["Content-Disposition"].startswith('attachment; filename="sales-month-by-store-')
    [row] = list(csv.DictReader(io.StringIO(saved.text)))
    assert (row["group_name"], row["net"], row["invoices"]) == ("Indiranagar", "112", "1")
    assert "report.exported" in owner.get("/dashboard/settings/audit").text


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("from=2026-11-22&to=2026-11-20", "to"),
        ("from=2020-01-01&to=2026-11-20", "to"),
        ("from=soon&to=2026-11-20", "from"),
        ("from=2026-11-22", "to"),
        ("granularity=minute", "granularity"),
        ("group_by=customer", "group_by"),
        ("granularity=hour&group_by=product", "group_by"),
    ],
)
def test_what_cannot_be_reported_is_said_at_its_field(owner, asked, field):
    page = owner.get(f"{REPORTS}?{asked}")

    assert (page.status, f'id="{field}-fault"' in page.text) == (422, True)
    if field != "group_by":
        assert owner.get(f"{FILE}?{asked}").location.startswith(REPORTS)


def test_where_nothing_was_sold_it_says_what_to_do(owner, member, worker, selling):
    assert "Nothing was sold yet" in owner.get(REPORTS).words
    selling(1)
    until(owner, REPORTS, "₹112.00")

    assert "There is no sale and no refund in these days." in owner.get(f"{REPORTS}?span=last_month").words
    stranger = member("owner", open_account(worker, "Another shop"))
    assert "Nothing was sold yet" in stranger.get(REPORTS).words
    assert len(stranger.get(f"{FILE}?span=today&granularity=day").text.splitlines()) == 2, "names, and a day of nothing"
    owner.send("/dashboard", "/dashboard/mode", mode="sandbox")
    assert "₹112.00" not in owner.get(REPORTS).words


def test_a_long_report_is_shown_in_parts(owner, selling, monkeypatch):
    monkeypatch.setattr("gateway.dashboard.pages.reports.ROWS_A_PAGE", 1)
    selling(1)
    until(owner, REPORTS, "₹112.00")

    begin = owner.get(f"{REPORTS}?span=month&granularity=day&row=7")

    assert "First lines" in begin.words
    assert owner.get(f"{REPORTS}?row=nonsense").status == 200
