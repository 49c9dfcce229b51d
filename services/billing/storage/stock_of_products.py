"""The stock of many products at once, for lists of products that show it."""

from collections.abc import Sequence
from typing import Any

from kit.db import Database


def in_stores(
    db: Database, account_id: str, product_ids: Sequence[str], store_id: str | None
) -> dict[str, list[dict[str, Any]]]:
    """
    Return each product's stock by store, the default store first; 0 where none was ever booked.

    One statement for all; of one store alone when it is named.
    """
    rows = db.read(
        account_id,
        """
        SELECT w.product_id, s.store_id, s.name AS store_name, COALESCE(l.on_hand_milli, 0) AS on_hand_milli,
               l.updated_at, p.reorder_level_milli
          FROM unnest(%(product_ids)s::text[]) AS w (product_id)
          JOIN stores AS s
            ON s.account_id = %(account_id)s
           AND (%(store_id)s::text IS NULL OR s.store_id = %(store_id)s::text)
          LEFT JOIN stock_levels AS l
            ON l.account_id = %(account_id)s
           AND l.store_id = s.store_id
           AND l.product_id = w.product_id
          LEFT JOIN sellables AS p
            ON p.account_id = %(account_id)s
           AND p.product_id = w.product_id
         ORDER BY w.product_id, s.is_default DESC, s.store_id
        """,
        {"account_id": account_id, "product_ids": list(product_ids), "store_id": store_id},
    )
    levels: dict[str, list[dict[str, Any]]] = {product_id: [] for product_id in product_ids}
    for row in rows:
        levels[row["product_id"]].append(row)
    return levels


def low(db: Database, account_id: str, store_id: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the emptiest of the active products at or below their reorder level, each with the `count` of all of them."""
    return db.read(
        account_id,
        """
        SELECT p.product_id, p.sku, p.name, s.store_id, s.name AS store_name, l.on_hand_milli, p.reorder_level_milli,
               count(*) OVER () AS count
          FROM stock_levels AS l
          JOIN sellables AS p
            ON p.account_id = %(account_id)s
           AND p.product_id = l.product_id
          JOIN stores AS s
            ON s.account_id = %(account_id)s
           AND s.store_id = l.store_id
         WHERE l.account_id = %(account_id)s
           AND (%(store_id)s::text IS NULL OR l.store_id = %(store_id)s::text)
           AND p.status = 'active'
           AND s.status = 'open'
           AND l.on_hand_milli <= p.reorder_level_milli
         ORDER BY l.on_hand_milli - p.reorder_level_milli, p.sku, s.store_id
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "store_id": store_id, "limit": limit},
        first="SET LOCAL enable_hashjoin = on;",
    )
