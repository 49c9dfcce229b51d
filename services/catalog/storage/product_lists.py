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

_FILTERS = {
    "sku": "AND p.sku = %(sku)s",
    "status": "AND p.status = %(status)s",
    "updated_at_gte": "AND p.updated_at >= %(updated_at_gte)s::timestamptz",
    "q": "AND p.words LIKE lower(%(q)s)",
    "store_id": _IN_STORE,
}
_AFTER = "AND (p.created_at, p.product_id) < (%(after_created_at)s::timestamptz, %(after_product_id)s)"
_IN_ORDER = "SET LOCAL enable_sort = off;"


def page(
    db: Database, account_id: str, filters: Mapping[str, Any], after: tuple[str, str] | None, limit: int
) -> list[Row]:
    """Read up to `limit` products after a place in the list."""
    chosen = {name: value for name, value in filters.items() if value}
    conditions = [_FILTERS[name] for name in chosen]
    if after is not None:
        conditions.append(_AFTER)
        chosen |= {"after_created_at": after[0], "after_product_id": after[1]}
    if "q" in chosen:
        chosen["q"] = containing(chosen["q"])
    # Row-level security names the account once more, which makes the planner expect a row or two and sort them: it would
    # read the whole account for each page. Without a sort it walks the index in the order of the list and stops.
    in_order = not chosen.keys() & {"sku", "store_id"}
    return db.read(
        account_id,
        f"""
        SELECT p.product_id, p.created_at, p.body
          FROM products AS p
         WHERE p.account_id = %(account_id)s
           {" ".join(conditions)}
         ORDER BY p.created_at DESC, p.product_id DESC
         LIMIT %(limit)s
        """,  # noqa: S608  # the conditions are literals of this file
        {**chosen, "account_id": account_id, "limit": limit},
        first=_IN_ORDER if in_order else "",
        prepare=in_order,
    )


def containing(words: str | None) -> str | None:
    """Make the pattern of what contains these words, in which % and _ stand for themselves."""
    if not words:
        return None
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
