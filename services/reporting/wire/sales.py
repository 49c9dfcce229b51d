"""The sales report as the public API shows it, in JSON or CSV: rupees, percent, and derived figures."""

import csv
import io
from datetime import datetime
from typing import Any

from kit.clock import rfc3339
from kit.money import rate_out, rupees_out
from kit.wire_json import dumps
from services.reporting.domain.figures import Figures, Row
from services.reporting.domain.period import Span

NAMED = ("product", "store")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def sales_report_to_wire(
    span: Span,
    as_of: datetime | None,
    group_by: str | None,
    rows: list[Row],
    totals: Figures,
) -> str:
    """Write the report's JSON text."""
    return dumps(
        {
            "granularity": span.granularity,
            "from": span.first.isoformat(),
            "to": span.last.isoformat(),
            "as_of": rfc3339(as_of) if as_of else None,
            "data": [_row(group_by, row) for row in rows],
            "totals": _figures(totals),
        }
    )


def sales_report_to_csv(group_by: str | None, rows: list[Row]) -> str:
    """Write the report's rows as CSV (RFC 4180), a line of names first."""
    text = io.StringIO()
    shown = [_row(group_by, row) for row in rows]
    writer = csv.DictWriter(text, fieldnames=list(shown[0]))
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in shown)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def _row(group_by: str | None, row: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {"period": row.period}
    if group_by:
        shown["group"] = rate_out(row.group) if isinstance(row.group, int) else row.group
    if group_by == "product":
        shown["group_sku"] = row.sku
    if group_by in NAMED:
        shown["group_name"] = row.name
    return shown | _figures(row.figures)


def _figures(figures: Figures) -> dict[str, Any]:
    basket = figures.average_basket_paise
    return {
        "invoices": figures.invoices,
        "gross": rupees_out(figures.gross_paise),
        "discount": rupees_out(figures.discount_paise),
        "refunds": rupees_out(figures.refunds_paise),
        "net": rupees_out(figures.net_paise),
        "taxable_value": rupees_out(figures.taxable_paise),
        "cgst": rupees_out(figures.cgst_paise),
        "sgst": rupees_out(figures.sgst_paise),
        "igst": rupees_out(figures.igst_paise),
        "cess": rupees_out(figures.cess_paise),
        "round_off": rupees_out(figures.round_off_paise),
        "average_basket": None if basket is None else rupees_out(basket),
    }
