"""Reports: the shapes of figures."""

from typing import Any

from gateway.openapi.kinds import COUNT, DAY, MONEY, TEXT, WHEN, many, maybe, ref, thing, words
from gateway.openapi.shapes.sales import TAX_AMOUNTS

Json = dict[str, Any]

_FIGURES: Json = {
    "invoices": COUNT,
    "gross": MONEY,
    "discount": MONEY,
    "refunds": MONEY,
    "net": MONEY,
    "taxable_value": MONEY,
    **TAX_AMOUNTS,
    "round_off": MONEY,
    "average_basket": maybe(MONEY),
}

FIGURES = thing("What a span of sales comes to. net = gross − discount + round_off − refunds.", **_FIGURES)

SALES_ROW = thing(
    "An hour (`2026-06-28T14`), a day or a month; one without sales is a row of zeros. `group` is there when rows are grouped.",
    ("group", "group_sku", "group_name"),
    period=TEXT,
    group={"description": "The store, mode, GST rate or product; null in a row of zeros."},
    group_sku=maybe({**TEXT, "description": "The product's SKU, when rows are grouped by product."}),
    group_name=maybe(
        {**TEXT, "description": "The product's name on its newest invoice of the period, or the store's name."}
    ),
    **_FIGURES,
)

SALES_REPORT = thing(
    "Sales added up.",
    granularity=words("hour", "day", "month"),
    from_=DAY,
    to=DAY,
    as_of=maybe(WHEN),
    data=many(ref("SalesRow")),
    totals=ref("SalesFigures"),
)

SHAPES: dict[str, Json] = {
    "SalesFigures": FIGURES,
    "SalesRow": SALES_ROW,
    "SalesReport": SALES_REPORT,
}
