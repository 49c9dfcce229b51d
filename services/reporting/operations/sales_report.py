"""Report sales per hour, day or month, as a whole or by store, payment mode, GST rate or product."""

from typing import Any

from contracts.rpc.reporting import GROUPS
from kit.caller import Caller
from kit.db import Database
from services.reporting.domain.figures import Figures, Row
from services.reporting.domain.period import HOUR, Span, read_span
from services.reporting.errors import InvalidReportQuery
from services.reporting.operations.own_store import own_store
from services.reporting.storage import reports
from services.reporting.wire import sales_report_to_csv, sales_report_to_wire

CSV = "csv"
FORMATS = ("json", CSV)
MOST_ROWS = 20_000


def sales_report(db: Database, caller: Caller, *, request: Any) -> dict[str, str]:
    """
    Give the sales of a span of IST dates, a row for every period, empty ones too; as CSV with the name of its file.

    How fresh it is, is read before the figures, so they hold at least what `as_of` promises. The totals are the span's own
    and not the sum of the groups: an invoice paid in two modes is one invoice.

    Raises InvalidReportQuery, StoreNotAllowed.
    """
    asked = request if isinstance(request, dict) else {}
    span = read_span(asked.get("granularity"), asked.get("from"), asked.get("to"))
    group_by, csv = _group_by(asked.get("group_by")), _is_csv(asked.get("format"))
    if span.granularity == HOUR and group_by not in reports.GROUPS_BY_HOUR:
        raise _wrong("group_by", "by the hour there are groups of stores alone")
    store_id = own_store(caller, asked.get("store_id"))
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
    for row in ungrouped:
        totals = totals.plus(row.figures)
    shown = _with_empty_periods(span, _with_names(rows, asked.get("store_names")) if group_by == "store" else rows)
    if csv:
        return {"body": sales_report_to_csv(group_by, shown), "file_name": _file_name(span, group_by)}
    return {"body": sales_report_to_wire(span, as_of, group_by, shown, totals)}


def _with_empty_periods(span: Span, rows: list[Row]) -> list[Row]:
    """Put a row of zeros, of no group, where a period has none."""
    present: dict[str, list[Row]] = {}
    for row in rows:
        present.setdefault(row.period, []).append(row)
    return [row for period in span.labels() for row in present.get(period, [Row(period, None, Figures())])]


def _with_names(rows: list[Row], names: Any) -> list[Row]:
    """Name the stores: reporting hears of their ids alone, and who asks knows their names."""
    known = names if isinstance(names, dict) else {}
    return [row._replace(name=known.get(row.group)) for row in rows]


def _file_name(span: Span, group_by: str | None) -> str:
    by = f"-by-{group_by}" if group_by else ""
    return f"sales-{span.granularity}{by}-{span.first}-{span.last}.csv"


def _is_csv(asked: object) -> bool:
    if asked not in (None, *FORMATS):
        raise _wrong("format", f"format is one of {', '.join(FORMATS)}")
    return asked == CSV


def _group_by(asked: object) -> str | None:
    if asked is None:
        return None
    if asked not in GROUPS:
        raise _wrong("group_by", f"group_by is one of {', '.join(GROUPS)}")
    return str(asked)


def _wrong(parameter: str, detail: str) -> InvalidReportQuery:
    fault = {"parameter": parameter, "code": "invalid_type", "detail": detail}
    return InvalidReportQuery("the report cannot be made; errors names each parameter", errors=[fault])


def _too_long() -> InvalidReportQuery:
    detail = (
        f"the report would have more than {MOST_ROWS} rows; ask for fewer days, for months, or for another group_by"
    )
    return InvalidReportQuery(detail, errors=[{"parameter": "group_by", "code": "out_of_range", "detail": detail}])
