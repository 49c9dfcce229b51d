"""The books compared: stock levels against the sums of the ledger, and each movement's balance against those before it."""

from typing import Any

from kit.db import Tx


def be_read_only(tx: Tx) -> None:
    """Let the transaction change nothing, see one moment of the books, and take its time."""
    tx.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = 0")


def counts(tx: Tx, account_id: str | None) -> dict[str, Any]:
    """Say how many stock rows and movements there are."""
    row = tx.one(
        """
        SELECT (SELECT count(*) FROM stock_levels WHERE %(account_id)s IS NULL OR account_id = %(account_id)s) AS levels,
               (SELECT count(*) FROM stock_movements WHERE %(account_id)s IS NULL OR account_id = %(account_id)s)
               AS movements
        """,
        {"account_id": account_id},
    )
    return row or {}


def unequal_levels(tx: Tx, account_id: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the stock rows that are not the sum of their movements; also movements without a row."""
    return tx.all(
        """
        SELECT account_id, store_id, product_id, l.on_hand_milli, COALESCE(m.moved_milli, 0) AS ledger_milli
          FROM stock_levels AS l
          FULL JOIN (SELECT account_id, store_id, product_id, sum(delta_milli)::bigint AS moved_milli
                       FROM stock_movements
                      GROUP BY account_id, store_id, product_id) AS m
         USING (account_id, store_id, product_id)
         WHERE (%(account_id)s IS NULL OR account_id = %(account_id)s)
           AND l.on_hand_milli IS DISTINCT FROM COALESCE(m.moved_milli, 0)
         ORDER BY account_id, store_id, product_id
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "limit": limit},
    )


def broken_balances(tx: Tx, account_id: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the movements whose balance is not the sum of all up to them, in the order they were booked."""
    return tx.all(
        """
        SELECT account_id, store_id, product_id, movement_id, on_hand_milli, ledger_milli
          FROM (SELECT account_id, store_id, product_id, movement_id, on_hand_milli, position,
                       (sum(delta_milli) OVER (PARTITION BY account_id, store_id, product_id ORDER BY position))::bigint
                       AS ledger_milli
                  FROM stock_movements
                 WHERE %(account_id)s IS NULL OR account_id = %(account_id)s) AS m
         WHERE on_hand_milli <> ledger_milli
         ORDER BY account_id, store_id, product_id, position
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "limit": limit},
    )
