"""How endpoints are doing, as their attempts show it: failures in a row, since when, and a pause."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit.db import Tx
from kit.wire_json import dumps
from services.webhooks.domain.health import FAILURES_TO_PAUSE, PAUSE, Showing


def note(tx: Tx, showings: Sequence[Showing], now: datetime) -> list[dict[str, Any]]:
    """Write the news down, endpoints locked in a fixed order; return those that are enabled and failing, with since when."""
    news = [
        {"account_id": s.account_id, "id": s.endpoint_id, "works": s.works, "failures": s.failures} for s in showings
    ]
    return tx.all(
        """
        WITH news AS MATERIALIZED (
            SELECT *
              FROM json_to_recordset(%(news)s::json) AS r (account_id text, id text, works boolean, failures integer)
        ), held AS MATERIALIZED (
            SELECT e.account_id, e.id
              FROM endpoints AS e
              JOIN news AS n ON n.account_id = e.account_id AND n.id = e.id
             ORDER BY e.account_id, e.id
               FOR UPDATE OF e
        ), noted AS (
            UPDATE endpoints AS e
               SET failures = CASE WHEN n.works THEN 0 ELSE e.failures + n.failures END,
                   failing_since = CASE WHEN n.works THEN NULL ELSE COALESCE(e.failing_since, %(now)s::timestamptz) END,
                   paused_until = CASE WHEN n.works OR e.failures + n.failures < %(enough)s THEN NULL
                                       ELSE %(paused_until)s::timestamptz END
              FROM news AS n
              JOIN held AS h ON h.account_id = n.account_id AND h.id = n.id
             WHERE e.account_id = n.account_id
               AND e.id = n.id
            RETURNING e.account_id, e.id AS endpoint_id, e.livemode, e.status, e.failing_since
        )
        SELECT account_id, endpoint_id, livemode, failing_since
          FROM noted
         WHERE status = 'enabled'
           AND failing_since IS NOT NULL
         ORDER BY account_id, endpoint_id
        """,
        {"news": dumps(news), "now": now, "enough": FAILURES_TO_PAUSE, "paused_until": now + PAUSE},
    )
