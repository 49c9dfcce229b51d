"""Replays: the events of a range that an endpoint wants, counted, and sent to it once more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kit.db import Tx

_WANTED = """
          FROM events AS v
         WHERE v.account_id = %(account_id)s
           AND ARRAY[v.type, split_part(v.type, '.', 1) || '.*', '*'] && %(events)s::text[]
           AND (%(from_sequence)s::bigint IS NULL OR v.sequence >= %(from_sequence)s)
           AND (%(to_sequence)s::bigint IS NULL OR v.sequence <= %(to_sequence)s)
           AND (%(from)s::timestamptz IS NULL OR v.created_at >= %(from)s::timestamptz)
           AND (%(to)s::timestamptz IS NULL OR v.created_at <= %(to)s::timestamptz)
"""


def count(tx: Tx, account_id: str, wanted: Mapping[str, Any]) -> int:
    """Count the events of a range."""
    row = tx.one("SELECT count(*) AS n" + _WANTED, {"account_id": account_id, **wanted})
    return row["n"]


def make(tx: Tx, account_id: str, endpoint_id: str, wanted: Mapping[str, Any], now: datetime) -> int:
    """
    Want one attempt more of each delivery that the endpoint has of these events, and make those that it has not; returns how many.

    In the order of the sequence, so that they are taken in it. A delivery's id is made as storage/events.py makes it.
    """
    return tx.run(
        """
        INSERT INTO deliveries AS d
               (account_id, id, endpoint_id, event_id, event_created_at, next_attempt_at, created_at)
        SELECT v.account_id, 'dlv_' || substr(v.id, 5, 10) || upper(substr(md5(v.id || %(endpoint_id)s), 1, 16)),
               %(endpoint_id)s, v.id, v.created_at, %(now)s::timestamptz, %(now)s::timestamptz
        """
        + _WANTED
        + """
         ORDER BY v.sequence
            ON CONFLICT (account_id, id) DO UPDATE
           SET asked_at = excluded.created_at
        """,
        {"account_id": account_id, "endpoint_id": endpoint_id, "now": now, **wanted},
    )
