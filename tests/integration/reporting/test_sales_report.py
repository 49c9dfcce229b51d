"""From events to reports, on PostgreSQL."""

import csv
import json
import secrets
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kit.caller import Caller
from kit.db import Database
from kit.messaging import inbox
from services.reporting import operations
from services.reporting.errors import InvalidReportQuery, StoreNotAllowed
from tests.factories.months import Trade
from tests.factories.reporting import (
    ACCOUNT,
    BENGALURU,
    MAGGI,
    MILK,
    MUMBAI,
    a_line,
    a_note,
    a_payment,
    an_event,
    an_invoice,
    milk,
)

NOW = datetime(2026, 6, 28, 12, tzinfo=UTC)
NOTHING = {
    "invoices": 0,
    **dict.fromkeys(
        ["gross", "discount", "refunds", "net", "taxable_value", "cgst", "sgst", "igst", "cess", "round_off"], 0
    ),
    "average_basket": None,
}
ONE_SALE = {
    "invoices": 1,
    "gross": 220,
    "discount": 0,
    "refunds": 0,
    "net": 220,
    "taxable_value": 216,
    "cgst": 2,
    "sgst": 2,
    "igst": 0,
    "cess": 0,
    "round_off": 0,
    "average_basket": 220,
}


@pytest.fixture(scope="module")
def database(fresh_database):
    database = Database(fresh_database("reporting")["service"], size=8)
    yield database
    database.close()


class Books:
    """The reports of an account that is new in each test; events and callers are moved to it."""

    def __init__(self, database):
        self.database = database
        self.account_id = f"acct_{secrets.token_hex(8)}"

    def apply(self, *events):
        own = [replace(event, account_id=self.account(event.account_id)) for event in events]
        inbox.apply_batch(self.database, "project_invoice_created", own, operations.project_documents, NOW)
        return own

    def report(self, *, account=ACCOUNT, store=None, **asked):
        request = {"granularity": "day", "from": "2026-06-27", "to": "2026-06-29", **asked}
        caller = Caller(self.account(account), store_id=store)
        return json.loads(operations.sales_report(self.database, caller, request=request)["body"])

    def account(self, name):
        return self.account_id if name == ACCOUNT else f"{self.account_id}_{name}"


@pytest.fixture
def books(database):
    return Books(database)


def test_a_sale_is_in_the_report_of_its_day_and_other_days_are_zero(books):
    books.apply(an_event())

    assert books.report() == {
        "granularity": "day",
        "from": "2026-06-27",
        "to": "2026-06-29",
        "as_of": "2026-06-28T10:14:22Z",
        "data": [
            {"period": "2026-06-27", **NOTHING},
            {"period": "2026-06-28", **ONE_SALE},
            {"period": "2026-06-29", **NOTHING},
        ],
        "totals": ONE_SALE,
    }


def test_an_account_without_sales_has_rows_of_zeros_and_no_as_of(books):
    empty = books.report(granularity="month")

    assert empty["as_of"] is None
    assert empty["data"] == [{"period": "2026-06", **NOTHING}]
    assert empty["totals"] == NOTHING


def test_an_event_that_comes_again_changes_nothing(books):
    event = an_event()

    books.apply(event, event)
    books.apply(event, an_event())

    assert books.report()["totals"]["invoices"] == 2


def test_the_day_is_india_s(books):
    books.apply(
        an_event(an_invoice(issued_at="2026-06-27T18:29:59Z")),
        an_event(an_invoice(issued_at="2026-06-27T18:30:00Z")),
    )

    assert [row["invoices"] for row in books.report()["data"]] == [1, 1, 0]


def test_discounts_and_round_off_follow_the_definitions(books):
    line = a_line(total_paise=9_960, taxable_paise=9_485, discount_paise=500, bill_discount_paise=40)
    books.apply(an_event(an_invoice([line], round_off_paise=40)))

    totals = books.report()["totals"]

    assert (totals["gross"], totals["discount"], totals["round_off"], totals["net"]) == (105, 5.4, 0.4, 100)
    assert totals["average_basket"] == 100


def test_a_key_of_one_store_reports_on_that_store(books):
    books.apply(an_event(), an_event(an_invoice([milk()], store_id=MUMBAI)))

    assert books.report()["totals"]["gross"] == 356
    assert books.report(store_id=MUMBAI)["totals"]["gross"] == 136
    assert books.report(store=MUMBAI)["totals"]["gross"] == 136
    with pytest.raises(StoreNotAllowed):
        books.report(store=MUMBAI, store_id=BENGALURU)


def test_another_account_sees_nothing(books):
    books.apply(an_event(), an_event(account_id="acct_other"))

    assert books.report(account="acct_other")["totals"]["invoices"] == 1
    assert books.report(account="acct_third")["totals"]["invoices"] == 0


@pytest.mark.parametrize(
    ("group_by", "expected"),
    [
        ("store", [(BENGALURU, 1, 220), (MUMBAI, 1, 136)]),
        ("payment_mode", [("cash", 1, 136), ("upi", 1, 220)]),
        ("gst_rate", [(0, 2, 272), (5, 1, 84)]),
        ("product", [(MILK, 2, 272), (MAGGI, 1, 84)]),
    ],
)
def test_groups(books, group_by, expected):
    cash = an_invoice([milk()], store_id=MUMBAI, payments=[{"mode": "cash", "amount_paise": 13_600}])
    books.apply(an_event(), an_event(cash))

    grouped = books.report(group_by=group_by)

    rows = [(row["group"], row["invoices"], row["gross"]) for row in grouped["data"] if row["period"] == "2026-06-28"]
    assert rows == sorted(expected, key=lambda row: row[0])
    named = {"product": ["group_sku", "group_name"], "store": ["group_name"]}
    names = dict.fromkeys(named.get(group_by, []))
    assert grouped["data"][0] == {"period": "2026-06-27", "group": None, **names, **NOTHING}
    assert (grouped["totals"]["invoices"], grouped["totals"]["gross"]) == (2, 356)


def test_months_gather_their_days(books):
    books.apply(
        *[an_event(an_invoice(issued_at=f"2026-0{month}-1{day}T10:00:00Z")) for month in (4, 6) for day in range(3)],
    )

    rows = books.report(granularity="month", **{"from": "2026-04-01", "to": "2026-06-30"})["data"]

    assert [(row["period"], row["invoices"], row["average_basket"]) for row in rows] == [
        ("2026-04", 3, 220),
        ("2026-05", 0, None),
        ("2026-06", 3, 220),
    ]


def test_a_refund_counts_on_its_own_day_under_its_mode_and_takes_the_taxes_back(books):
    sold = an_invoice()
    refunds = [{"id": "rfnd_1", "mode": "cash", "amount_paise": 4_400}]
    books.apply(an_event(sold), an_event(a_note(sold, [a_line()], refunds=refunds)))

    report = books.report(group_by="payment_mode")

    rows = {(row["period"][-2:], row["group"]): row for row in report["data"]}
    assert rows["28", "upi"] == {"period": "2026-06-28", "group": "upi", **ONE_SALE}
    assert (rows["29", "cash"]["refunds"], rows["29", "cash"]["net"]) == (44, -44)
    assert (rows["29", "credit"]["refunds"], rows["29", "credit"]["average_basket"]) == (40, None)
    assert report["totals"] == {**ONE_SALE, "refunds": 84, "net": 136, "taxable_value": 136, "cgst": 0, "sgst": 0}


def test_a_later_payment_moves_from_credit_to_its_mode_on_its_own_day(books):
    sold = an_invoice(payments=[], amount_due_paise=22_000, amount_paid_paise=0)
    books.apply(an_event(sold), an_event(a_payment(sold)), an_event(a_payment(sold, mode="upi", amount_paise=12_000)))

    report = books.report(group_by="payment_mode")

    nets = [(row["period"][-2:], row["group"], row["net"]) for row in report["data"]]
    assert nets == [
        ("27", None, 0),
        ("28", "credit", 220),
        ("29", "card", 100),
        ("29", "credit", -220),
        ("29", "upi", 120),
    ]
    assert report["totals"] == ONE_SALE
    assert [row["net"] for row in books.report()["data"]] == [0, 220, 0]


@pytest.mark.parametrize("group_by", ["store", "payment_mode", "gst_rate", "product"])
def test_the_groups_of_any_trade_add_up_to_the_totals(books, group_by):
    """Of lines, all but the round-off, which is the bill's, and the count, as an invoice is in several groups."""
    trade = Trade(11)
    events = list(trade.events(400, datetime(2026, 6, 20, tzinfo=UTC), 20, refunds=0.3))
    owed = [event.data for event in events if event.data.get("amount_due_paise")]
    later = [a_payment(invoice, amount_paise=invoice["amount_due_paise"]) for invoice in owed]
    books.apply(*events, *map(an_event, later))

    report = books.report(group_by=group_by, **{"from": "2026-06-01", "to": "2026-07-31"})

    sums = {name: round(sum(row[name] for row in report["data"]), 2) for name in ONE_SALE if name != "average_basket"}
    left_out = {"store": set(), "payment_mode": {"invoices"}}.get(group_by, {"invoices", "net", "round_off"})
    assert {name: sums[name] for name in sums if name not in left_out} == {
        name: report["totals"][name] for name in sums if name not in left_out
    }
    if group_by in ("gst_rate", "product"):
        assert round(sums["net"] + report["totals"]["round_off"], 2) == report["totals"]["net"]
    assert report["totals"]["refunds"] > 0


def test_a_product_has_the_sku_and_name_of_its_newest_invoice(books):
    older, newer = an_invoice([a_line()]), an_invoice([a_line(name="Maggi Masala 70 g")])
    books.apply(an_event(newer))
    books.apply(an_event(older))

    [row] = [row for row in books.report(group_by="product")["data"] if row["group"]]

    assert (row["group"], row["group_sku"], row["group_name"]) == (MAGGI, "MAGGI-70G", "Maggi Masala 70 g")


def test_a_store_has_the_name_that_the_request_gives_it(books):
    books.apply(an_event(), an_event(an_invoice(store_id=MUMBAI)))

    rows = books.report(group_by="store", store_names={BENGALURU: "Bengaluru"})["data"]

    assert {row["group"]: row["group_name"] for row in rows} == {None: None, BENGALURU: "Bengaluru", MUMBAI: None}


def test_csv_has_a_line_of_names_and_cells_that_no_spreadsheet_runs(books):
    sold = an_invoice([a_line(sku="=1+1", name='@SUM(A1), "x"')])
    books.apply(an_event(sold), an_event(a_note(sold, issued_at="2026-06-28T10:00:00Z")))
    books.apply(an_event(a_note(sold, issued_at="2026-06-29T10:00:00Z")))
    asked = {"granularity": "day", "from": "2026-06-28", "to": "2026-06-29", "group_by": "product", "format": "csv"}

    answer = operations.sales_report(books.database, Caller(books.account(ACCOUNT)), request=asked)

    assert answer["file_name"] == "sales-day-by-product-2026-06-28-2026-06-29.csv"
    head, first, second = answer["body"].splitlines()
    assert head == (
        "period,group,group_sku,group_name,invoices,gross,discount,refunds,net,taxable_value,cgst,sgst,igst,cess,"
        "round_off,average_basket"
    )
    assert next(csv.reader([first]))[:5] == ["2026-06-28", MAGGI, "'=1+1", '\'@SUM(A1), "x"', "1"]
    assert first.split(",")[-11:] == ["84", "0", "84", "0", "0", "0", "0", "0", "0", "0", "84"]
    assert second.split(",")[-12:] == ["0", "0", "0", "84", "-84", "-80", "-2", "-2", "0", "0", "0", ""]


def test_as_of_is_the_newest_event_in_whatever_order_they_came(books):
    books.apply(an_event(occurred_at="2026-06-28T11:00:00Z"))
    books.apply(an_event(occurred_at="2026-06-28T10:00:00Z"))

    assert books.report()["as_of"] == "2026-06-28T11:00:00Z"


def test_a_poisoned_event_does_not_keep_the_others_out(books):
    poisoned = an_event(an_invoice(issued_at="yesterday"))

    books.apply(an_event(), poisoned, an_event())

    assert books.report()["totals"]["invoices"] == 2


@pytest.mark.parametrize(
    ("asked", "parameter"),
    [({"group_by": "cashier"}, "group_by"), ({"to": "2027-06-28"}, "to"), ({"granularity": "year"}, "granularity")],
)
def test_a_report_that_cannot_be_made_names_the_parameter(books, asked, parameter):
    with pytest.raises(InvalidReportQuery) as refused:
        books.report(**asked)

    assert [fault["parameter"] for fault in refused.value.errors] == [parameter]


def test_a_report_of_too_many_rows_is_refused(books, monkeypatch):
    monkeypatch.setattr(sys.modules["services.reporting.operations.sales_report"], "MOST_ROWS", 1)
    books.apply(an_event())

    with pytest.raises(InvalidReportQuery, match="more than 1 rows"):
        books.report(group_by="product")


def test_concurrent_batches_neither_deadlock_nor_lose_a_sale(books):
    def sells(seed):
        for turn in range(5):
            batch = [
                an_event(an_invoice(store_id=f"store_{(seed + turn + n) % 3}"), account_id=f"acct_{(seed * 7 + n) % 4}")
                for n in range(20)
            ]
            books.apply(*batch)

    threads = [threading.Thread(target=sells, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(books.report(account=f"acct_{n}")["totals"]["invoices"] for n in range(4)) == 6 * 5 * 20


def test_by_the_hour_a_sale_is_in_the_hour_of_its_bill_in_india(books):
    books.apply(an_event(an_invoice()), an_event(an_invoice(store_id=MUMBAI, issued_at="2026-06-28T18:29:59Z")))

    report = books.report(granularity="hour", **{"from": "2026-06-28", "to": "2026-06-28"})
    by_store = books.report(granularity="hour", group_by="store", **{"from": "2026-06-28", "to": "2026-06-28"})

    assert len(report["data"]) == 24
    assert {row["period"]: row["net"] for row in report["data"] if row["net"]} == {
        "2026-06-28T15": 220,
        "2026-06-28T23": 220,
    }
    assert report["totals"] == {
        **ONE_SALE,
        **{name: 2 * ONE_SALE[name] for name in ONE_SALE if name != "average_basket"},
    }
    assert {(row["period"], row["group"]) for row in by_store["data"] if row["net"]} == {
        ("2026-06-28T15", BENGALURU),
        ("2026-06-28T23", MUMBAI),
    }


@pytest.mark.parametrize("group", ["payment_mode", "gst_rate", "product"])
def test_by_the_hour_there_are_groups_of_stores_alone(books, group):
    with pytest.raises(InvalidReportQuery) as refused:
        books.report(granularity="hour", group_by=group)

    assert [fault["parameter"] for fault in refused.value.errors] == ["group_by"]
