"""
Adding documents to the roll-ups: one statement for all tables, rows in key order so that two batches never deadlock.

The rows travel as one JSON text a table: PostgreSQL unpacks it in half the time it takes to parse as many array literals,
and takes them in the order they stand in. Sorting them there again would cost a third of the statement.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.db import Tx
from kit.wire_json import dumps
from services.reporting.domain.figures import COLUMNS
from services.reporting.domain.roll_up import RollUp, Rows

_PLACE = (("account_id", "text"), ("day", "date"), ("store_id", "text"))


@dataclass(frozen=True, slots=True)
class _Table:
    """A roll-up: the columns of its key, with their types, and whether its rows bear a name."""

    name: str
    keys: tuple[tuple[str, str], ...]
    named: bool = False

    @property
    def short(self) -> tuple[str, ...]:
        """The names of a row's values in the JSON text: k0, k1, … and f0, f1, …"""
        figures = tuple(f"f{place}" for place in range(len(COLUMNS)))
        return tuple(f"k{place}" for place in range(len(self.keys))) + figures + (("named",) if self.named else ())

    def upsert(self) -> str:
        """Write the branch of the statement that adds rows to this table."""
        keys, name = [key for key, _ in self.keys], ["named"] if self.named else []
        types = [*[kind for _, kind in self.keys], *["bigint"] * len(COLUMNS), *["text"] * len(name)]
        sums = [f"{column} = s.{column} + excluded.{column}" for column in COLUMNS]
        newest = [f"{column} = GREATEST(s.{column}, excluded.{column})" for column in name]
        return f"""
INSERT INTO {self.name} AS s
       ({", ".join([*keys, *COLUMNS, *name])})
SELECT {", ".join(f"r.{column}" for column in self.short)}
  FROM json_to_recordset(%({self.name})s::json)
       AS r ({", ".join(f"{column} {kind}" for column, kind in zip(self.short, types, strict=True))})
 WHERE (SELECT whole FROM claim)
    ON CONFLICT ({", ".join(keys)}) DO UPDATE
   SET {", ".join([*sums, *newest])}"""  # noqa: S608  # made of the names above alone


_TABLES = (
    _Table("sales_by_day", _PLACE),
    _Table("sales_by_hour", (*_PLACE, ("hour", "smallint"))),
    _Table("sales_by_payment_mode", (*_PLACE, ("payment_mode", "text"))),
    _Table("sales_by_gst_rate", (*_PLACE, ("gst_rate_bp", "integer"))),
    _Table("sales_by_product", (*_PLACE, ("product_id", "text")), named=True),
)

# The lock is taken before any row is touched: a rebuild of an account holds it alone, and projections of it wait here.
# Sums are added only if none of the documents had been counted: `claim.whole`.
_STATEMENT = """
WITH locked AS (
SELECT count(pg_advisory_xact_lock_shared(hashtextextended(account_id, 0))) AS accounts
  FROM json_to_recordset(%(freshness)s::json) AS r (account_id text)
), claimed AS (
INSERT INTO documents
       (account_id, month, document_id, kind, gstin, store_id, number, facts)
SELECT d.account_id, d.month, d.document_id, d.kind, d.gstin, d.store_id, d.number, d.facts
  FROM json_to_recordset(%(documents)s::json)
       AS d (account_id text, month date, document_id text, kind text, gstin text, store_id text, number text, facts json)
 WHERE (SELECT accounts FROM locked) >= 0
    ON CONFLICT DO NOTHING
RETURNING document_id
), claim AS (
SELECT count(*) = %(expected)s::bigint AS whole
  FROM claimed
), {roll_ups}, heard AS (
INSERT INTO freshness AS f
       (account_id, applied_through)
SELECT account_id, applied_through
  FROM json_to_recordset(%(freshness)s::json)
       AS r (account_id text, applied_through timestamptz)
    ON CONFLICT (account_id) DO UPDATE
   SET applied_through = GREATEST(f.applied_through, excluded.applied_through)
)
SELECT ARRAY(SELECT document_id FROM claimed) AS claimed
  FROM claim
 WHERE NOT claim.whole
"""
_ADD = _STATEMENT.replace("{roll_ups}", ", ".join(f"{table.name}_added AS ({table.upsert()}\n)" for table in _TABLES))


def add(tx: Tx, roll_up: RollUp, documents: list[dict[str, Any]], newest: Mapping[str, str]) -> set[str] | None:
    """
    Add documents and their sums, and note for each account when its newest event happened.

    Returns None, or, when some of the documents had been counted before, the ids of those that had not: these are noted
    now, and no sum was added.
    """
    sums: tuple[tuple[Rows, Mapping[tuple[Any, ...], str] | None], ...] = (
        (roll_up.by_day, None),
        (roll_up.by_hour, None),
        (roll_up.by_payment_mode, None),
        (roll_up.by_gst_rate, None),
        (roll_up.by_product, roll_up.product_names),
    )
    row = tx.one(
        _ADD,
        {
            **{table.name: _text(table, rows, names) for table, (rows, names) in zip(_TABLES, sums, strict=True)},
            "documents": dumps(documents),
            "expected": len(documents),
            "freshness": dumps(
                [{"account_id": account_id, "applied_through": newest[account_id]} for account_id in sorted(newest)]
            ),
        },
        prepare=True,
    )
    return set(row["claimed"]) if row else None


def _text(table: _Table, rows: Rows, names: Mapping[tuple[Any, ...], str] | None) -> str:
    """Write rows as a JSON text, in the order of their keys, so that two batches lock them alike."""
    short = table.short
    values: Iterable[tuple[Any, ...]]
    if names is None:
        values = ((*key, *rows[key]) for key in sorted(rows))
    else:
        values = ((*key, *rows[key], names[key]) for key in sorted(rows))
    return dumps([dict(zip(short, row, strict=True)) for row in values])
