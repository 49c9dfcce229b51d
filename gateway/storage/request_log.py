"""SQL of the request log: many rows at once in, pages by time out, and the partitions that it lies in."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kit.db import Database, Tx
from kit.ids import time_of_id

DAYS_KEPT = 30
DAYS_AHEAD = 8
MOST_SCANNED = 20_000
"""Rows that one look-up reads at most; a filter that finds too little among them goes on from there when asked to."""

MOST_COUNTED = 50_000
"""Rows that a count by time reads at most."""

# Its commit does not wait for the disk: a crash of PostgreSQL may cost the last moments of this log, and of nothing else.
_NO_WAIT = "SET LOCAL synchronous_commit = off"

# A text that is '' stands for what is not there: lists without NULL travel cheaper.
_ADD = """
INSERT INTO request_log
       (account_id, at, request_id, key_id, method, route, path, query, status, milliseconds, api_version, address,
        idempotency_key, resource_id)
SELECT account_id, to_timestamp(at / 1e6), request_id, key_id, method, route, path, nullif(query, ''), status,
       microseconds / 1000.0, nullif(api_version, ''), nullif(address, ''), nullif(idempotency_key, ''),
       nullif(resource_id, '')
  FROM unnest(%(account_id)s::text[], %(at)s::bigint[], %(request_id)s::text[], %(key_id)s::text[], %(method)s::text[],
              %(route)s::text[], %(path)s::text[], %(query)s::text[], %(status)s::smallint[],
              %(microseconds)s::bigint[], %(api_version)s::text[], %(address)s::text[], %(idempotency_key)s::text[],
              %(resource_id)s::text[])
       AS r (account_id, at, request_id, key_id, method, route, path, query, status, microseconds, api_version, address,
             idempotency_key, resource_id)
"""

_ADD_FAILED = """
WITH added AS (
    INSERT INTO request_log
           (account_id, at, request_id, key_id, method, route, path, query, status, milliseconds, api_version, address,
            idempotency_key, resource_id, error_code, problem, body, times)
    SELECT account_id, to_timestamp(at / 1e6), request_id, key_id, method, route, path, nullif(query, ''), status,
           microseconds / 1000.0, nullif(api_version, ''), nullif(address, ''), nullif(idempotency_key, ''),
           nullif(resource_id, ''), error_code, problem, nullif(body, ''), times
      FROM unnest(%(account_id)s::text[], %(at)s::bigint[], %(request_id)s::text[], %(key_id)s::text[],
                  %(method)s::text[], %(route)s::text[], %(path)s::text[], %(query)s::text[], %(status)s::smallint[],
                  %(microseconds)s::bigint[], %(api_version)s::text[], %(address)s::text[],
                  %(idempotency_key)s::text[], %(resource_id)s::text[], %(error_code)s::text[], %(problem)s::text[],
                  %(body)s::text[], %(times)s::integer[])
           AS r (account_id, at, request_id, key_id, method, route, path, query, status, microseconds, api_version,
                 address, idempotency_key, resource_id, error_code, problem, body, times)
    RETURNING account_id, at, error_code, times
)
INSERT INTO request_error_counts AS c
       (account_id, day, error_code, count)
SELECT account_id, (at AT TIME ZONE 'Asia/Kolkata')::date AS day, error_code, sum(times)
  FROM added
 GROUP BY account_id, day, error_code
 ORDER BY account_id, day, error_code
    ON CONFLICT (account_id, day, error_code) DO UPDATE
   SET count = c.count + excluded.count
"""

_BY_SLOT = """
SELECT floor(extract(epoch FROM at - %(since)s) / %(seconds)s)::integer AS slot,
       coalesce(sum(times) FILTER (WHERE key_id = %(key_id)s), 0)::bigint AS requests,
       min(at) AS earliest,
       count(*) AS rows
  FROM (SELECT at, key_id, times
          FROM request_log
         WHERE account_id = %(account_id)s
           AND at >= %(since)s
           AND at < %(until)s
         ORDER BY at DESC
         LIMIT %(most)s) AS newest
 GROUP BY slot
"""

_SHOWN = """
        SELECT at, request_id, key_id, method, route, path, query, status, milliseconds, api_version, address,
               idempotency_key, resource_id, error_code, problem, body, times
"""
_SPAN = """
          FROM request_log
         WHERE account_id = %(account_id)s
           AND at >= %(since)s
           AND (at, request_id) < (%(before)s, %(before_id)s)
"""
_FILTERED = """
         WHERE (%(status_class)s::integer IS NULL OR status / 100 = %(status_class)s)
           AND (%(code)s::text IS NULL OR error_code = %(code)s)
           AND (%(method)s::text IS NULL OR method = %(method)s)
           AND (%(route)s::text IS NULL OR route = %(route)s)
           AND (%(key_id)s::text IS NULL OR key_id = %(key_id)s)
         ORDER BY at DESC, request_id DESC
         LIMIT %(limit)s
"""

# What an index answers stands inside a look-up, the other conditions outside, so that the limit bounds what is read and not only
# what is shown. OFFSET 0 keeps the planner from reading the list by time for the few rows of an idempotency key.
_BY_TIME = "ORDER BY at DESC, request_id DESC"
_FAILED_BY_TIME = "AND error_code IS NOT NULL " + _BY_TIME
_BY_IDEMPOTENCY_KEY = "AND idempotency_key = %(idempotency_key)s OFFSET 0"
_FILTERS = ("status_class", "code", "method", "route", "key_id", "idempotency_key")


def add(tx: Tx, good: Mapping[str, Sequence[Any]] | None, failed: Mapping[str, Sequence[Any]] | None) -> None:
    """
    Insert rows given column by column; the failed ones, which have more columns, are counted by code and day.

    UniqueViolation when they are there already: the commit's answer was lost, and all of them are.
    """
    tx.run(_NO_WAIT)
    if good:
        tx.run(_ADD, good, prepare=True)
    if failed:
        tx.run(_ADD_FAILED, failed, prepare=True)


def newest_first(
    tx: Tx,
    account_id: str,
    filters: Mapping[str, Any],
    *,
    since: datetime,
    before: tuple[datetime, str],
    limit: int,
) -> list[dict[str, Any]]:
    """List requests from a time up to a place, newest first: those that the filters find among the first MOST_SCANNED."""
    if filters.get("idempotency_key") is not None:
        scanned = _SHOWN + _SPAN + _BY_IDEMPOTENCY_KEY
    else:
        scanned = _SHOWN + _SPAN + _by_time(filters) + " LIMIT %(most)s"
    sql = _SHOWN + "FROM (" + scanned + ") AS scanned" + _FILTERED
    return tx.all(sql, {**_params(account_id, filters, since, before), "limit": limit})


def end_of_scan(
    tx: Tx, account_id: str, filters: Mapping[str, Any], *, since: datetime, before: tuple[datetime, str]
) -> tuple[datetime, str] | None:
    """Say at which place a look-up stopped reading, although there is more; None when it has read all."""
    if filters.get("idempotency_key") is not None:
        return None
    sql = "SELECT at, request_id" + _SPAN + _by_time(filters) + " LIMIT 1 OFFSET %(most)s - 1"
    rows = tx.all(sql, _params(account_id, filters, since, before))
    return (rows[0]["at"], rows[0]["request_id"]) if rows else None


def find(tx: Tx, account_id: str, request_id: str) -> dict[str, Any] | None:
    """Read the row of a request, by the time that its id holds; None also for an id of no time that there is."""
    try:
        moment = time_of_id(request_id)
    except ValueError:
        return None
    return tx.one(
        _SHOWN
        + """
          FROM request_log
         WHERE account_id = %(account_id)s
           AND at BETWEEN %(earliest)s AND %(latest)s
           AND request_id = %(request_id)s
        """,
        {
            "account_id": account_id,
            "earliest": moment - timedelta(milliseconds=2),
            "latest": moment + timedelta(milliseconds=2),
            "request_id": request_id,
        },
    )


def requests_of_key(
    tx: Tx, account_id: str, key_id: str, *, since: datetime, slots: int, seconds: int
) -> tuple[list[int], datetime | None]:
    """
    Count the requests of a key in slots of so many seconds from a time on.

    Of an account that had over MOST_COUNTED requests the newest are counted; the second value says from when on, else None.
    """
    until = since + timedelta(seconds=slots * seconds)
    span = {"account_id": account_id, "key_id": key_id, "since": since, "until": until, "seconds": seconds}
    rows = tx.all(_BY_SLOT, {**span, "most": MOST_COUNTED})
    counts = [0] * slots
    for row in rows:
        counts[min(row["slot"], slots - 1)] += row["requests"]
    is_cut = sum(row["rows"] for row in rows) >= MOST_COUNTED
    return counts, min(row["earliest"] for row in rows) if is_cut else None


def error_counts(tx: Tx, account_id: str, since: date, until: date) -> list[dict[str, Any]]:
    """Count the failed requests of each day (India's, both ends included) and error code."""
    return tx.all(
        """
        SELECT day, error_code, count
          FROM request_error_counts
         WHERE account_id = %(account_id)s
           AND day BETWEEN %(since)s AND %(until)s
         ORDER BY day, error_code
        """,
        {"account_id": account_id, "since": since, "until": until},
    )


def keep_house(db: Database, now: datetime) -> dict[str, int]:
    """Make the partitions ahead and drop what is over 30 days old, each in a transaction of its own; say how many."""
    today = now.astimezone(UTC).date()
    with db.transaction() as tx:
        made = tx.one(
            "SELECT app.ensure_request_log_partitions(%(first_day)s, %(days)s) AS partitions",
            {"first_day": today - timedelta(days=1), "days": 2 + DAYS_AHEAD},
        )
    with db.transaction() as tx:
        dropped = tx.one(
            "SELECT app.drop_request_log_partitions(%(before)s) AS partitions",
            {"before": today - timedelta(days=DAYS_KEPT)},
        )
    assert made is not None  # a function always answers
    assert dropped is not None
    return {"partitions_made": made["partitions"], "partitions_dropped": dropped["partitions"]}


def _by_time(filters: Mapping[str, Any]) -> str:
    failed = filters.get("code") is not None or filters.get("status_class") in {4, 5}
    return _FAILED_BY_TIME if failed else _BY_TIME


def _params(
    account_id: str, filters: Mapping[str, Any], since: datetime, before: tuple[datetime, str]
) -> dict[str, Any]:
    given = {name: filters.get(name) for name in _FILTERS}
    place = {"since": since, "before": before[0], "before_id": before[1]}
    return {**given, **place, "account_id": account_id, "most": MOST_SCANNED}
