"""Reading the roll-ups: figures per period, or per period and group."""

from datetime import datetime

from kit.db import Tx
from services.reporting.domain.figures import COLUMNS, Figures, Row
from services.reporting.domain.period import HOUR, Span, hour_label, label

_SALES = """
SELECT {period} AS period,
       {group} AS "group",
       {named} AS named,
       sum(invoices)::bigint AS invoices,
       sum(grand_total_paise)::bigint AS grand_total_paise,
       sum(round_off_paise)::bigint AS round_off_paise,
       sum(discount_paise)::bigint AS discount_paise,
       sum(refunds_paise)::bigint AS refunds_paise,
       sum(taxable_paise)::bigint AS taxable_paise,
       sum(cgst_paise)::bigint AS cgst_paise,
       sum(sgst_paise)::bigint AS sgst_paise,
       sum(igst_paise)::bigint AS igst_paise,
       sum(cess_paise)::bigint AS cess_paise
  FROM {table}
 WHERE account_id = %(account_id)s
   AND day BETWEEN %(first)s AND %(last)s
   AND (%(store_id)s::text IS NULL OR store_id = %(store_id)s)
 GROUP BY 1, 2
 ORDER BY 1, 2
 LIMIT %(limit)s
"""


_WHOLE_PERIOD = "date_trunc(%(granularity)s, day::timestamp)::date"


def _by(table: str, group: str, named: str = "NULL", period: str = _WHOLE_PERIOD) -> str:
    return (
        _SALES.replace("{period}", period).replace("{table}", table).replace("{group}", group).replace("{named}", named)
    )


_BY = {
    None: _by("sales_by_day", "NULL"),
    "store": _by("sales_by_day", "store_id"),
    "payment_mode": _by("sales_by_payment_mode", "payment_mode"),
    "gst_rate": _by("sales_by_gst_rate", "gst_rate_bp"),
    "product": _by("sales_by_product", "product_id", "max(named)"),
}
_HOURS = "day + hour * interval '1 hour'"
_BY_HOUR = {
    None: _by("sales_by_hour", "NULL", period=_HOURS),
    "store": _by("sales_by_hour", "store_id", period=_HOURS),
}
GROUPS_BY_HOUR = frozenset(_BY_HOUR)


def applied_through(tx: Tx, account_id: str) -> datetime | None:
    """Say when the newest event applied to the account's roll-ups happened; None before the first."""
    row = tx.one(
        """
        SELECT applied_through
          FROM freshness
         WHERE account_id = %(account_id)s
        """,
        {"account_id": account_id},
    )
    return row["applied_through"] if row else None


def sales(tx: Tx, account_id: str, span: Span, *, store_id: str | None, group_by: str | None, limit: int) -> list[Row]:
    """Sum the span's roll-ups per period and group, in that order; periods and groups without sales are not there."""
    by_hour = span.granularity == HOUR
    rows = tx.all(
        (_BY_HOUR if by_hour else _BY)[group_by],
        {
            "account_id": account_id,
            "granularity": span.granularity,
            "first": span.first,
            "last": span.last,
            "store_id": store_id,
            "limit": limit,
        },
    )
    return [
        Row(
            hour_label(row["period"], row["period"].hour) if by_hour else label(span.granularity, row["period"]),
            row["group"],
            Figures(*[row[name] for name in COLUMNS]),
            *_names(row["named"]),
        )
        for row in rows
    ]


def _names(named: str | None) -> tuple[str, ...]:
    """Read SKU and name off the text that the newest invoice left: its id, a space, SKU, tab, name."""
    return tuple(named.partition(" ")[2].split("\t", 1)) if named else ()
