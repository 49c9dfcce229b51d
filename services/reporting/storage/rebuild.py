"""An account's tables held, emptied, and filled again in one transaction; readers see the old rows until it commits."""

from kit.db import Database, Tx


def hold(tx: Tx, account_id: str) -> None:
    """
    Keep projections of the account waiting until this transaction ends; they take the same lock, shared.

    The role's time-outs are for requests: they are lifted here, save for the wait for projections under way.
    """
    tx.run("SET LOCAL statement_timeout = 0")
    tx.run("SET LOCAL idle_in_transaction_session_timeout = 0")
    tx.run("SET LOCAL lock_timeout = '60s'")
    tx.one("SELECT pg_advisory_xact_lock(hashtextextended(%(account_id)s, 0))", {"account_id": account_id})


def empty(tx: Tx, account_id: str) -> None:
    """Delete all that was made of the account's events, but not the inbox: those events have been heard."""
    tx.run(
        """
        WITH days AS (
            DELETE FROM sales_by_day WHERE account_id = %(account_id)s
        ), hours AS (
            DELETE FROM sales_by_hour WHERE account_id = %(account_id)s
        ), modes AS (
            DELETE FROM sales_by_payment_mode WHERE account_id = %(account_id)s
        ), rates AS (
            DELETE FROM sales_by_gst_rate WHERE account_id = %(account_id)s
        ), products AS (
            DELETE FROM sales_by_product WHERE account_id = %(account_id)s
        ), heard AS (
            DELETE FROM freshness WHERE account_id = %(account_id)s
        )
        DELETE FROM documents
         WHERE account_id = %(account_id)s
        """,
        {"account_id": account_id},
    )


def accounts(worker_db: Database) -> list[str]:
    """List every account that reporting has heard of, as the worker role."""
    with worker_db.transaction() as tx:
        rows = tx.all(
            """
            SELECT account_id
              FROM freshness
             ORDER BY account_id
            """
        )
    return [row["account_id"] for row in rows]
