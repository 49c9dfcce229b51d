"""Report sales per day or month, as a whole or by store, payment mode, GST rate or product."""

from typing import Any

from contracts.rpc.reporting import GROUPS
from kit.caller import Caller
from kit.db import Database
from services.reporting.domain.figures import Figures
from services.reporting.domain.period import Span, read_span
from services.reporting.errors import InvalidReportQuery, StoreNotAllowed
from services.reporting.storage import reports
from services.reporting.wire import sales_report_to_wire

MOST_ROWS = 20_000


def sales_report(db: Database, caller: Caller, *, request: Any) -> dict[str, str]:
    """
    Give the sales of a span of IST dates, a row for every period, empty ones too.

    How fresh it is, is read before the figures, so they hold at least what `as_of` promises. The totals are the span's own
    and not the sum of the groups: an invoice paid in two modes is one invoice.

    Raises InvalidReportQuery, StoreNotAllowed.
    """
    asked = request if isinstance(request, dict) else {}
    span = read_span(asked.get("granularity"), asked.get("from"), asked.get("to"))
    group_by = _group_by(asked.get("group_by"))
    store_id = _store(caller, asked.get("store_id"))
    with db.transaction(caller.account_id) as tx:
        as_of = reports.applied_through(tx, caller.account_id)
        rows = reports.sales(tx, caller.account_id, span, store_id=store_id, group_by=group_by, limit=MOST_ROWS + 1)
        ungrouped = rows
        if group_by:
            ungrouped = reports.sales(
                tx, caller.account_id, span, store_id=store_id, group_by=None, limit=MOST_ROWS + 1
            )
    if len(rows) > MOST_ROWS:
        raise _too_long()
    totals = Figures()
    for _, _, figures in ungrouped:
        totals = totals.plus(figures)
    return {"body": sales_report_to_wire(span, as_of, group_by, _with_empty_periods(span, rows), totals)}


def _with_empty_periods(span: Span, rows: reports.Grouped) -> reports.Grouped:
    """Put a row of zeros, of no group, where a period has none."""
    present: dict[str, reports.Grouped] = {}
    for row in rows:
        present.setdefault(row[0], []).append(row)
    return [row for period in span.labels() for row in present.get(period, [(period, None, Figures())])]


def _group_by(asked: object) -> str | None:
    if asked is None:
        return None
    if asked not in GROUPS:
        raise _wrong("group_by", f"group_by is one of {', '.join(GROUPS)}")
    return str(asked)


def _store(caller: Caller, asked: object) -> str | None:
    """A key that is bound to a store reports on that store alone."""
    if asked is not None and not isinstance(asked, str):
        raise _wrong("store", "store is the id of a store")
    if caller.store_id and asked and asked != caller.store_id:
        raise StoreNotAllowed(f"this key is restricted to the store {caller.store_id}")
    return asked or caller.store_id


def _wrong(parameter: str, detail: str) -> InvalidReportQuery:
    fault = {"parameter": parameter, "code": "invalid_type", "detail": detail}
    return InvalidReportQuery("the report cannot be made; errors names each parameter", errors=[fault])


def _too_long() -> InvalidReportQuery:
    detail = (
        f"the report would have more than {MOST_ROWS} rows; ask for fewer days, for months, or for another group_by"
    )
    return InvalidReportQuery(detail, errors=[{"parameter": "group_by", "code": "out_of_range", "detail": detail}])
