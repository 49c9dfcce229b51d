"""Prices by day: added, never edited."""

from collections.abc import Sequence

from kit.db import Tx
from kit.wire_json import dumps
from services.catalog.domain.product import Product


def add(tx: Tx, account_id: str, products: Sequence[Product]) -> None:
    """Write the price of each product as of its version; it replaces the earlier ones from the version's time on."""
    if not products:
        return
    rows = [
        {
            "product_id": product.product_id,
            "version": product.version,
            "effective_from": product.updated_at.isoformat(),
            "rate_paise": product.price.rate_paise,
            "tax_inclusive": product.price.tax_inclusive,
            "gst_rate_bp": product.price.gst_rate_bp,
            "cess_rate_bp": product.price.cess_rate_bp,
            "zero_rate_reason": product.price.zero_rate_reason,
        }
        for product in products
    ]
    tx.run(
        """
        INSERT INTO product_prices
               (account_id, product_id, version, effective_from, rate_paise, tax_inclusive, gst_rate_bp, cess_rate_bp,
                zero_rate_reason)
        SELECT %(account_id)s, product_id, version, effective_from, rate_paise, tax_inclusive, gst_rate_bp, cess_rate_bp,
               zero_rate_reason
          FROM json_to_recordset(%(rows)s::json) AS new (
               product_id text, version integer, effective_from timestamptz, rate_paise bigint, tax_inclusive boolean,
               gst_rate_bp integer, cess_rate_bp integer, zero_rate_reason text)
        """,
        {"account_id": account_id, "rows": dumps(rows)},
    )
