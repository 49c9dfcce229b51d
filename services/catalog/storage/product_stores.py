"""The stores that carry a product."""

from collections.abc import Sequence

from kit.db import Tx
from services.catalog.domain.product import Product


def add(tx: Tx, account_id: str, products: Sequence[Product]) -> None:
    """Write the stores of each product that are not known yet, with what they start with."""
    rows = [
        (product.product_id, line.store_id, line.qty_milli) for product in products for line in product.opening_stock
    ]
    if not rows:
        return
    product_ids, store_ids, quantities = zip(*rows, strict=True)
    tx.run(
        """
        INSERT INTO product_stores
               (account_id, product_id, store_id, opening_qty_milli)
        SELECT %(account_id)s, product_id, store_id, opening_qty_milli
          FROM unnest(%(product_ids)s::text[], %(store_ids)s::text[], %(quantities)s::bigint[])
               AS new (product_id, store_id, opening_qty_milli)
            ON CONFLICT DO NOTHING
        """,
        {
            "account_id": account_id,
            "product_ids": list(product_ids),
            "store_ids": list(store_ids),
            "quantities": list(quantities),
        },
    )
