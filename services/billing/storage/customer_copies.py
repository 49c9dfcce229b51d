"""Billing's copy of who has which phone, kept by customer events; the newest version of a customer stays."""

from collections.abc import Sequence
from typing import Any

from kit.db import Tx


def known(
    tx: Tx, phones: Sequence[tuple[str, str, str]], ids: Sequence[tuple[str, str]]
) -> tuple[list[dict[str, Any]], dict[tuple[str, str], int]]:
    """
    Return the customers of these (account, phone, phone key) and (account, customer id), and which phones were given up.

    Two may have one phone until the event that released it arrives: the one who has it now, of the higher generation, comes
    last. A phone's generation is looked for in the same statement, for a sale to somebody new; it is 0 unless it is returned.
    """
    rows = _known(tx, phones, ids)
    copies = [row for row in rows if row["customer_id"] is not None]
    raised = {(row["account_id"], row["phone"]): row["phone_generation"] for row in rows if row["customer_id"] is None}
    return copies, raised


def _known(tx: Tx, phones: Sequence[tuple[str, str, str]], ids: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return tx.all(
        """
        SELECT c.account_id, c.customer_id, c.phone, c.name, c.phone_generation
          FROM unnest(%(phone_accounts)s::text[], %(phones)s::text[]) AS w (account_id, phone)
          JOIN customer_copies AS c
            ON c.account_id = w.account_id
           AND c.phone = w.phone
         UNION
        SELECT c.account_id, c.customer_id, c.phone, c.name, c.phone_generation
          FROM unnest(%(id_accounts)s::text[], %(ids)s::text[]) AS w (account_id, customer_id)
          JOIN customer_copies AS c
            ON c.account_id = w.account_id
           AND c.customer_id = w.customer_id
           AND c.phone IS NOT NULL
         UNION ALL
        SELECT g.account_id, NULL, w.phone, NULL, g.generation
          FROM unnest(%(phone_accounts)s::text[], %(phones)s::text[], %(phone_keys)s::text[])
               AS w (account_id, phone, phone_key)
          JOIN phone_generations AS g
            ON g.account_id = w.account_id
           AND g.phone_key = w.phone_key
         ORDER BY phone_generation, customer_id
        """,
        {
            "phone_accounts": [account for account, _, _ in phones],
            "phones": [phone for _, phone, _ in phones],
            "phone_keys": [phone_key for _, _, phone_key in phones],
            "id_accounts": [account for account, _ in ids],
            "ids": [customer_id for _, customer_id in ids],
        },
        prepare=True,
    )


def remember(tx: Tx, copies: Sequence[dict[str, Any]]) -> None:
    """
    Keep each customer's newest version, in one statement and one order.

    A copy is {account_id, customer_id, version, phone, phone_generation, name}.
    """
    newest = _newest(copies)
    tx.run(
        """
        INSERT INTO customer_copies AS c (account_id, customer_id, version, phone, phone_generation, name)
        SELECT account_id, customer_id, version, phone, phone_generation, name
          FROM unnest(%(account_id)s::text[], %(customer_id)s::text[], %(version)s::bigint[], %(phone)s::text[],
                      %(phone_generation)s::integer[], %(name)s::text[])
               AS w (account_id, customer_id, version, phone, phone_generation, name)
         ORDER BY account_id, customer_id
            ON CONFLICT (account_id, customer_id) DO UPDATE
           SET version = excluded.version, phone = excluded.phone, phone_generation = excluded.phone_generation,
               name = excluded.name
         WHERE excluded.version > c.version
        """,
        {column: [copy[column] for copy in newest] for column in _COLUMNS},
    )


_COLUMNS = ("account_id", "customer_id", "version", "phone", "phone_generation", "name")


def _newest(copies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one copy of each customer: a statement may not touch a row twice."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for copy in sorted(copies, key=lambda copy: copy["version"]):
        newest[copy["account_id"], copy["customer_id"]] = copy
    return list(newest.values())
