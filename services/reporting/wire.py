"""The sales report as the public API shows it: rupees, percent, and derived figures."""

from datetime import datetime
from typing import Any

from kit.clock import rfc3339
from kit.money import rate_out, rupees_out
from kit.wire_json import dumps
from services.reporting.domain.figures import Figures
from services.reporting.domain.period import Span


def sales_report_to_wire(
    span: Span,
    as_of: datetime | None,
    group_by: str | None,
    rows: list[tuple[str, Any, Figures]],
    totals: Figures,
) -> str:
    """Write the report's JSON text."""
    return dumps(
        {
            "granularity": span.granularity,
            "from": span.first.isoformat(),
            "to": span.last.isoformat(),
            "as_of": rfc3339(as_of) if as_of else None,
            "data": [_row(period, group_by, group, figures) for period, group, figures in rows],
            "totals": _figures(totals),
        }
    )


def _row(period: str, group_by: str | None, group: Any, figures: Figures) -> dict[str, Any]:
    row: dict[str, Any] = {"period": period}
    if group_by:
        row["group"] = rate_out(group) if group_by == "gst_rate" and group is not None else group
    return row | _figures(figures)


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
