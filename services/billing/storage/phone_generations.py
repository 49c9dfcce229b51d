"""How often a phone number was given up, as customers told: the last part of the id that its next customer gets."""

from collections.abc import Sequence

from kit.db import Tx

Released = tuple[str, str, int]  # account, phone key, generation


def of(tx: Tx, phones: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the generation of those of the (account, phone key) pairs that were ever given up; the others have 0."""
    rows = tx.all(
        """
        SELECT g.account_id, g.phone_key, g.generation
          FROM unnest(%(accounts)s::text[], %(keys)s::text[]) AS w (account_id, phone_key)
          JOIN phone_generations AS g
            ON g.account_id = w.account_id
           AND g.phone_key = w.phone_key
        """,
        {
            "accounts": [account_id for account_id, _ in phones],
            "keys": [phone_key for _, phone_key in phones],
        },
        prepare=True,
    )
    return {(row["account_id"], row["phone_key"]): row["generation"] for row in rows}


def remember(tx: Tx, released: Sequence[Released]) -> None:
    """Keep the highest generation of each number, in one statement and one order."""
    highest: dict[tuple[str, str], int] = {}
    for account_id, phone_key, generation in released:
        highest[account_id, phone_key] = max(generation, highest.get((account_id, phone_key), 0))
    if not highest:
        return
    tx.run(
        """
        INSERT INTO phone_generations AS g (account_id, phone_key, generation)
        SELECT account_id, phone_key, generation
          FROM unnest(%(accounts)s::text[], %(keys)s::text[], %(generations)s::integer[])
               AS new (account_id, phone_key, generation)
         ORDER BY account_id, phone_key
            ON CONFLICT (account_id, phone_key) DO UPDATE
           SET generation = excluded.generation
         WHERE excluded.generation > g.generation
        """,
        {
            "accounts": [account_id for account_id, _ in highest],
            "keys": [phone_key for _, phone_key in highest],
            "generations": list(highest.values()),
        },
    )
