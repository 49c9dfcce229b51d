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
