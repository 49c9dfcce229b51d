"""GSTR-1, table by table: where a document goes by the rules of its day, and what is said of it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.gst_return import GstReturn
from services.reporting.domain.return_period import read_return_period
from services.reporting.wire import gst_report_to_wire, gst_return_to_wire
from tests.factories.months import Trade
from tests.factories.reporting import KARNATAKA_GSTIN, a_line, a_note, an_event, an_invoice, document_of, milk

BUYER = "27AAPFU0939F1ZV"
REGISTERED = {"gstin": BUYER, "sez": False, "address": {"state": "27"}}
SEZ = {**REGISTERED, "sez": True}
ANYBODY = {"gstin": None, "sez": False, "address": {"state": "27"}}
INTER = {"place_of_supply": "27", "inter_state": True}
IGST = {"cgst_paise": 0, "sgst_paise": 0, "igst_paise": 400}
LARGE = {
    "taxable_paise": 10_000_000,
    "cgst_paise": 0,
    "sgst_paise": 0,
    "igst_paise": 500_000,
    "total_paise": 10_500_000,
}


def report(*documents, period="2026-06", hsn_digits=4, gstin=KARNATAKA_GSTIN):
    made = GstReturn(gstin, hsn_digits)
    for document in documents:
        made.add(document_of(an_event(document)))
    return json.loads(gst_report_to_wire(read_return_period(period), gstin, None, None, made))


def codes(*documents, **asked):
    return [(problem["line"], problem["code"]) for problem in report(*documents, **asked)["problems"]]


def test_a_sale_over_the_counter_is_in_7_8_12_and_13():
    sale = an_invoice(invoice_no="INV-2026-00007")

    written = report(sale)

    assert written["b2cs"] == [
        {"sply_ty": "INTRA", "pos": "29", "typ": "OE", "rt": 5, "txval": 80, "camt": 2, "samt": 2, "csamt": 0}
    ]
    assert written["nil"] == {"inv": [{"sply_ty": "INTRAB2C", "nil_amt": 136, "expt_amt": 0, "ngsup_amt": 0}]}
    sums = {"iamt": 0, "camt": 0, "samt": 0, "csamt": 0}
    assert written["hsn"] == {
        "hsn_b2b": [],
        "hsn_b2c": [
            {"num": 1, "hsn_sc": "0401", "uqc": "NOS", "qty": 2, "rt": 0, "txval": 136, **sums},
            {"num": 2, "hsn_sc": "1902", "uqc": "NOS", "qty": 6, "rt": 5, "txval": 80, **sums, "camt": 2, "samt": 2},
        ],
    }
    run = {"num": 1, "from": "INV-2026-00007", "to": "INV-2026-00007", "totnum": 1, "cancel": 0, "net_issue": 1}
    assert written["doc_issue"]["doc_det"] == [{"doc_num": 1, "doc_typ": "Invoices for outward supply", "docs": [run]}]
    assert (written["b2b"], written["problems"]) == ([], [])
    assert all(check["passed"] for check in written["checks"])


def test_a_registered_buyer_is_in_4a_with_the_lines_that_bear_tax():
    sale = an_invoice([milk(), a_line(line=2, **IGST)], customer=REGISTERED, **INTER)

    written = report(sale)

    assert written["b2b"] == [
        {
            "ctin": BUYER,
            "inv": [
                {
                    "inum": sale["invoice_no"],
                    "idt": "28-06-2026",
                    "val": 220,
                    "pos": "27",
                    "rchrg": "N",
                    "inv_typ": "R",
                    "itms": [{"num": 1, "itm_det": {"rt": 5, "txval": 80, "iamt": 4, "csamt": 0}}],
                }
            ],
        }
    ]
    assert written["nil"]["inv"] == [{"sply_ty": "INTRB2B", "nil_amt": 136, "expt_amt": 0, "ngsup_amt": 0}]
    assert [row["hsn_sc"] for row in written["hsn"]["hsn_b2b"]] == ["0401", "1902"]


@pytest.mark.parametrize(("line", "kind"), [(a_line(**IGST), "SEWP"), (milk(zero_rate_reason="zero_rated"), "SEWOP")])
def test_a_sez_buyer_is_in_6b_with_its_invoice_type_and_nothing_of_it_in_8(line, kind):
    written = report(an_invoice([line], customer=SEZ, **INTER))

    assert [invoice["inv_typ"] for invoice in written["b2b"][0]["inv"]] == [kind]
    assert written["nil"]["inv"] == []


@pytest.mark.parametrize(("line", "kind"), [(a_line(**IGST), "WPAY"), (milk(zero_rate_reason="zero_rated"), "WOPAY")])
def test_another_country_is_in_6a(line, kind):
    written = report(an_invoice([line], customer=ANYBODY, place_of_supply="96", inter_state=True))

    assert [(row["exp_typ"], len(row["inv"])) for row in written["exp"]] == [(kind, 1)]
    assert len(written["hsn"]["hsn_b2c"]) == 1


@pytest.mark.parametrize(
    ("issued_at", "value_paise", "listed"),
    [
        ("2026-06-28T10:00:00Z", 10_000_000, False),
        ("2026-06-28T10:00:00Z", 10_000_001, True),
        ("2024-07-31T18:29:59Z", 25_000_000, False),
        ("2024-07-31T18:29:59Z", 25_000_001, True),
        ("2024-07-31T18:30:00Z", 10_000_001, True),
    ],
)
def test_a_large_inter_state_invoice_is_in_5_by_the_threshold_of_its_day(issued_at, value_paise, listed):
    line = a_line(taxable_paise=value_paise - 400, total_paise=value_paise, **IGST)

    written = report(an_invoice([line], customer=ANYBODY, issued_at=issued_at, **INTER))

    assert (len(written["b2cl"]), len(written["b2cs"])) == ((1, 0) if listed else (0, 1))


def test_a_large_sale_in_the_state_stays_in_7():
    assert report(an_invoice([a_line(taxable_paise=20_000_000, total_paise=20_000_400)]))["b2cl"] == []


def test_notes_are_listed_in_9b_or_taken_off_7_as_their_invoice_was():
    counter = an_invoice([a_line()])
    registered = an_invoice([a_line(**IGST)], customer=REGISTERED, **INTER)
    large = an_invoice([a_line(**LARGE)], customer=ANYBODY, **INTER)
    abroad = an_invoice([a_line(**IGST)], customer=ANYBODY, place_of_supply="96", inter_state=True)

    written = report(*(a_note(invoice) for invoice in (counter, registered, large, abroad)))

    assert [(row["txval"], row["camt"]) for row in written["b2cs"]] == [(-80, -2)]
    assert [(note["ntty"], note["val"], note["inv_typ"]) for note in written["cdnr"][0]["nt"]] == [("C", 84, "R")]
    assert [(note["typ"], note["nt_dt"]) for note in written["cdnur"]] == [
        ("B2CL", "29-06-2026"),
        ("EXPWP", "29-06-2026"),
    ]
    assert all(check["passed"] for check in written["checks"])


def test_a_part_of_a_large_invoice_is_noted_as_the_whole_was():
    large = an_invoice([a_line(**LARGE)], customer=ANYBODY, **INTER)
    part = a_line(**IGST)

    assert [note["val"] for note in report(a_note(large, [part]))["cdnur"]] == [84]


def test_a_commercial_note_is_in_no_table_and_its_number_is_no_gap():
    sold = an_invoice()
    notes = [a_note(sold, credit_note_no=f"CN-2026-0000{n}", gst_effective=n != 2) for n in (1, 2, 3)]
    made = GstReturn(KARNATAKA_GSTIN, 4)
    for note in notes:
        made.add(document_of(an_event(note)))

    assert made.tables.documents == 2
    assert [run.first for series in made.series("credit_note") for run in series.runs()] == [
        "CN-2026-00001",
        "CN-2026-00003",
    ]
    assert made.gaps() == []


def test_a_month_before_may_2025_has_one_table_12():
    sale = an_invoice([a_line(), a_line(line=2)], issued_at="2025-04-30T10:00:00Z")

    assert list(report(sale, period="042025")["hsn"]) == ["data"]
    assert [row["txval"] for row in report(sale, period="2025-04")["hsn"]["data"]] == [160]


def test_services_are_not_counted_in_units():
    [row] = report(an_invoice([a_line(hsn="998314")]))["hsn"]["hsn_b2c"]

    assert (row["uqc"], row["qty"]) == ("NA", 0)


@pytest.mark.parametrize(
    ("invoice", "expected"),
    [
        ({"lines": [a_line(line=3, hsn=None)]}, [(3, "hsn_missing")]),
        ({"lines": [a_line(hsn="19023")]}, [(1, "hsn_invalid")]),
        ({"lines": [a_line(hsn="19AB")]}, [(1, "hsn_invalid")]),
        ({"lines": [a_line(unit="DABBA")]}, [(1, "unit_unknown")]),
        ({"lines": [milk(zero_rate_reason=None)]}, [(1, "zero_rate_reason_missing")]),
        ({"lines": [milk(zero_rate_reason="zero_rated")]}, [(1, "zero_rated_not_export")]),
        ({"lines": [a_line(**LARGE)], **INTER}, [(None, "buyer_state_missing")]),
        ({"lines": [a_line(taxable_paise=5_000_000, total_paise=5_000_400)]}, [(None, "buyer_state_missing")]),
        ({"lines": [a_line(taxable_paise=4_999_999, total_paise=5_000_399)]}, []),
        ({"customer": {"gstin": None, "sez": True, "address": {"state": "29"}}}, [(None, "sez_without_gstin")]),
        (
            {"lines": [milk(zero_rate_reason=None)], "document_type": "bill_of_supply"},
            [(None, "composition_document")],
        ),
        ({"lines": [milk()], "document_type": "bill_of_supply"}, []),
    ],
)
def test_what_a_return_would_be_refused_or_asked_for_is_named(invoice, expected):
    lines = invoice.pop("lines", None)

    assert codes(an_invoice(lines, **invoice)) == expected


def test_a_short_hsn_is_a_problem_where_turnover_asks_for_more():
    assert codes(an_invoice([a_line()]), hsn_digits=6) == [(1, "hsn_too_short")]


def test_a_problem_names_the_document_what_is_wrong_and_what_to_do():
    [problem] = report(an_invoice([a_line(hsn=None)], invoice_no="INV-2026-00042"))["problems"]

    assert problem == {
        "invoice": "INV-2026-00042",
        "line": 1,
        "code": "hsn_missing",
        "detail": "The line has no HSN code, which table 12 is made of.",
        "fix": "Give the product its HSN for the sales to come, and enter the code of this line in table 12 by hand.",
    }


def test_without_a_gstin_there_is_no_return_and_every_document_is_a_problem():
    written = report(an_invoice(), gstin=None)

    assert (written["gstin"], written["documents"], written["b2cs"]) == (None, 0, [])
    assert [problem["code"] for problem in written["problems"]] == ["supplier_gstin_missing"]


def test_a_thousand_problems_are_named_and_all_are_counted():
    written = report(an_invoice([a_line(line=n, hsn=None) for n in range(1, 1202)], customer=ANYBODY))

    assert (len(written["problems"]), written["problems_count"]) == (1000, 1201)


def test_the_file_for_the_portal_has_the_government_s_keys_alone_and_no_empty_table():
    made = GstReturn(KARNATAKA_GSTIN, 4)
    made.add(document_of(an_event(an_invoice([a_line()]))))

    written = json.loads(gst_return_to_wire(read_return_period("062026"), KARNATAKA_GSTIN, made))

    assert list(written) == ["gstin", "fp", "b2cs", "hsn", "doc_issue"]
    assert (written["gstin"], written["fp"]) == (KARNATAKA_GSTIN, "062026")


@pytest.mark.parametrize("text", ["2026-13", "132026", "2026-6", "26-06", "", None, 62026, "1999-06", "2026-06-01"])
def test_what_is_no_month_is_no_period(text):
    assert read_return_period(text) is None


def test_a_period_is_written_both_ways_and_counts_over_the_year():
    period = read_return_period("122026")

    assert period == read_return_period("2026-12")
    assert (period.shifted(2).label, period.shifted(-12).label) == ("2027-02", "2025-12")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_the_checks_hold_for_any_trade_and_in_any_order(seed):
    trade = Trade(seed, kinds=(40, 20, 20, 10, 10))
    events = list(trade.events(40, datetime(2025, 9, 1, tzinfo=UTC), 29, refunds=0.4))
    forth, back = GstReturn(KARNATAKA_GSTIN, 4), GstReturn(KARNATAKA_GSTIN, 4)
    for made, documents in ((forth, events), (back, events[::-1])):
        for event in documents:
            made.add(document_of(event))

    assert [check.name for check in forth.checks() if not check.passed] == []
    assert (forth.tables.b2cs, forth.tables.nil, forth.tables.hsn) == (
        back.tables.b2cs,
        back.tables.nil,
        back.tables.hsn,
    )
    effective = [event.data for event in events if event.data.get("gst_effective", True)]
    signed = [(-1 if "credit_note_id" in data else 1, data) for data in effective]
    assert forth.tables.sums[0] == sum(sign * line["taxable_paise"] for sign, data in signed for line in data["lines"])
