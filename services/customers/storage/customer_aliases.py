"""Ids that billing minted for a phone that had a customer by then: each leads to that customer."""

from collections.abc import Sequence
from datetime import datetime

from kit.db import Tx

Alias = tuple[str, str, str]  # account, alias, customer


def add(tx: Tx, aliases: Sequence[Alias], at: datetime) -> list[Alias]:
    """Keep these and return those that are new; one that is known stays as it is."""
    if not aliases:
        return []
    rows = tx.all(
        """
        INSERT INTO customer_aliases (account_id, alias_id, customer_id, created_at)
        SELECT account_id, alias_id, customer_id, %(at)s
          FROM unnest(%(account_ids)s::text[], %(alias_ids)s::text[], %(customer_ids)s::text[])
               AS new (account_id, alias_id, customer_id)
         ORDER BY account_id, alias_id
            ON CONFLICT DO NOTHING
        RETURNING account_id, alias_id, customer_id
        """,
        {
            "account_ids": [account_id for account_id, _, _ in aliases],
            "alias_ids": [alias_id for _, alias_id, _ in aliases],
            "customer_ids": [customer_id for _, _, customer_id in aliases],
            "at": at,
        },
    )
    return [(row["account_id"], row["alias_id"], row["customer_id"]) for row in rows]
