"""Products: written in batches, read as the text that was written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit.db import Database, Tx
from kit.wire_json import dumps
from services.catalog.domain.opening_stock import OpeningStock
from services.catalog.domain.product import Facts, Price, Product

# A whole product, its latest price and its stores beside it. One statement, whatever the number of products.
_WHOLE = """
    SELECT p.product_id, p.version, p.status, p.sku, p.name, p.hsn, p.unit, p.barcode, p.reorder_level_milli, p.metadata,
           p.created_at, p.updated_at,
           price.rate_paise, price.tax_inclusive, price.gst_rate_bp, price.cess_rate_bp, price.zero_rate_reason,
           stores.opening
      FROM products AS p
      JOIN LATERAL (
           SELECT rate_paise, tax_inclusive, gst_rate_bp, cess_rate_bp, zero_rate_reason
             FROM product_prices AS latest
            WHERE latest.account_id = p.account_id
              AND latest.product_id = p.product_id
            ORDER BY latest.version DESC
            LIMIT 1) AS price ON TRUE
      LEFT JOIN LATERAL (
           SELECT json_agg(json_build_array(s.store_id, s.opening_qty_milli) ORDER BY s.store_id) AS opening
             FROM product_stores AS s
            WHERE s.account_id = p.account_id
              AND s.product_id = p.product_id
              AND s.opening_qty_milli IS NOT NULL) AS stores ON TRUE
"""


def claim(tx: Tx, account_id: str, new: Sequence[tuple[Product, str]]) -> set[str]:
    """Insert products with their public bodies; return the ids of those whose SKU was free."""
    if not new:
        return set()
    rows = tx.all(
        """
        INSERT INTO products
               (account_id, product_id, version, status, sku, name, hsn, unit, barcode, reorder_level_milli, metadata,
                body, created_at, updated_at)
        SELECT %(account_id)s, product_id, version, status, sku, name, hsn, unit, barcode, reorder_level_milli, metadata,
               body, created_at, updated_at
          FROM json_to_recordset(%(rows)s::json) AS new (
               product_id text, version integer, status text, sku text, name text, hsn text, unit text, barcode text,
               reorder_level_milli bigint, metadata json, body text, created_at timestamptz, updated_at timestamptz)
         ORDER BY sku
            ON CONFLICT ON CONSTRAINT products_sku DO NOTHING
        RETURNING product_id
        """,  # in the order of the SKUs, or two batches would wait for each other
        {"account_id": account_id, "rows": dumps([_row(product, body) for product, body in new])},
    )
    return {row["product_id"] for row in rows}


def lock(tx: Tx, account_id: str, skus: Sequence[str]) -> dict[str, Product]:
    """Lock the products of these SKUs, always in the same order, and return them by SKU."""
    return {product.sku: product for product in _locked(tx, account_id, "sku", skus)}


def lock_one(tx: Tx, account_id: str, product_id: str) -> Product | None:
    """Lock a product and return it."""
    return next(iter(_locked(tx, account_id, "product_id", [product_id])), None)


def _locked(tx: Tx, account_id: str, column: str, values: Sequence[str]) -> list[Product]:
    """Two statements, because a row that was waited for is seen as it is now, and what is joined to it as it was before."""
    if not values:
        return []
    given = {"account_id": account_id, "values": list(values)}
    tx.run(
        f"""
        SELECT
          FROM products
         WHERE account_id = %(account_id)s
           AND {column} = ANY(%(values)s)
         ORDER BY sku
           FOR UPDATE
        """,  # noqa: S608  # the column is one of two literals above
        given,
    )
    rows = tx.all(
        _WHOLE
        + f"""
     WHERE p.account_id = %(account_id)s
       AND p.{column} = ANY(%(values)s)
        """,
        given,
    )
    return [_product(row) for row in rows]


def save(tx: Tx, account_id: str, changed: Sequence[tuple[Product, str]]) -> None:
    """Write new versions of locked products, with their public bodies."""
    if not changed:
        return
    tx.run(
        """
        UPDATE products AS p
           SET version = new.version,
               status = new.status,
               name = new.name,
               hsn = new.hsn,
               unit = new.unit,
               barcode = new.barcode,
               reorder_level_milli = new.reorder_level_milli,
               metadata = new.metadata,
               body = new.body,
               updated_at = new.updated_at
          FROM json_to_recordset(%(rows)s::json) AS new (
               product_id text, version integer, status text, name text, hsn text, unit text, barcode text,
               reorder_level_milli bigint, metadata json, body text, updated_at timestamptz)
         WHERE p.account_id = %(account_id)s
           AND p.product_id = new.product_id
        """,
        {"account_id": account_id, "rows": dumps([_row(product, body) for product, body in changed])},
    )


def id_of_sku(tx: Tx, account_id: str, sku: str) -> str:
    """Return the product that has this SKU; call it only after the SKU was found taken."""
    row = tx.one(
        """
        SELECT product_id
          FROM products
         WHERE account_id = %(account_id)s
           AND sku = %(sku)s
        """,
        {"account_id": account_id, "sku": sku},
    )
    return row["product_id"] if row else ""


def by_sku(db: Database, account_id: str, skus: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give the id and the status of those products of these SKUs that there are."""
    rows = db.read(
        account_id,
        """
        SELECT sku, product_id, status
          FROM products
         WHERE account_id = %(account_id)s
           AND sku = ANY(%(skus)s)
        """,
        {"account_id": account_id, "skus": list(skus)},
    )
    return {row["sku"]: (row["product_id"], row["status"]) for row in rows}


def load(db: Database, account_id: str, product_ids: Sequence[str]) -> list[Product]:
    """Read whole products, in the order of their ids."""
    if not product_ids:
        return []
    rows = db.read(
        account_id,
        _WHOLE
        + """
     WHERE p.account_id = %(account_id)s
       AND p.product_id = ANY(%(product_ids)s)
     ORDER BY p.product_id
        """,
        {"account_id": account_id, "product_ids": list(product_ids)},
    )
    return [_product(row) for row in rows]


def body(db: Database, account_id: str, product_id: str) -> str | None:
    """Read a product's public body."""
    rows = db.read(
        account_id,
        """
        SELECT body
          FROM products
         WHERE account_id = %(account_id)s
           AND product_id = %(product_id)s
        """,
        {"account_id": account_id, "product_id": product_id},
        prepare=True,
    )
    return rows[0]["body"] if rows else None


def _row(product: Product, body: str) -> dict[str, Any]:
    return {
        "product_id": product.product_id,
        "version": product.version,
        "status": product.status,
        "sku": product.sku,
        "name": product.facts.name,
        "hsn": product.facts.hsn,
        "unit": product.facts.unit,
        "barcode": product.facts.barcode,
        "reorder_level_milli": product.facts.reorder_level_milli,
        "metadata": dict(product.facts.metadata),
        "body": body,
        "created_at": product.created_at.isoformat(),
        "updated_at": product.updated_at.isoformat(),
    }


def _product(row: dict[str, Any]) -> Product:
    facts = Facts(row["name"], row["hsn"], row["unit"], row["barcode"], row["reorder_level_milli"], row["metadata"])
    price = Price(
        row["rate_paise"], row["tax_inclusive"], row["gst_rate_bp"], row["cess_rate_bp"], row["zero_rate_reason"]
    )
    opening = tuple(OpeningStock(store_id, qty_milli) for store_id, qty_milli in row["opening"] or ())
    created_at: datetime = row["created_at"]
    return Product(
        row["product_id"],
        row["version"],
        row["status"],
        row["sku"],
        facts,
        price,
        opening,
        created_at,
        row["updated_at"],
    )
