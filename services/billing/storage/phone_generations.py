"""How often a phone number was given up, as customers told: the last part of the id that its next customer gets."""

from collections.abc import Sequence

from kit.db import Tx

Released = tuple[str, str, int]  # account, phone key, generation


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
