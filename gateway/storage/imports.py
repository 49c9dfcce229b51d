"""SQL of imports: the file's rows as they were read, how far the work has come, and what became of each row."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit.db import Database, Tx
from kit.wire_json import dumps

CHECKING, CHECKED, IMPORTING, DONE, DISCARDED = "checking", "checked", "importing", "done", "discarded"


def add(tx: Tx, account_id: str, row: dict[str, Any]) -> None:
    """Insert an import that is to be checked."""
    tx.run(
        """
        INSERT INTO imports (account_id, import_id, file_name, livemode, member_id, created_at, state, columns, ignored, row_count)
        VALUES (%(account_id)s, %(import_id)s, %(file_name)s, %(livemode)s, %(member_id)s, %(at)s, 'checking', %(columns)s,
                %(ignored)s, %(row_count)s)
        """,
        {"account_id": account_id, **row},
    )


def add_rows(tx: Tx, account_id: str, import_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of a file: `row`, `line`, `sku`, `name`, and the JSON texts `product` and `faults`."""
    tx.run(
        """
        INSERT INTO import_rows (account_id, import_id, row, line, sku, name, product, faults)
        SELECT %(account_id)s, %(import_id)s, row, line, sku, name, product, faults
          FROM json_to_recordset(%(rows)s::json)
               AS r (row integer, line integer, sku text, name text, product text, faults text)
        """,
        {"account_id": account_id, "import_id": import_id, "rows": dumps(list(rows))},
    )


def lease(db: Database, at: datetime, seconds: int) -> tuple[str, str] | None:
    """Take an import that has work to do and that nobody works on: its account and id."""
    with db.transaction() as tx:
        row = tx.one(
            "SELECT account_id, import_id FROM app.lease_import(%(at)s, %(seconds)s)", {"at": at, "seconds": seconds}
        )
    return (row["account_id"], row["import_id"]) if row else None


def find(tx: Tx, account_id: str, import_id: str, *, lock: bool = False) -> dict[str, Any] | None:
    """Read an import, and hold it until the transaction ends when asked to."""
    return tx.one(
        _WHOLE
        + """
         WHERE account_id = %(account_id)s
           AND import_id = %(import_id)s
        """
        + ("FOR UPDATE" if lock else ""),
        {"account_id": account_id, "import_id": import_id},
    )


def newest(tx: Tx, account_id: str, limit: int) -> list[dict[str, Any]]:
    """List the imports of an account, newest first."""
    return tx.all(
        _WHOLE
        + """
         WHERE account_id = %(account_id)s
           AND state <> 'discarded'
         ORDER BY import_id DESC
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "limit": limit},
    )


def counts(tx: Tx, account_id: str, import_id: str) -> dict[str, int]:
    """Count the rows: good and faulty ones, and those that were created, updated or refused (or would be)."""
    row = tx.one(
        """
        SELECT count(*) FILTER (WHERE faults IS NULL) AS good,
               count(*) FILTER (WHERE faults IS NOT NULL) AS faulty,
               count(*) FILTER (WHERE outcome = 'created') AS created,
               count(*) FILTER (WHERE outcome = 'updated') AS updated,
               count(*) FILTER (WHERE outcome = 'refused') AS refused
          FROM import_rows
         WHERE account_id = %(account_id)s
           AND import_id = %(import_id)s
        """,
        {"account_id": account_id, "import_id": import_id},
    )
    return row or {}


def rows_after(tx: Tx, account_id: str, import_id: str, row: int, limit: int) -> list[dict[str, Any]]:
    """Read the next rows of the file."""
    return tx.all(
        """
        SELECT row, line, sku, name, product, faults, outcome
          FROM import_rows
         WHERE account_id = %(account_id)s
           AND import_id = %(import_id)s
           AND row > %(row)s
         ORDER BY row
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "import_id": import_id, "row": row, "limit": limit},
    )


def faulty_after(tx: Tx, account_id: str, import_id: str, row: int, limit: int) -> list[dict[str, Any]]:
    """Read the next rows that have faults."""
    return tx.all(
        """
        SELECT row, line, sku, name, faults, outcome
          FROM import_rows
         WHERE account_id = %(account_id)s
           AND import_id = %(import_id)s
           AND row > %(row)s
           AND faults IS NOT NULL
         ORDER BY row
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "import_id": import_id, "row": row, "limit": limit},
    )


def note_outcomes(tx: Tx, account_id: str, import_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Write down what became of rows (or would): `row`, `outcome`, and the faults of one that was refused."""
    tx.run(
        """
        UPDATE import_rows AS i
           SET outcome = r.outcome,
               faults = coalesce(r.faults, i.faults)
          FROM json_to_recordset(%(rows)s::json) AS r (row integer, outcome text, faults text)
         WHERE i.account_id = %(account_id)s
           AND i.import_id = %(import_id)s
           AND i.row = r.row
        """,
        {"account_id": account_id, "import_id": import_id, "rows": dumps(list(rows))},
    )


def go_on(
    tx: Tx,
    account_id: str,
    import_id: str,
    *,
    state: str,
    row_done: int,
    leased_until: datetime | None,
    waits_for: str | None = None,
    ended_at: datetime | None = None,
) -> None:
    """Write down how far an import has come, and until when its process is believed to live."""
    tx.run(
        """
        UPDATE imports
           SET state = %(state)s,
               row_done = %(row_done)s,
               leased_until = %(leased_until)s,
               waits_for = %(waits_for)s,
               ended_at = coalesce(%(ended_at)s, ended_at)
         WHERE account_id = %(account_id)s
           AND import_id = %(import_id)s
        """,
        {
            "account_id": account_id,
            "import_id": import_id,
            "state": state,
            "row_done": row_done,
            "leased_until": leased_until,
            "waits_for": waits_for,
            "ended_at": ended_at,
        },
    )


_WHOLE = """
        SELECT account_id, import_id, file_name, livemode, member_id, created_at, state, columns, ignored, row_count, row_done,
               waits_for, leased_until, ended_at
          FROM imports
"""
