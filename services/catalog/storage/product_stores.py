"""The stores that carry a product."""

from collections.abc import Sequence

from kit.db import Tx
from services.catalog.domain.product import Product


def add(tx: Tx, account_id: str, products: Sequence[Product]) -> None:
    """Write the stores of each product that have no opening yet, with what they start with."""
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
            ON CONFLICT (account_id, product_id, store_id) DO UPDATE
           SET opening_qty_milli = excluded.opening_qty_milli
         WHERE product_stores.opening_qty_milli IS NULL
        """,
        {
            "account_id": account_id,
            "product_ids": list(product_ids),
            "store_ids": list(store_ids),
            "quantities": list(quantities),
        },
    )


def reach(tx: Tx, places: Sequence[tuple[str, str, str]]) -> None:
    """Write that these (account, product, store) carry the product, without an opening; those that are known stay."""
    ordered = sorted(set(places))
    tx.run(
        """
        INSERT INTO product_stores (account_id, product_id, store_id)
        SELECT w.account_id, w.product_id, w.store_id
          FROM unnest(%(accounts)s::text[], %(products)s::text[], %(stores)s::text[])
               AS w (account_id, product_id, store_id)
          JOIN products AS p
            ON p.account_id = w.account_id
           AND p.product_id = w.product_id
         ORDER BY w.account_id, w.product_id, w.store_id
            ON CONFLICT DO NOTHING
        """,
        {
            "accounts": [account_id for account_id, _, _ in ordered],
            "products": [product_id for _, product_id, _ in ordered],
            "stores": [store_id for _, _, store_id in ordered],
        },
    )
