"""GSTR-1 from projected events, on PostgreSQL: the sums of the documents to the paisa, and fast."""

import json
import resource
import secrets
import time
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from kit.caller import Caller
from kit.clock import ist_date, parse_rfc3339
from kit.db import Database
from kit.messaging import inbox
from services.reporting import operations
from services.reporting.errors import InvalidReportQuery, StoreNotAllowed
from tests.factories.months import GSTIN, STORES, Trade
from tests.factories.reporting import BENGALURU, MUMBAI, a_line, a_note, an_event, an_invoice

NOW = datetime(2026, 6, 28, 12, tzinfo=UTC)
MAHARASHTRA_GSTIN = "27AAPFU0939F1ZV"
HEADS = {"taxable_value": "taxable_paise", "igst": "igst_paise", "cgst": "cgst_paise", "sgst": "sgst_paise"}
OF_ITEM = {"taxable_value": "txval", "igst": "iamt", "cgst": "camt", "sgst": "samt"}


@pytest.fixture(scope="module")
def database(fresh_database):
    database = Database(fresh_database("reporting")["service"], size=4)
    yield database
    database.close()


class Books:
    def __init__(self, database):
        self.database, self.account_id = database, f"acct_{secrets.token_hex(8)}"

    def apply(self, *data):
        self.project(an_event(document, account_id=self.account_id) for document in data)

    def project(self, events):
        events, applied = iter(events), []
        while batch := list(islice(events, 100)):
            apply = operations.project_documents
            inbox.apply_batch(self.database, "project_invoice_created", batch, apply, NOW)
            applied += batch
        return applied

    def report(self, period, *, store=None, **asked):
        caller = Caller(self.account_id, store_id=store)
        return json.loads(operations.gst_report(self.database, caller, request={"period": period, **asked})["body"])


@pytest.fixture
def books(database):
    return Books(database)


def paise(rupees):
    return round(rupees * 100)


def items_of(report):
    """Every row of money in tables 4 to 9, with its sign."""
    for table, entries in (("b2b", "inv"), ("b2cl", "inv"), ("exp", "inv"), ("cdnr", "nt")):
        for group in report[table]:
            for entry in group[entries]:
                for item in entry["itms"]:
                    yield (-1 if table == "cdnr" else 1), item.get("itm_det", item)
    for note in report["cdnur"]:
        yield from ((-1, item["itm_det"]) for item in note["itms"])
    yield from ((1, row) for row in report["b2cs"])
    for row in report["nil"]["inv"]:
        yield 1, {"txval": sum(row[name] for name in ("nil_amt", "expt_amt", "ngsup_amt"))}


def sums_of(report):
    sums = dict.fromkeys(HEADS, 0)
    for sign, item in items_of(report):
        for head, name in OF_ITEM.items():
            sums[head] += sign * paise(item.get(name, 0))
    return sums


def sums_of_hsn(report):
    rows = [row for sheet in report["hsn"].values() for row in sheet]
    return {head: sum(paise(row[name]) for row in rows) for head, name in OF_ITEM.items()}


def expected(events, month):
    """The same sums from the events alone."""
    sums, numbers = dict.fromkeys(HEADS, 0), set()
    for event in events:
        data = event.data
        if ist_date(parse_rfc3339(data["issued_at"])).isoformat()[:7] != month or not data.get("gst_effective", True):
            continue
        sign = -1 if "credit_note_id" in data else 1
        for head, name in HEADS.items():
            sums[head] += sign * sum(line[name] for line in data["lines"])
        numbers.add(data.get("credit_note_no") or data["invoice_no"])
    return sums, numbers


def numbers_of(report):
    found = set()
    for nature in report["doc_issue"]["doc_det"]:
        for run in nature["docs"]:
            series, first, last = run["from"][:-5], int(run["from"][-5:]), int(run["to"][-5:])
            found |= {f"{series}{n:05d}" for n in range(first, last + 1)}
    return found


@pytest.mark.parametrize("seed", [20260401, 20260402])
def test_the_return_is_the_sum_of_the_documents_to_the_paisa(books, seed):
    """4,000 documents over a change of rates, of the threshold's table, of months and of the financial year's sandbox."""
    trade = Trade(seed, kinds=(50, 20, 20, 5, 5))
    first = datetime(2025, 8, 20, tzinfo=UTC)

    events = books.project(trade.events(4000, first, 75, refunds=0.25, account_id=books.account_id))

    for month in ("2025-08", "2025-09", "2025-10", "2025-11"):
        report, (sums, numbers) = books.report(month), expected(events, month)
        assert sums_of(report) == sums
        assert sums_of_hsn(report) == sums
        assert {head: paise(report["totals"][head]) for head in HEADS} == sums
        assert numbers_of(report) == numbers
        assert report["documents"] == len(numbers) > 100
        assert all(check["passed"] for check in report["checks"])
        assert not [problem for problem in report["problems"] if problem["code"] == "number_missing"]


def test_it_does_not_mind_the_order_of_the_events(database):
    events = list(Trade(7).events(600, datetime(2026, 6, 2, tzinfo=UTC), 20, refunds=0.3, account_id="acct_forth"))
    forth, back = Books(database), Books(database)
    forth.account_id, back.account_id = "acct_forth", "acct_back"

    forth.project(events)
    back.project([event.__class__(**{**vars_of(event), "account_id": "acct_back"}) for event in reversed(events)])

    assert forth.report("2026-06") == back.report("2026-06")


def vars_of(event):
    return {name: getattr(event, name) for name in event.__dataclass_fields__}


def test_a_return_is_of_one_gstin_and_the_account_has_to_say_which(books):
    books.apply(an_invoice(), an_invoice(supplier_gstin=MAHARASHTRA_GSTIN, supplier_state="27", store_id=MUMBAI))

    with pytest.raises(InvalidReportQuery, match=MAHARASHTRA_GSTIN) as refused:
        books.report("2026-06")

    assert [(fault["parameter"], fault["code"]) for fault in refused.value.errors] == [("gstin", "required")]
    assert books.report("2026-06", gstin=MAHARASHTRA_GSTIN)["documents"] == 1
    assert books.report("2026-06", store_id=MUMBAI)["gstin"] == MAHARASHTRA_GSTIN
    assert books.report("2026-06", store=BENGALURU)["gstin"] == GSTIN


def test_a_key_of_one_store_is_told_of_that_store(books):
    books.apply(an_invoice(), an_invoice(store_id=MUMBAI))

    assert books.report("2026-06", store=MUMBAI)["documents"] == 1
    with pytest.raises(StoreNotAllowed):
        books.report("2026-06", store=MUMBAI, store_id=BENGALURU)


def test_a_number_that_nobody_bears_is_a_problem_and_one_of_another_month_is_none(books):
    numbers = {1: "06-28", 2: "07-02", 3: "06-29", 5: "06-30"}
    books.apply(
        *(an_invoice(invoice_no=f"INV-2026-{n:05d}", issued_at=f"2026-{on}T10:00:00Z") for n, on in numbers.items())
    )

    [problem] = books.report("2026-06")["problems"]

    assert (problem["invoice"], problem["code"]) == ("INV-2026-00004", "number_missing")
    assert books.report("2026-06", store_id=BENGALURU)["problems"] == []


def test_a_note_of_the_next_month_is_in_that_month(books):
    sold = an_invoice([a_line()])
    books.apply(sold, a_note(sold, issued_at="2026-06-30T18:30:00Z"))

    assert [row["txval"] for row in books.report("062026")["b2cs"]] == [80]
    assert [row["txval"] for row in books.report("072026")["b2cs"]] == [-80]


def test_an_account_without_documents_has_an_empty_return(books):
    report = books.report("2026-06")

    assert (report["gstin"], report["documents"], report["as_of"], report["problems"]) == (None, 0, None, [])
    assert report["doc_issue"] == {"doc_det": []}


@pytest.mark.parametrize(
    ("asked", "parameters"),
    [
        ({"period": "June"}, ["period"]),
        ({"period": "2026-06", "gstin": "x", "hsn_digits": "5", "format": "pdf"}, ["gstin", "format", "hsn_digits"]),
        ({"period": "2026-06", "store_id": 7}, ["store"]),
        (None, ["period"]),
    ],
)
def test_a_return_that_cannot_be_made_names_every_parameter(books, asked, parameters):
    with pytest.raises(InvalidReportQuery) as refused:
        operations.gst_report(books.database, Caller(books.account_id), request=asked)

    assert [fault["parameter"] for fault in refused.value.errors] == parameters


def test_the_file_for_the_portal_is_named_after_gstin_and_period(books):
    books.apply(an_invoice())

    file = operations.gst_report(
        books.database, Caller(books.account_id), request={"period": "2026-06", "format": "gstn"}
    )

    assert file["file_name"] == f"GSTR1-{GSTIN}-062026.json"
    assert list(json.loads(file["body"])) == ["gstin", "fp", "b2cs", "nil", "hsn", "doc_issue"]


def test_ten_thousand_invoices_are_a_return_in_a_moment_and_a_few_megabytes(books):
    """The small form of 100,000 in 5 seconds and 200 MiB: docs/performance.md has the figures of the large one."""
    trade = Trade(3, kinds=(85, 10, 4, 1, 0))
    first = datetime(2026, 6, 1, tzinfo=UTC) + timedelta(hours=1)
    books.project(trade.events(10_000, first, 28, refunds=0.02, account_id=books.account_id))

    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    report = books.report("2026-06")

    assert report["documents"] > 9_900
    assert time.process_time() - began < 2.0
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024
    assert {store for store in STORES if books.report("2026-06", store_id=store)["documents"] > 3_000} == set(STORES)
