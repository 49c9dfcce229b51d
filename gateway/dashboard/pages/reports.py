"""Shop, reports: sales by hour, day or month, as a whole or by store, payment, GST rate or product, and the file of it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Response, request
from werkzeug.datastructures import MultiDict

from gateway import services
from gateway.api.v1.schemas.queries import SalesReportQuery
from gateway.dashboard import bus, charts, figures, forms, rendering
from gateway.dashboard.blueprint import dashboard
from gateway.dashboard.charts import Chart, Series
from gateway.dashboard.forms import Form
from gateway.dashboard.guards import page
from gateway.dashboard.pages.home import MODES
from gateway.dashboard.words import _, mark
from gateway.request_context import current
from kit.clock import financial_year, ist_date
from kit.errors import WireError

Report = dict[str, Any]

SPANS = {
    "today": mark("Today"),
    "yesterday": mark("Yesterday"),
    "week": mark("This week"),
    "month": mark("This month"),
    "last_month": mark("Last month"),
    "year": mark("Financial year"),
}
GRANULARITIES = {"hour": mark("Hour"), "day": mark("Day"), "month": mark("Month")}
GROUPS = {
    "": mark("Nothing"),
    "store": mark("Store"),
    "payment_mode": mark("Payment"),
    "gst_rate": mark("GST rate"),
    "product": mark("Product"),
}
ABOUT = {
    "payment_mode": mark(
        "Net sales of a way to pay are the money that came in by it, less what went back. “On credit” is what customers "
        "came to owe, less what they have paid since."
    ),
    "gst_rate": mark("A bill with several rates counts once at each; what bills were rounded by belongs to no rate."),
    "product": mark("A bill counts once for each of its products; what bills were rounded by belongs to none."),
}
FIGURES = {
    "invoices": mark("Bills"),
    "gross": mark("Before discounts"),
    "discount": mark("Discounts"),
    "refunds": mark("Refunds"),
    "round_off": mark("Rounded by"),
    "net": mark("Net sales"),
    "taxable_value": mark("Taxable value"),
    "cgst": mark("CGST"),
    "sgst": mark("SGST"),
    "igst": mark("IGST"),
    "cess": mark("Cess"),
    "average_basket": mark("Average bill"),
}
LEFT_OUT_IF_NOTHING = frozenset({"discount", "refunds", "round_off", "igst", "cess"})
ASKED = ("from", "to", "granularity", "group_by", "store")
ROWS_A_PAGE = 100
MOST_BARS = 186
MOST_SHARES = 12
HOURS_OF_A_DAY = 24
CSV = "text/csv; charset=utf-8"


@dashboard.get("/reports")
@page("reports:read")
def reports() -> Response:
    """Look at the sales of some days."""
    form, span = _form(request.args)
    query, found = forms.read_shape(form, SalesReportQuery(), _named(form)), {}
    known = known_stores()
    if form.is_right:
        try:
            found = _found(query, known)
        except WireError as problem:
            form.refused(problem)
    address = {name: form.text(name) for name in ASKED if form.text(name)}
    return rendering.render(
        "dashboard/reports/sales.html",
        200 if form.is_right else 422,
        form=form,
        span=span,
        spans=[(name, _(text)) for name, text in SPANS.items()],
        granularities=[(name, _(text)) for name, text in GRANULARITIES.items()],
        groups=[(name, _(text)) for name, text in GROUPS.items()],
        stores=known,
        address=address,
        kept={name: value for name, value in address.items() if name in {"group_by", "store"}},
        about=_(ABOUT[form.text("group_by")]) if form.text("group_by") in ABOUT else "",
        **found,
    )


@dashboard.get("/reports/sales.csv")
@page("reports:read")
def sales_file() -> Response:
    """Save the report as the API's CSV."""
    form, _span = _form(request.args)
    query = forms.read_shape(form, SalesReportQuery(), _named(form))
    if not form.is_right:
        return rendering.redirect_to("dashboard.reports", **{name: form.text(name) for name in ASKED})
    asked = {**query, "format": "csv", "store_names": _names(known_stores())}
    made = services.ask("reporting", "sales_report", asked)
    bus.note("report.exported", made["file_name"])
    return rendering.file(made["body"].encode(), made["file_name"], CSV)


def known_stores() -> list[dict[str, Any]]:
    """List the stores of the account; a report without their names is better than none."""
    try:
        return bus.listed("billing", "list_stores", {}, limit=100).items
    except WireError:
        return []


def days_of(span: str, today: date) -> tuple[date, date]:
    """Give the first and the last day of a span that has a name."""
    month = today.replace(day=1)
    return {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "week": (today - timedelta(days=today.weekday()), today),
        "month": (month, today),
        "last_month": ((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        "year": (date(financial_year(today), 4, 1), today),
    }[span]


def _form(given: MultiDict[str, str]) -> tuple[Form, str]:
    """Read what is asked for: days, or a span that has a name (this month when there are neither), and how it is cut."""
    form = Form({name: given.get(name, "")[:64] for name in ASKED})
    named = given.get("span") or ("" if form.text("from") or form.text("to") else "month")
    if named in SPANS:
        first, last = days_of(named, ist_date(current().at))
        form.values |= {"from": first.isoformat(), "to": last.isoformat()}
    if not form.text("granularity"):
        form.values["granularity"] = _fitting(form.text("group_by"), named)
    return form, named if named in SPANS else ""


def _fitting(group_by: str, span: str) -> str:
    """Choose how a span is cut where nobody said it: so that a screen holds it."""
    if group_by:
        return "month"
    return {"today": "hour", "yesterday": "hour", "year": "month"}.get(span, "day")


def _named(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in ASKED if form.text(name)}


def _names(known: list[dict[str, Any]]) -> dict[str, str]:
    return {store["id"]: store["name"] for store in known}


def _found(query: Report, known: list[dict[str, Any]]) -> dict[str, Any]:
    """Ask for the report and, where it is split, for the whole beside it, which the chart shows of several periods."""
    asked = {**query, "format": "json", "store_names": _names(known)}
    report = bus.read("reporting", "sales_report", asked)
    group_by = query["group_by"]
    sold = [row for row in report["data"] if any(row[name] for name in FIGURES)]
    if group_by:
        sold.sort(key=lambda row: (row["period"], -row["net"]))
    begin = request.args.get("row", "0")
    begin = min(int(begin), len(sold)) if begin.isdecimal() and len(begin) < 7 else 0
    whole = bus.read("reporting", "sales_report", {**asked, "group_by": None}) if group_by and sold else report
    periods = whole["data"]
    single = group_by is not None and len(periods) == 1
    columns = [
        name
        for name in FIGURES
        if name not in LEFT_OUT_IF_NOTHING or any(row[name] for row in [*sold, report["totals"]])
    ]
    return {
        "report": report,
        "rows": [
            {**row, "label": period(row["period"]), **_group(row, group_by)} for row in sold[begin:][:ROWS_A_PAGE]
        ],
        "columns": [(name, _(FIGURES[name])) for name in columns],
        "count": len(sold),
        "begin": begin,
        "next_row": begin + ROWS_A_PAGE if len(sold) > begin + ROWS_A_PAGE else None,
        "empty_periods": len(periods) - len({row["period"] for row in sold}),
        "chart": _chart(query["granularity"], periods) if sold and not single and len(periods) <= MOST_BARS else None,
        "shares": _shares(sold, group_by) if single else None,
        "group_by": group_by,
        "has_periods": len(periods) > 1 or not group_by,
    }


def period(named: str) -> str:
    """Write a period for people: an hour, a day or a month."""
    if "T" in named:
        day, _t, hour = named.partition("T")
        return f"{figures.day(day)}, {hour}:00–{int(hour) + 1:02}:00"
    return figures.month(named) if len(named) == len("2026-06") else figures.day(named)


def _group(row: Mapping[str, Any], group_by: str | None) -> dict[str, Any]:
    """Name the group of a row, and the address of its page."""
    group = row.get("group")
    if group_by == "payment_mode":
        return {"name": _(MODES[group]) if group in MODES else group}
    if group_by == "gst_rate":
        return {"name": f"{figures.number(group)} %"}
    if group_by == "product":
        return {"name": row["group_name"] or group, "code": row["group_sku"], "url": f"/dashboard/products/{group}"}
    return {"name": row.get("group_name") or group}


def _shares(sold: list[Report], group_by: str | None) -> list[tuple[str, str, float, float]]:
    """Set the largest groups of a period beside each other."""
    whole = float(sum(row["net"] for row in sold if row["net"] > 0))
    return [
        (_group(row, group_by)["name"], figures.rupees(row["net"]), float(max(row["net"], 0)), whole)
        for row in sold[:MOST_SHARES]
    ]


def _chart(granularity: str, rows: list[Report]) -> Chart:
    names = [period(row["period"]) for row in rows]
    short = {
        "hour": [row["period"][-2:] for row in rows],
        "day": [str(int(row["period"][-2:])) for row in rows],
        "month": names,
    }[granularity]
    if granularity == "hour" and len(rows) > HOURS_OF_A_DAY:  # several days: the day stands below its first hour
        short = [figures.day(row["period"][:10]) if row["period"].endswith("T00") else "" for row in rows]
    return charts.bars(
        _("Net sales"),
        names,
        [Series(_("Net sales"), [row["net"] for row in rows])],
        first_column=_(GRANULARITIES[granularity]),
        write=figures.rupees,
        write_scale=figures.short_rupees,
        labels=short,
    )
