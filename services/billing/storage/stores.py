"""Stores: the shops of an account and what they bill under."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.db import Tx
from kit.wire_json import dumps
from services.billing.domain.sale import Store

_COLUMNS = (
    "store_id, name, gstin, state, address, invoice_template, credit_note_template, upi_id, round_off, tax_inclusive, "
    "negative_stock, composition, turnover, status, is_default, gstin_fixed, metadata, created_at, updated_at"
)


def of_accounts(tx: Tx, account_ids: Sequence[str]) -> dict[str, dict[str, Store]]:
    """Return each account's stores by id."""
    rows = tx.all(
        """
        SELECT account_id, store_id, name, gstin, state, invoice_template, round_off, tax_inclusive, negative_stock,
               composition, status, is_default, gstin_fixed, turnover
          FROM stores
         WHERE account_id = ANY (%(accounts)s::text[])
        """,
        {"accounts": list(account_ids)},
        prepare=True,
    )
    found: dict[str, dict[str, Store]] = {account_id: {} for account_id in account_ids}
    for row in rows:
        account_id = row.pop("account_id")
        found[account_id][row["store_id"]] = Store(**row)
    return found


def add(tx: Tx, account_id: str, store: Mapping[str, Any]) -> bool:
    """Add a store; False when the account has a default store already and this one claims to be it."""
    added = tx.run(
        """
        INSERT INTO stores
               (account_id, store_id, name, gstin, state, address, invoice_template, credit_note_template, upi_id,
                round_off, tax_inclusive, negative_stock, composition, turnover, status, is_default, metadata, created_at, updated_at)
        VALUES (%(account_id)s, %(store_id)s, %(name)s, %(gstin)s, %(state)s, %(address)s, %(invoice_template)s,
                %(credit_note_template)s, %(upi_id)s, %(round_off)s, %(tax_inclusive)s, %(negative_stock)s,
                %(composition)s, %(turnover)s, %(status)s, %(is_default)s, %(metadata)s, %(created_at)s, %(created_at)s)
            ON CONFLICT DO NOTHING
        """,
        _row(account_id, store),
    )
    return added == 1


def change(tx: Tx, account_id: str, store: Mapping[str, Any]) -> None:
    """Write a store as it is now; its row is locked."""
    tx.run(
        """
        UPDATE stores
           SET name = %(name)s, gstin = %(gstin)s, state = %(state)s, address = %(address)s,
               invoice_template = %(invoice_template)s, credit_note_template = %(credit_note_template)s,
               upi_id = %(upi_id)s, round_off = %(round_off)s, tax_inclusive = %(tax_inclusive)s,
               negative_stock = %(negative_stock)s, composition = %(composition)s, turnover = %(turnover)s,
               status = %(status)s,
               is_default = %(is_default)s, metadata = %(metadata)s, updated_at = %(updated_at)s
         WHERE account_id = %(account_id)s
           AND store_id = %(store_id)s
        """,
        _row(account_id, store),
    )


def fix_gstins(tx: Tx, first: Sequence[tuple[str, str, str]]) -> int:
    """Fix the GSTIN of these (account, store, GSTIN), locked in their order; return how many have that GSTIN still."""
    return tx.run(
        """
        WITH held AS (
            SELECT s.account_id, s.store_id
              FROM unnest(%(accounts)s::text[], %(stores)s::text[], %(gstins)s::text[])
                   AS w (account_id, store_id, gstin)
              JOIN stores AS s
                ON s.account_id = w.account_id
               AND s.store_id = w.store_id
               AND s.gstin = w.gstin
             ORDER BY s.account_id, s.store_id
               FOR NO KEY UPDATE OF s
        )
        UPDATE stores AS s
           SET gstin_fixed = true
          FROM held AS h
         WHERE s.account_id = h.account_id
           AND s.store_id = h.store_id
        """,
        {
            "accounts": [account_id for account_id, _, _ in first],
            "stores": [store_id for _, store_id, _ in first],
            "gstins": [gstin for _, _, gstin in first],
        },
    )


def lock_all(tx: Tx, account_id: str) -> list[str]:
    """Lock an account's stores, in one order, and return their ids: whoever moves the default does this first."""
    rows = tx.all(
        """
        SELECT store_id
          FROM stores
         WHERE account_id = %(account_id)s
         ORDER BY store_id
           FOR UPDATE
        """,
        {"account_id": account_id},
    )
    return [row["store_id"] for row in rows]


def clear_default(tx: Tx, account_id: str, now: datetime) -> None:
    """Leave the account without a default store, for another to become it in the same transaction."""
    tx.run(
        """
        UPDATE stores
           SET is_default = false, updated_at = %(now)s
         WHERE account_id = %(account_id)s
           AND is_default
        """,
        {"account_id": account_id, "now": now},
    )


def get(tx: Tx, account_id: str, store_id: str, *, lock: bool = False) -> dict[str, Any] | None:
    """Return a store with all it holds."""
    row = tx.one(
        f"""
        SELECT {_COLUMNS}
          FROM stores
         WHERE account_id = %(account_id)s
           AND store_id = %(store_id)s
           {"FOR UPDATE" if lock else ""}
        """,  # noqa: S608  # literals of this file
        {"account_id": account_id, "store_id": store_id},
    )
    return _read(row) if row else None


def page(
    tx: Tx, account_id: str, filters: Mapping[str, Any], after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` stores, newest first, after the place (created_at, id); ids sort by the time they were made."""
    conditions = ["account_id = %(account_id)s", *(f"{name} = %({name})s" for name in filters)]
    if after is not None:
        conditions.append("store_id < %(after_id)s")
    rows = tx.all(
        f"""
        SELECT {_COLUMNS}
          FROM stores
         WHERE {" AND ".join(conditions)}
         ORDER BY store_id DESC
         LIMIT %(limit)s
        """,  # noqa: S608  # the filters' names are the contract's
        {**filters, "account_id": account_id, "after_id": after[1] if after else None, "limit": limit},
    )
    return [_read(row) for row in rows]


def has_invoices(tx: Tx, account_id: str, store: Mapping[str, Any]) -> bool:
    """Say whether a store has issued an invoice; a GSTIN that never took a number has not, and is found at once."""
    row = tx.one(
        """
        SELECT EXISTS (SELECT 1 FROM number_series WHERE account_id = %(account_id)s AND gstin = %(gstin)s)
           AND EXISTS (SELECT 1 FROM invoices WHERE account_id = %(account_id)s AND store_id = %(store_id)s) AS issued
        """,
        {"account_id": account_id, "gstin": store["gstin"], "store_id": store["store_id"]},
    )
    return bool(row and row["issued"])


def _row(account_id: str, store: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **store,
        "account_id": account_id,
        "address": None if store["address"] is None else dumps(store["address"]),
        "metadata": dumps(store["metadata"]),
    }


def _read(row: dict[str, Any]) -> dict[str, Any]:
    row["address"] = None if row["address"] is None else json.loads(row["address"])
    row["metadata"] = json.loads(row["metadata"])
    return row
