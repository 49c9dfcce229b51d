"""How often a phone number has been released in an account: the last part of its customer's id."""

from collections.abc import Sequence
from datetime import datetime

from kit.db import Tx


def of(tx: Tx, phone_keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the generation of those of the (account, phone key) pairs that were ever released; the others have 0."""
    rows = tx.all(
        """
        SELECT account_id, phone_key, generation
          FROM phone_generations
         WHERE (account_id, phone_key) IN (SELECT * FROM unnest(%(account_ids)s::text[], %(phone_keys)s::text[]))
        """,
        {
            "account_ids": [account_id for account_id, _ in phone_keys],
            "phone_keys": [phone_key for _, phone_key in phone_keys],
        },
    )
    return {(row["account_id"], row["phone_key"]): row["generation"] for row in rows}


def raised(tx: Tx, account_id: str, phone_key: str, at: datetime) -> int:
    """Raise the generation of a number that is released, so that the released id is never minted again; return it."""
    row = tx.one(
        """
        INSERT INTO phone_generations AS g (account_id, phone_key, generation, raised_at)
        VALUES (%(account_id)s, %(phone_key)s, 1, %(at)s)
            ON CONFLICT (account_id, phone_key) DO UPDATE
           SET generation = g.generation + 1,
               raised_at = excluded.raised_at
        RETURNING generation
        """,
        {"account_id": account_id, "phone_key": phone_key, "at": at},
    )
    return int(row["generation"]) if row else 0
