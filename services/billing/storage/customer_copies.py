"""Billing's copy of who has which phone, kept by customer events."""

from collections.abc import Sequence
from typing import Any

from kit.db import Tx


def known(tx: Tx, phones: Sequence[tuple[str, str]], ids: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the customers of these (account, phone) and (account, customer id) pairs."""
    return tx.all(
        """
        SELECT c.account_id, c.customer_id, c.phone, c.name
          FROM unnest(%(phone_accounts)s::text[], %(phones)s::text[]) AS w (account_id, phone)
          JOIN customer_copies AS c
            ON c.account_id = w.account_id
           AND c.phone = w.phone
         UNION
        SELECT c.account_id, c.customer_id, c.phone, c.name
          FROM unnest(%(id_accounts)s::text[], %(ids)s::text[]) AS w (account_id, customer_id)
          JOIN customer_copies AS c
            ON c.account_id = w.account_id
           AND c.customer_id = w.customer_id
        """,
        {
            "phone_accounts": [account for account, _ in phones],
            "phones": [phone for _, phone in phones],
            "id_accounts": [account for account, _ in ids],
            "ids": [customer_id for _, customer_id in ids],
        },
    )


def remember(tx: Tx, customers: Sequence[tuple[str, str, str, str | None]]) -> None:
    """Keep (account, customer id, phone, name); the last of a customer wins, a phone belongs to who has it now."""
    latest = {(account, customer_id): (phone, name) for account, customer_id, phone, name in customers}
    columns = {
        "accounts": [account for account, _ in latest],
        "ids": [customer_id for _, customer_id in latest],
        "phones": [phone for phone, _ in latest.values()],
        "names": [name for _, name in latest.values()],
    }
    tx.run(
        """
        DELETE FROM customer_copies AS c
         USING unnest(%(accounts)s::text[], %(ids)s::text[], %(phones)s::text[]) AS w (account_id, customer_id, phone)
         WHERE c.account_id = w.account_id
           AND c.phone = w.phone
           AND c.customer_id <> w.customer_id
        """,
        columns,
    )
    tx.run(
        """
        INSERT INTO customer_copies (account_id, customer_id, phone, name)
        SELECT account_id, customer_id, phone, name
          FROM unnest(%(accounts)s::text[], %(ids)s::text[], %(phones)s::text[], %(names)s::text[])
               AS w (account_id, customer_id, phone, name)
         ORDER BY account_id, customer_id
            ON CONFLICT (account_id, customer_id) DO UPDATE
           SET phone = excluded.phone, name = excluded.name
        """,
        columns,
    )
