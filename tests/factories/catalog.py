"""Products with sensible defaults: what a request looks like, what the domain makes of it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from services.catalog.domain.opening_stock import OpeningStock, Stores, WantedStock
from services.catalog.domain.product import Draft, Facts, Price, Product

AT = datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)
BENGALURU = "store_01J0000000000000000000BLR0"
MUMBAI = "store_01J0000000000000000000BOM0"
STORES = Stores(frozenset({BENGALURU, MUMBAI}), BENGALURU)
PRODUCT_ID = "prod_01J00000000000000000MAGG10"


def a_product_request(**changes: Any) -> dict[str, Any]:
    """The request of create_product for a packet of noodles."""
    return {
        "sku": "MAGGI-70G",
        "name": "Maggi Noodles 70 g",
        "rate_paise": 1400,
        "tax_inclusive": True,
        "gst_rate_bp": 500,
        "cess_rate_bp": 0,
        "zero_rate_reason": None,
        "hsn": "1902",
        "unit": "NOS",
        "barcode": None,
        "reorder_level_milli": 10_000,
        "stock": None,
        "metadata": {},
        **changes,
    }


def a_price(**changes: Any) -> Price:
    """₹14 with 5 % in it."""
    return replace(Price(1400, True, 500, 0, None), **changes)


def a_draft(
    *, sku: str = "MAGGI-70G", hsn: str | None = "1902", stock: WantedStock | None = None, **price: Any
) -> Draft:
    """A packet of noodles as a request describes it."""
    facts = Facts("Maggi Noodles 70 g", hsn, "NOS", None, 10_000, {})
    return Draft(sku, facts, a_price(**price), stock)


def a_product(**price: Any) -> Product:
    """A packet of noodles in two stores, version 1."""
    opening = (OpeningStock(BENGALURU, 500_000), OpeningStock(MUMBAI, 0))
    return Product.new(PRODUCT_ID, a_draft(**price), opening, AT)
