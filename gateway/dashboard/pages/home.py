"""
The home page: how the shop does today and this month, what runs low, and whether webhooks arrive.

Every figure is one of a report's that the API gives, too; a part whose service does not answer says so, and the rest stands.
"""

from datetime import date, timedelta
from typing import Any

from flask import Response

from gateway.dashboard import bus, charts, figures, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.charts import Chart, Series
from gateway.dashboard.guards import page
from gateway.dashboard.here import me
from gateway.dashboard.words import _, mark
from gateway.request_context import current
from kit.clock import ist_date
from kit.errors import WireError

MOST_LOW = 8
MOST_ENDPOINTS = 100
MODES = {
    "cash": mark("Cash"),
    "upi": mark("UPI"),
    "card": mark("Card"),
    "netbanking": mark("Net banking"),
    "wallet": mark("Wallet"),
    "credit": mark("On credit"),
    "none": mark("Nothing to pay"),
}
Report = dict[str, Any]


@dashboard.get("")
@page("")
def home() -> Response:
    """Look at today and this month."""
    return rendering.render("dashboard/home.html", **_found())


@dashboard.get("/home/figures")
@page("reports:read", polls=True)
def home_figures() -> Response:
    """Look at them again, as the page does by itself every few seconds."""
    return rendering.render("dashboard/home_figures.html", **_figures())


def _found() -> dict[str, Any]:
    session = me()
    if session.account_id is None:
        return {"nothing": True}
    found = _figures() if session.may("reports:read") else {}
    asked: dict[str, tuple[str, str, dict[str, Any]]] = {}
    if session.may("inventory:read"):
        asked["low"] = ("billing", "list_low_stock", {"limit": MOST_LOW})
    if session.may("webhooks:read"):
        asked["endpoints"] = ("webhooks", "list_endpoints", {"filters": {}, "after": None, "limit": MOST_ENDPOINTS})
    answers = bus.read_all(**asked) if asked else {}
    if "endpoints" in answers and not isinstance(answers["endpoints"], WireError):
        answers["failing"] = [one for one in answers["endpoints"] if one["failing_since"] or one["disabled_reason"]]
    return {**found, **{name: None if isinstance(value, WireError) else value for name, value in answers.items()}}


def _figures() -> dict[str, Any]:
    today = ist_date(current().at)
    first = today.replace(day=1)
    last_of_before = first - timedelta(days=1)
    before = last_of_before.replace(day=1)
    same_day = min(before + timedelta(days=today.day - 1), last_of_before)
    yesterday = today - timedelta(days=1)
    answers = bus.read_all(
        today=_report("day", today, today),
        yesterday=_report("day", yesterday, yesterday),
        month=_report("day", first, today),
        month_before=_report("day", before, same_day),
        hours=_report("hour", yesterday, today),
        days=_report("day", today - timedelta(days=29), today),
        modes=_report("month", first, today, "payment_mode"),
        stores=_report("month", first, today, "store"),
        names=("billing", "list_stores", {"filters": {}, "after": None, "limit": 100}),
    )
    reports = {name: None if isinstance(value, WireError) else value for name, value in answers.items()}
    return {
        "as_of": (reports["today"] or {}).get("as_of"),
        "blocks": [
            _block(_("Today"), _("yesterday, the whole day"), reports["today"], reports["yesterday"]),
            _block(
                _("This month"),
                _("%(first)s to %(last)s") % {"first": figures.day(before), "last": figures.day(same_day)},
                reports["month"],
                reports["month_before"],
            ),
        ],
        "by_hour": _by_hour(reports["hours"]),
        "by_day": _by_day(reports["days"]),
        "by_mode": _shares(reports["modes"], {mode: _(text) for mode, text in MODES.items()}),
        "by_store": _shares(reports["stores"], {one["id"]: one["name"] for one in reports["names"] or []}),
    }


def _report(granularity: str, first: date, last: date, group_by: str | None = None) -> tuple[str, str, Report]:
    asked = {"granularity": granularity, "from": first.isoformat(), "to": last.isoformat(), "group_by": group_by}
    return "reporting", "sales_report", asked


def _block(title: str, against: str, now: Report | None, before: Report | None) -> dict[str, Any]:
    """Put the figures of a period beside those of the one before."""
    if now is None:
        return {"title": title, "rows": None}
    told, told_before = now["totals"], (before or {}).get("totals", {})
    tax = ("cgst", "sgst", "igst", "cess")
    rows = [
        (_("Sales"), figures.rupees(told["net"]), told["net"], told_before.get("net"), figures.rupees),
        (
            _("Invoices"),
            figures.number(told["invoices"]),
            told["invoices"],
            told_before.get("invoices"),
            figures.number,
        ),
        (
            _("Average basket"),
            figures.rupees(told["average_basket"]),
            told["average_basket"],
            told_before.get("average_basket"),
            figures.rupees,
        ),
        (_("Refunds"), figures.rupees(told["refunds"]), told["refunds"], told_before.get("refunds"), figures.rupees),
    ]
    shown = [
        {"name": name, "value": value, "change": figures.change(now_, was), "before": write(was)}
        for name, value, now_, was, write in rows
    ]
    sums = [sum(figure[name] for name in tax) if figure else None for figure in (told, told_before)]
    shown.append(
        {
            "name": _("Tax"),
            "value": figures.rupees(sums[0]),
            "change": figures.change(*sums),
            "before": figures.rupees(sums[1]),
        }
    )
    return {"title": title, "against": against, "rows": shown}


def _by_hour(report: Report | None) -> Chart | None:
    if report is None:
        return None
    net = [row["net"] for row in report["data"]]
    return charts.bars(
        _("Sales by hour"),
        [f"{hour}:00" for hour in range(24)],
        [Series(_("Yesterday"), net[:24], "before"), Series(_("Today"), net[24:])],
        first_column=_("Hour"),
        write=figures.rupees,
        write_scale=figures.short_rupees,
        labels=[str(hour) for hour in range(24)],
    )


def _by_day(report: Report | None) -> Chart | None:
    if report is None:
        return None
    days = [row["period"] for row in report["data"]]
    return charts.bars(
        _("Sales of the last 30 days"),
        [figures.day(one) for one in days],
        [Series(_("Sales"), [row["net"] for row in report["data"]])],
        first_column=_("Day"),
        write=figures.rupees,
        write_scale=figures.short_rupees,
        labels=[str(int(one[-2:])) for one in days],
    )


def _shares(report: Report | None, names: dict[str, str]) -> list[tuple[str, str, float, float]] | None:
    """Order the groups of a report by what they sold; a group that sold nothing (or less) is left out of the bars."""
    if report is None:
        return None
    rows = sorted((row for row in report["data"] if row["group"] is not None), key=lambda row: -row["net"])
    whole = float(sum(row["net"] for row in rows if row["net"] > 0))
    return [
        (names.get(row["group"], row["group"]), figures.rupees(row["net"]), float(max(row["net"], 0)), whole)
        for row in rows
    ]
