"""Lists of products: bodies as they were written, newest first, page by page."""

from collections.abc import Mapping
from typing import Any

from kit.db import Database

Row = dict[str, Any]

# A condition of its own and not beside an OR: only so does PostgreSQL choose, by how many products the store carries, whether
# to walk the list or the store's products.
_IN_STORE = """
           AND EXISTS (
               SELECT
                 FROM product_stores AS s
                WHERE s.account_id = p.account_id
                  AND s.product_id = p.product_id
                  AND s.store_id = %(store_id)s)
"""

_IN_ORDER = "SELECT set_config('enable_sort', 'off', true);"


def page(
    db: Database, account_id: str, filters: Mapping[str, Any], after: tuple[str, str] | None, limit: int
) -> list[Row]:
    """
    Read up to `limit` products after a place in the list.

    psycopg2 puts the values into the text, so PostgreSQL drops each condition whose filter is NULL before it plans.
    """
    created_at, product_id = after or (None, None)
    # Row-level security names the account once more, which makes the planner expect a row or two and sort them: it would
    # read the whole account for each page. Without a sort it walks the index in the order of the list and stops.
    return db.read(
        account_id,
        ("" if filters.get("store_id") else _IN_ORDER)  # noqa: S608  # what is added is a literal
        + """
        SELECT p.product_id, p.created_at, p.body
          FROM products AS p
         WHERE p.account_id = %(account_id)s
           AND (%(after_created_at)s IS NULL
                OR (p.created_at, p.product_id) < (%(after_created_at)s::timestamptz, %(after_product_id)s))
           AND (%(sku)s IS NULL OR p.sku = %(sku)s)
           AND (%(status)s IS NULL OR p.status = %(status)s)
           AND (%(updated_at_gte)s IS NULL OR p.updated_at >= %(updated_at_gte)s::timestamptz)
           AND (%(q)s IS NULL OR p.words LIKE lower(%(q)s))
        """
        + (_IN_STORE if filters.get("store_id") else "")
        + """
         ORDER BY p.created_at DESC, p.product_id DESC
         LIMIT %(limit)s
        """,
        {
            "account_id": account_id,
            "after_created_at": created_at,
            "after_product_id": product_id,
            "sku": filters.get("sku"),
            "status": filters.get("status"),
            "updated_at_gte": filters.get("updated_at_gte"),
            "q": containing(filters.get("q")),
            "store_id": filters.get("store_id"),
            "limit": limit,
        },
    )


def containing(words: str | None) -> str | None:
    """Make the pattern of what contains these words, in which % and _ stand for themselves."""
    if not words:
        return None
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
