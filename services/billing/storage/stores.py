"""Stores: the shops of an account and what they bill under."""

from collections.abc import Sequence
from typing import Any

from kit.db import Tx
from services.billing.domain.sale import Store


def of_accounts(tx: Tx, account_ids: Sequence[str]) -> dict[str, dict[str, Store]]:
    """Return each account's stores by id."""
    rows = tx.all(
        """
        SELECT account_id, store_id, name, gstin, state, invoice_template, round_off, tax_inclusive, negative_stock,
               composition, status, is_default
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


def add(tx: Tx, account_id: str, store: dict[str, Any]) -> bool:
    """Add a store; False when the account has a default store already and this one claims to be it."""
    added = tx.run(
        """
        INSERT INTO stores
               (account_id, store_id, name, gstin, state, address, invoice_template, credit_note_template, upi_id,
                round_off, tax_inclusive, negative_stock, composition, status, is_default, metadata, created_at, updated_at)
        VALUES (%(account_id)s, %(store_id)s, %(name)s, %(gstin)s, %(state)s, %(address)s, %(invoice_template)s,
                %(credit_note_template)s, %(upi_id)s, %(round_off)s, %(tax_inclusive)s, %(negative_stock)s,
                %(composition)s, 'open', %(is_default)s, %(metadata)s, %(created_at)s, %(created_at)s)
            ON CONFLICT DO NOTHING
        """,
        {**store, "account_id": account_id},
    )
    return added == 1


def all_of(tx: Tx, account_id: str) -> list[dict[str, Any]]:
    """Return an account's stores with all they hold, the default first."""
    return tx.all(
        """
        SELECT store_id, name, gstin, state, address, invoice_template, credit_note_template, upi_id, round_off,
               tax_inclusive, negative_stock, composition, status, is_default, metadata, created_at, updated_at
          FROM stores
         WHERE account_id = %(account_id)s
         ORDER BY is_default DESC, created_at DESC, store_id DESC
        """,
        {"account_id": account_id},
    )
