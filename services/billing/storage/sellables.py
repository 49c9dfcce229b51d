"""Billing's copy of the products: the facts it bills with, applied when newer."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kit.db import Tx
from services.billing.domain.sale import Sellable

_FIELDS = (
    "product_id, sku, status, name, rate_paise, tax_inclusive, gst_rate_bp, cess_rate_bp, zero_rate_reason, hsn, unit, "
    "reorder_level_milli"
)


def named(tx: Tx, wanted: Sequence[tuple[str, str | None, str | None]]) -> list[Sellable | None]:
    """Return the product of each (account, SKU or None, product id or None), None where there is none; in order."""
    found: list[Sellable | None] = [None] * len(wanted)
    by_sku = [(place, account, sku) for place, (account, sku, _) in enumerate(wanted) if sku is not None]
    by_id = [(place, account, product) for place, (account, sku, product) in enumerate(wanted) if sku is None]
    for column, names in (("sku", by_sku), ("product_id", by_id)):
        if names:
            _find(tx, column, names, found)
    return found


def _find(tx: Tx, column: str, names: Sequence[tuple[int, str, str | None]], found: list[Sellable | None]) -> None:
    unique = sorted({(account, name) for _, account, name in names if name is not None})
    rows = tx.all(
        f"""
        SELECT s.*, w.name AS asked
          FROM unnest(%(accounts)s::text[], %(names)s::text[]) AS w (account_id, name)
         CROSS JOIN LATERAL (
               SELECT account_id, {_FIELDS}
                 FROM sellables
                WHERE account_id = w.account_id
                  AND {column} = w.name
               OFFSET 0) AS s -- each by its whole key, whatever a plan made on a young table expects
        """,  # noqa: S608  # the column is one of two literals above
        {"accounts": [account for account, _ in unique], "names": [name for _, name in unique]},
        prepare=True,
    )
    by_name = {(row.pop("account_id"), row.pop("asked")): Sellable(**row) for row in rows}
    for place, account, name in names:
        found[place] = by_name.get((account, name or ""))


def get(tx: Tx, account_id: str, product_id: str) -> Sellable | None:
    """Return one product by id."""
    [found] = named(tx, [(account_id, None, product_id)])
    return found


def apply(tx: Tx, documents: Sequence[tuple[str, Mapping[str, Any]]]) -> int:
    """Apply (account, product document) pairs, each where its version is newer than the copy's; return how many were."""
    return tx.run(
        """
        INSERT INTO sellables AS s
               (account_id, product_id, sku, version, status, name, rate_paise, tax_inclusive, gst_rate_bp, cess_rate_bp,
                zero_rate_reason, hsn, unit, reorder_level_milli)
        SELECT account_id, product_id, sku, version, status, name, rate_paise, tax_inclusive, gst_rate_bp, cess_rate_bp,
               zero_rate_reason, hsn, unit, reorder_level_milli
          FROM json_to_recordset(%(documents)s::json)
               AS d (account_id text, product_id text, sku text, version bigint, status text, name text,
                     rate_paise bigint, tax_inclusive boolean, gst_rate_bp integer, cess_rate_bp integer,
                     zero_rate_reason text, hsn text, unit text, reorder_level_milli bigint)
         ORDER BY account_id, product_id
            ON CONFLICT (account_id, product_id) DO UPDATE
           SET sku = excluded.sku, version = excluded.version, status = excluded.status, name = excluded.name,
               rate_paise = excluded.rate_paise, tax_inclusive = excluded.tax_inclusive,
               gst_rate_bp = excluded.gst_rate_bp, cess_rate_bp = excluded.cess_rate_bp,
               zero_rate_reason = excluded.zero_rate_reason, hsn = excluded.hsn, unit = excluded.unit,
               reorder_level_milli = excluded.reorder_level_milli
         WHERE excluded.version > s.version
        """,
        {"documents": json.dumps(_newest(documents))},
    )


def _newest(documents: Sequence[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Keep the newest document of each product: one statement may not touch a row twice."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for account_id, document in documents:
        key = (account_id, document["product_id"])
        if key not in newest or document["version"] > newest[key]["version"]:
            newest[key] = {**document, "account_id": account_id}
    return list(newest.values())
