"""Customers: claimed, locked and saved in sets, always in the order of account and phone; read one or many."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2.errors import UniqueViolation

from kit.db import Database, Tx
from kit.wire_json import dumps
from services.customers.domain.customer import Customer, Profile, Purchases

_EVERY_COLUMN = """
        SELECT account_id, customer_id, phone, phone_generation, version, name, email, gstin, sez, address, metadata,
               purchases_count, total_spent_paise, last_visit_at, erased_at, created_at, updated_at
          FROM customers
"""

# the customer's own id, or the one that an alias leads to
_FOLLOWED = """COALESCE((
               SELECT alias.customer_id
                 FROM customer_aliases AS alias
                WHERE alias.account_id = %(account_id)s
                  AND alias.alias_id = %(customer_id)s), %(customer_id)s)
"""


def claim(tx: Tx, new: Sequence[Customer]) -> set[str]:
    """Insert those whose phone has no customer yet, and return their ids; the others are left alone."""
    rows = tx.all(
        """
        INSERT INTO customers
               (account_id, customer_id, phone, phone_generation, version, name, email, gstin, sez, address, metadata,
               purchases_count, total_spent_paise, last_visit_at, created_at, updated_at)
        SELECT account_id, customer_id, phone, phone_generation, version, name, email, gstin, sez, address, metadata,
               purchases_count, total_spent_paise, last_visit_at, created_at, updated_at
          FROM json_to_recordset(%(rows)s::json) AS new (
               account_id text, customer_id text, phone text, phone_generation integer, version integer, name text,
               email text, gstin text, sez boolean, address json, metadata json, purchases_count bigint,
               total_spent_paise bigint, last_visit_at timestamptz, created_at timestamptz, updated_at timestamptz)
         ORDER BY account_id, phone
            ON CONFLICT DO NOTHING -- of two at once either key may be the one that meets the other
        RETURNING customer_id
        """,
        {"rows": dumps([_row(customer) for customer in new])},
        prepare=True,
    )
    return {row["customer_id"] for row in rows}


def lock(tx: Tx, customers: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Customer]:
    """Lock the customers of these (account, phone) pairs, always in the same order, and return them by the pair."""
    rows = tx.all(
        """
        SELECT account_id, customer_id, phone, phone_generation, version, name, email, gstin, sez, address, metadata,
               purchases_count, total_spent_paise, last_visit_at, erased_at, created_at, updated_at
          FROM customers
         WHERE (account_id, phone) IN (SELECT * FROM unnest(%(account_ids)s::text[], %(phones)s::text[]))
         ORDER BY account_id, phone
           FOR UPDATE
        """,
        {
            "account_ids": [account_id for account_id, _ in customers],
            "phones": [phone for _, phone in customers],
        },
        prepare=True,
    )
    return {(row["account_id"], row["phone"]): _customer(row) for row in rows}


def save(tx: Tx, changed: Sequence[Customer]) -> None:
    """Write locked customers as they are now."""
    tx.run(
        """
        UPDATE customers AS c
           SET version = new.version,
               name = new.name,
               email = new.email,
               gstin = new.gstin,
               sez = new.sez,
               address = new.address,
               metadata = new.metadata,
               purchases_count = new.purchases_count,
               total_spent_paise = new.total_spent_paise,
               last_visit_at = new.last_visit_at,
               updated_at = new.updated_at
          FROM json_to_recordset(%(rows)s::json) AS new (
               account_id text, customer_id text, version integer, name text, email text, gstin text, sez boolean,
               address json, metadata json, purchases_count bigint, total_spent_paise bigint,
               last_visit_at timestamptz, updated_at timestamptz)
         WHERE c.account_id = new.account_id
           AND c.customer_id = new.customer_id
        """,
        {"rows": dumps([_row(customer) for customer in changed])},
        prepare=True,
    )


def lock_one(tx: Tx, account_id: str, customer_id: str) -> Customer | None:
    """Lock one customer, by the id or by an alias of it."""
    row = tx.one(
        _EVERY_COLUMN
        + """
         WHERE account_id = %(account_id)s
           AND customer_id = """
        + _FOLLOWED
        + """
           FOR UPDATE
        """,
        {"account_id": account_id, "customer_id": customer_id},
    )
    return _customer(row) if row else None


def save_with_phone(tx: Tx, customer: Customer) -> bool:
    """Write a locked customer whose phone is another, or none; False when the phone is somebody else's."""
    try:
        with tx.savepoint():
            tx.run(
                """
                UPDATE customers
                   SET phone = %(phone)s,
                       phone_generation = %(phone_generation)s,
                       erased_at = %(erased_at)s
                 WHERE account_id = %(account_id)s
                   AND customer_id = %(customer_id)s
                """,
                {
                    "account_id": customer.account_id,
                    "customer_id": customer.customer_id,
                    "phone": customer.phone,
                    "phone_generation": customer.phone_generation,
                    "erased_at": customer.erased_at,
                },
            )
    except UniqueViolation:
        return False
    save(tx, [customer])
    return True


def id_of_phone(tx: Tx, account_id: str, phone: str) -> str | None:
    """Return whose phone this is."""
    row = tx.one(
        """
        SELECT customer_id
          FROM customers
         WHERE account_id = %(account_id)s
           AND phone = %(phone)s
        """,
        {"account_id": account_id, "phone": phone},
    )
    return row["customer_id"] if row else None


def phones_of(tx: Tx, ids: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str | None]:
    """Return the present phone (None once released) of those of the (account, id or alias of a customer) pairs that exist."""
    rows = tx.all(
        """
        SELECT w.account_id, w.customer_id, c.phone
          FROM (SELECT DISTINCT account_id, customer_id
                  FROM unnest(%(account_ids)s::text[], %(customer_ids)s::text[]) AS w (account_id, customer_id)) AS w
          LEFT JOIN customer_aliases AS a
            ON a.account_id = w.account_id
           AND a.alias_id = w.customer_id
          JOIN customers AS c
            ON c.account_id = w.account_id
           AND c.customer_id = COALESCE(a.customer_id, w.customer_id)
        """,
        {
            "account_ids": [account_id for account_id, _ in ids],
            "customer_ids": [customer_id for _, customer_id in ids],
        },
    )
    return {(row["account_id"], row["customer_id"]): row["phone"] for row in rows}


def find(db: Database, account_id: str, customer_id: str) -> Customer | None:
    """Read a customer, by the id or by an alias of it."""
    rows = db.read(
        account_id,
        _EVERY_COLUMN
        + """
         WHERE account_id = %(account_id)s
           AND customer_id = """
        + _FOLLOWED,
        {"account_id": account_id, "customer_id": customer_id},
    )
    return _customer(rows[0]) if rows else None


def page(
    db: Database, account_id: str, filters: Mapping[str, Any], after: tuple[str, str] | None, limit: int
) -> list[Customer]:
    """Read up to `limit` customers after a place, newest first, without erased ones; a filter that is NULL does not count."""
    created_at, customer_id = after or (None, None)
    rows = db.read(
        account_id,
        _EVERY_COLUMN
        + """
         WHERE account_id = %(account_id)s
           AND erased_at IS NULL
           AND (%(after_created_at)s IS NULL
                OR (created_at, customer_id) < (%(after_created_at)s::timestamptz, %(after_customer_id)s))
           AND (%(phone)s IS NULL OR phone = %(phone)s)
           AND (%(updated_at_gte)s IS NULL OR updated_at >= %(updated_at_gte)s::timestamptz)
           AND (%(q)s IS NULL OR words LIKE lower(%(q)s))
         ORDER BY created_at DESC, customer_id DESC
         LIMIT %(limit)s
        """,
        {
            "account_id": account_id,
            "after_created_at": created_at,
            "after_customer_id": customer_id,
            "phone": filters.get("phone"),
            "updated_at_gte": filters.get("updated_at_gte"),
            "q": containing(filters.get("q")),
            "limit": limit,
        },
    )
    return [_customer(row) for row in rows]


def containing(words: str | None) -> str | None:
    """Make the pattern of what contains these words, in which % and _ stand for themselves."""
    if not words:
        return None
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _row(customer: Customer) -> dict[str, Any]:
    profile, purchases = customer.profile, customer.purchases
    return {
        "account_id": customer.account_id,
        "customer_id": customer.customer_id,
        "phone": customer.phone,
        "phone_generation": customer.phone_generation,
        "version": customer.version,
        "name": profile.name,
        "email": profile.email,
        "gstin": profile.gstin,
        "sez": profile.sez,
        "address": None if profile.address is None else dict(profile.address),
        "metadata": dict(profile.metadata),
        "purchases_count": purchases.count,
        "total_spent_paise": purchases.total_paise,
        "last_visit_at": purchases.last_visit_at.isoformat() if purchases.last_visit_at else None,
        "created_at": customer.created_at.isoformat(),
        "updated_at": customer.updated_at.isoformat(),
    }


def _customer(row: dict[str, Any]) -> Customer:
    profile = Profile(row["name"], row["email"], row["gstin"], row["sez"], row["address"], row["metadata"])
    purchases = Purchases(row["purchases_count"], row["total_spent_paise"], row["last_visit_at"])
    return Customer(
        row["account_id"],
        row["customer_id"],
        row["phone"],
        row["phone_generation"],
        row["version"],
        profile,
        purchases,
        row["created_at"],
        row["updated_at"],
        row["erased_at"],
    )
