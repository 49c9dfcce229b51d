"""Public events: numbered per account, stored as they are sent, and fanned out to the endpoints that want them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit.db import Tx
from kit.wire_json import dumps
from services.webhooks.domain.public_event import API_VERSION, PublicEvent

# One statement, because it runs for every sale. The counters are locked in account order and held until the commit. The
# envelope is put together here, around the sequence; `data` is json, not jsonb, so its bytes stay as they were written.
# A delivery's id follows from its event and endpoint: the event's time, then a hash of both.
_NUMBERED = """
WITH incoming AS MATERIALIZED (
    SELECT *
      FROM json_to_recordset(%(events)s::json)
           AS r (place integer, account_id text, id text, type text, created_at text, livemode boolean, data json,
                 traceparent text)
), counted AS (
    INSERT INTO event_counters AS c
           (account_id, last_sequence)
    SELECT account_id, count(*)
      FROM incoming
     GROUP BY account_id
     ORDER BY account_id
        ON CONFLICT (account_id) DO UPDATE
       SET last_sequence = c.last_sequence + excluded.last_sequence
    RETURNING account_id, last_sequence
), numbered AS (
    SELECT i.*,
           c.last_sequence - count(*) OVER (PARTITION BY i.account_id)
             + row_number() OVER (PARTITION BY i.account_id ORDER BY i.place) AS sequence
      FROM incoming AS i
      JOIN counted AS c ON c.account_id = i.account_id
), stored AS (
    INSERT INTO events
           (account_id, id, created_at, sequence, type, traceparent, body)
    SELECT account_id, id, created_at::timestamptz, sequence, type, traceparent,
           '{"id":"' || id || '","type":"' || type || '","api_version":"' || %(api_version)s::text || '","created_at":"'
             || created_at || '","livemode":' || livemode::text || ',"sequence":' || sequence
             || ',"data":' || data::text || '}'
      FROM numbered
    RETURNING account_id, id, created_at, type
)
"""

_STORE = (
    _NUMBERED
    + """
INSERT INTO deliveries
       (account_id, id, endpoint_id, event_id, event_created_at, next_attempt_at, created_at)
SELECT s.account_id, 'dlv_' || substr(s.id, 5, 10) || upper(substr(md5(s.id || e.id), 1, 16)), e.id, s.id, s.created_at,
       %(now)s::timestamptz, %(now)s::timestamptz
  FROM stored AS s
  JOIN endpoints AS e
    ON e.account_id = s.account_id
   AND e.status = 'enabled'
   AND e.events && ARRAY[s.type, split_part(s.type, '.', 1) || '.*', '*']
"""
)

_STORE_FOR_ONE = (
    _NUMBERED
    + """
INSERT INTO deliveries
       (account_id, id, endpoint_id, event_id, event_created_at, next_attempt_at, created_at)
SELECT s.account_id, 'dlv_' || substr(s.id, 5, 10) || upper(substr(md5(s.id || %(endpoint_id)s), 1, 16)), %(endpoint_id)s,
       s.id, s.created_at, %(now)s::timestamptz, %(now)s::timestamptz
  FROM stored AS s
RETURNING id
"""
)


def store(tx: Tx, events: Sequence[PublicEvent], now: datetime) -> int:
    """Store the events in the order given, and a delivery for each endpoint that wants one; returns how many deliveries."""
    return tx.run(_STORE, {"events": _rows(events), "api_version": API_VERSION, "now": now}, prepare=True)


def store_for_one(tx: Tx, event: PublicEvent, endpoint_id: str, now: datetime) -> str:
    """Store an event that one endpoint alone is told of, whatever it subscribes to; returns the delivery's id."""
    params = {"events": _rows([event]), "api_version": API_VERSION, "now": now, "endpoint_id": endpoint_id}
    row = tx.one(_STORE_FOR_ONE, params)
    return row["id"]


def _rows(events: Sequence[PublicEvent]) -> str:
    rows = [
        {
            "place": place,
            "account_id": event.account_id,
            "id": event.id,
            "type": event.type,
            "created_at": event.created_at,
            "livemode": event.livemode,
            "data": event.data,
            "traceparent": event.traceparent,
        }
        for place, event in enumerate(events)
    ]
    return dumps(rows)


def find(tx: Tx, account_id: str, event_id: str) -> dict[str, Any] | None:
    """Return the body of an event of the account, or None."""
    return tx.one(
        """
        SELECT body
          FROM events
         WHERE account_id = %(account_id)s
           AND id = %(id)s
        """,
        {"account_id": account_id, "id": event_id},
    )


def after(tx: Tx, account_id: str, sequence: int, filters: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    """List events in ascending order from behind a sequence."""
    return tx.all(
        """
        SELECT sequence, body
          FROM events
         WHERE account_id = %(account_id)s
           AND sequence > %(sequence)s
           AND (%(types)s::text[] IS NULL OR type LIKE ANY (%(types)s::text[]))
           AND (%(since)s::timestamptz IS NULL OR created_at >= %(since)s::timestamptz)
           AND (%(until)s::timestamptz IS NULL OR created_at < %(until)s::timestamptz)
         ORDER BY sequence
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "sequence": sequence, "limit": limit, **filters},
    )


def newest_first(
    tx: Tx, account_id: str, before: int | None, filters: dict[str, Any], limit: int
) -> list[dict[str, Any]]:
    """List events in descending order, from the newest or from before a sequence."""
    return tx.all(
        """
        SELECT sequence, body
          FROM events
         WHERE account_id = %(account_id)s
           AND (%(before)s::bigint IS NULL OR sequence < %(before)s)
           AND (%(types)s::text[] IS NULL OR type LIKE ANY (%(types)s::text[]))
           AND (%(since)s::timestamptz IS NULL OR created_at >= %(since)s::timestamptz)
           AND (%(until)s::timestamptz IS NULL OR created_at < %(until)s::timestamptz)
         ORDER BY sequence DESC
         LIMIT %(limit)s
        """,
        {"account_id": account_id, "before": before, "limit": limit, **filters},
    )
