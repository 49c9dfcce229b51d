"""The example of the reporting service's method: the service reads the request, and the answer has the contract's shape."""

import json
from datetime import date
from pathlib import Path

from contracts.errors import ERRORS
from contracts.rpc.reporting import (
    GRANULARITIES,
    MOST_DAYS,
    REFUSALS,
    GstReport,
    GstReportBody,
    SalesReport,
    SalesReportBody,
)
from kit.clock import parse_rfc3339
from kit.messaging import Event
from services.reporting import errors
from services.reporting.domain import period
from services.reporting.domain.figures import Figures, Row
from services.reporting.domain.gst_return import GstReturn
from services.reporting.domain.return_period import read_return_period
from services.reporting.wire import gst_report_to_wire, sales_report_to_wire
from tests.factories.reporting import document_of

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts/examples"
EXAMPLE = json.loads((EXAMPLES / "rpc/reporting.sales_report.json").read_text())
RETURN = json.loads((EXAMPLES / "rpc/reporting.gst_report.json").read_text())
SALE = Figures(1, 22_000, 0, 0, 0, 21_600, 200, 200)


def test_the_request_has_the_contract_s_shape_and_the_service_reads_it():
    request = EXAMPLE["request"]

    assert SalesReport().validate(request) == {}
    span = period.read_span(request["granularity"], request["from"], request["to"])
    assert span == period.Span("day", date(2026, 6, 27), date(2026, 6, 28))


def test_the_body_is_what_the_service_writes():
    span = period.Span("day", date(2026, 6, 27), date(2026, 6, 28))
    rows = [Row("2026-06-27", None, Figures()), Row("2026-06-28", None, SALE)]

    written = sales_report_to_wire(span, parse_rfc3339("2026-06-28T10:14:22Z"), None, rows, SALE)

    assert written == EXAMPLE["reply"]["body"]
    assert SalesReportBody().validate(json.loads(written)) == {}


def test_the_return_is_what_the_service_writes_of_billing_s_examples():
    made = GstReturn(RETURN["request"]["gstin"], 4)
    for name in ("invoice_created", "invoice_refunded"):
        event = Event.from_json(json.loads((EXAMPLES / f"events/billing.{name}.v1.json").read_text()))
        made.add(document_of(event))
    period = read_return_period(RETURN["request"]["period"])

    written = gst_report_to_wire(period, made.gstin, None, parse_rfc3339("2026-06-28T10:14:22Z"), made)

    assert GstReport().validate(RETURN["request"]) == {}
    assert written == RETURN["reply"]["body"]
    assert GstReportBody().validate(json.loads(written)) == {}


def test_the_service_has_the_contract_s_limits():
    assert (period.GRANULARITIES, period.LONGEST_DAYS) == (GRANULARITIES, MOST_DAYS)


def test_every_refusal_is_in_the_catalogue_of_errors():
    raised = {errors.InvalidReportQuery.code, errors.StoreNotAllowed.code}

    assert raised == set(REFUSALS["sales_report"]) == set(REFUSALS["gst_report"])
    assert raised <= set(ERRORS)
