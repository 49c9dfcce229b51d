"""Billing's copy of who has which phone, kept by customer events; the newest version of a customer stays."""

from collections.abc import Sequence
from typing import Any

from kit.db import Tx


def known(tx: Tx, phones: Sequence[tuple[str, str]], ids: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """
    Return the customers of these (account, phone) and (account, customer id) pairs; not those who were erased.

    Two may have one phone until the event that released it arrives: the one who has it now, of the higher generation, comes last.
    """
    return tx.all(
        """
        SELECT c.*
          FROM unnest(%(phone_accounts)s::text[], %(phones)s::text[]) AS w (account_id, phone)
         CROSS JOIN LATERAL (
               SELECT account_id, customer_id, phone, name, phone_generation
                 FROM customer_copies
                WHERE account_id = w.account_id
                  AND phone = w.phone
               OFFSET 0) AS c
         UNION
        SELECT c.*
          FROM unnest(%(id_accounts)s::text[], %(ids)s::text[]) AS w (account_id, customer_id)
         CROSS JOIN LATERAL (
               SELECT account_id, customer_id, phone, name, phone_generation
                 FROM customer_copies
                WHERE account_id = w.account_id
                  AND customer_id = w.customer_id
                  AND phone IS NOT NULL
               OFFSET 0) AS c
         ORDER BY phone_generation, customer_id
        """,
        {
            "phone_accounts": [account for account, _ in phones],
            "phones": [phone for _, phone in phones],
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
