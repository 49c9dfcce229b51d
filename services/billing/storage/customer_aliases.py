"""Ids that billing minted for a phone which had a customer by then: each leads to that customer."""

from collections.abc import Sequence

from kit.db import Database, Tx

Alias = tuple[str, str, str]  # account, alias, customer


def remember(tx: Tx, aliases: Sequence[Alias]) -> None:
    """Keep these, in one statement and one order; one that is known stays as it is."""
    ordered = sorted(set(aliases))
    tx.run(
        """
        INSERT INTO customer_aliases (account_id, alias_id, customer_id)
        SELECT account_id, alias_id, customer_id
          FROM unnest(%(accounts)s::text[], %(aliases)s::text[], %(customers)s::text[])
               AS new (account_id, alias_id, customer_id)
         ORDER BY account_id, alias_id
            ON CONFLICT DO NOTHING
        """,
        {
            "accounts": [account_id for account_id, _, _ in ordered],
            "aliases": [alias_id for _, alias_id, _ in ordered],
            "customers": [customer_id for _, _, customer_id in ordered],
        },
    )


def followed(tx: Tx, ids: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the customer that those of the (account, id) pairs lead to which are aliases."""
    rows = tx.all(
        """
        SELECT a.account_id, a.alias_id, a.customer_id
          FROM unnest(%(accounts)s::text[], %(ids)s::text[]) AS w (account_id, alias_id)
          JOIN customer_aliases AS a
            ON a.account_id = w.account_id
           AND a.alias_id = w.alias_id
        """,
        {"accounts": [account_id for account_id, _ in ids], "ids": [one for _, one in ids]},
        prepare=True,
    )
    return {(row["account_id"], row["alias_id"]): row["customer_id"] for row in rows}


def names_of(db: Database, account_id: str, customer_id: str) -> list[str]:
    """Return every id that means the customer of this id or alias: the customer's own first."""
    rows = db.read(
        account_id,
        """
          WITH customer AS (
               SELECT COALESCE((SELECT customer_id
                                  FROM customer_aliases
                                 WHERE account_id = %(account_id)s
                                   AND alias_id = %(customer_id)s), %(customer_id)s) AS customer_id
               )
        SELECT customer.customer_id, a.alias_id
          FROM customer
          LEFT JOIN customer_aliases AS a
            ON a.account_id = %(account_id)s
           AND a.customer_id = customer.customer_id
         ORDER BY a.alias_id
        """,
        {"account_id": account_id, "customer_id": customer_id},
    )
    return [rows[0]["customer_id"], *(row["alias_id"] for row in rows if row["alias_id"] is not None)]
