"""Developers, errors: which problems the account's requests were answered with, day by day."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from flask import Response, request

from contracts.errors import ERRORS
from gateway.dashboard import charts, figures, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.guards import page
from gateway.dashboard.here import me
from gateway.dashboard.words import _
from gateway.problems import STATUS_OF_KIND
from gateway.request_context import current
from gateway.storage import request_log
from kit.clock import ist_date

SPANS = (7, 14, 30)


@dashboard.get("/errors")
@page("requests:read")
def error_codes() -> Response:
    """Count the failed requests by code."""
    asked = request.args.get("days", "")
    days = int(asked) if asked in {str(span) for span in SPANS} else SPANS[0]
    today = ist_date(current().at)
    first = today - timedelta(days=days - 1)
    account_id = me().shown_account
    with current().parts.db.transaction(account_id) as tx:
        rows = request_log.error_counts(tx, account_id, first, today)
    by_day: Counter[date] = Counter()
    by_code: dict[str, Counter[date]] = defaultdict(Counter)
    for row in rows:
        by_day[row["day"]] += int(row["count"])
        by_code[row["error_code"]][row["day"]] += int(row["count"])
    return rendering.render(
        "dashboard/developers/error_codes.html",
        spans=SPANS,
        days=days,
        first=first,
        today=today,
        total=sum(by_day.values()),
        chart=_chart([first + timedelta(days=number) for number in range(days)], by_day),
        codes=sorted((_line(code, counts) for code, counts in by_code.items()), key=lambda line: -line["count"]),
    )


def _chart(days: list[date], by_day: Counter[date]) -> charts.Chart:
    return charts.bars(
        _("Failed requests by day"),
        [figures.day(day) for day in days],
        [charts.Series(_("Failed requests"), [by_day[day] for day in days])],
        first_column=_("Day"),
        write=figures.number,
        write_scale=lambda value: figures.number(value) if value == int(value) else "",
        labels=[str(day.day) for day in days],
    )


def _line(code: str, counts: Counter[date]) -> dict[str, Any]:
    entry = ERRORS.get(code)
    return {
        "code": code,
        "count": counts.total(),
        "last": max(counts),
        "status": STATUS_OF_KIND[entry.kind] if entry else None,
        "title": entry.title if entry else code,
        "what_to_do": entry.what_to_do if entry else "",
    }
