"""How often a phone number has been released in an account: the last part of its customer's id."""

from collections.abc import Sequence

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
