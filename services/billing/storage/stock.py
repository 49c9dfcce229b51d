"""Stock levels and their ledger. Every movement has the balance after it; rows are locked in one order before they change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kit.db import Tx
from services.billing.domain.stock import Level

Place = tuple[str, str, str]  # account, store, product


def lock(tx: Tx, places: Sequence[Place]) -> dict[Place, Level]:
    """Lock stock rows, always in the same order or two sales deadlock; return how they stand. A missing row is not in it."""
    rows = tx.all(
        """
        SELECT s.*
          FROM (SELECT account_id, store_id, product_id
                  FROM unnest(%(accounts)s::text[], %(stores)s::text[], %(products)s::text[])
                       AS w (account_id, store_id, product_id)
                 ORDER BY account_id, store_id, product_id) AS w
         CROSS JOIN LATERAL (
               SELECT account_id, store_id, product_id, on_hand_milli, low_told, counted_at
                 FROM stock_levels
                WHERE account_id = w.account_id
                  AND store_id = w.store_id
                  AND product_id = w.product_id
                  FOR UPDATE) AS s
        """,
        {
            "accounts": [account for account, _, _ in places],
            "stores": [store for _, store, _ in places],
            "products": [product for _, _, product in places],
        },
        prepare=True,
    )
    return {
        (row["account_id"], row["store_id"], row["product_id"]): Level(
            row["on_hand_milli"], row["low_told"], row["counted_at"]
        )
        for row in rows
    }


def lock_or_open(tx: Tx, places: Sequence[Place], missing: Sequence[Place], now: datetime) -> dict[Place, Level]:
    """Make the rows that are missing, and lock all; levels say which are new."""
    open_rows(tx, missing, now)
    made = set(missing)
    return {place: level._replace(is_new=place in made) for place, level in lock(tx, places).items()}


def open_rows(tx: Tx, places: Sequence[Place], now: datetime) -> None:
    """Make stock rows of nothing where there are none."""
    tx.run(
        """
        INSERT INTO stock_levels (account_id, store_id, product_id, on_hand_milli, updated_at)
        SELECT account_id, store_id, product_id, 0, %(now)s
          FROM unnest(%(accounts)s::text[], %(stores)s::text[], %(products)s::text[])
               AS w (account_id, store_id, product_id)
         ORDER BY account_id, store_id, product_id
            ON CONFLICT DO NOTHING
        """,
        {
            "accounts": [account for account, _, _ in places],
            "stores": [store for _, store, _ in places],
            "products": [product for _, _, product in places],
            "now": now,
        },
    )


def set_level(tx: Tx, place: Place, level: Level, now: datetime) -> None:
    """Write how a locked row stands; the time of its last count stays where the level names none."""
    account_id, store_id, product_id = place
    tx.run(
        """
        UPDATE stock_levels
           SET on_hand_milli = %(on_hand_milli)s, low_told = %(low_told)s,
               counted_at = COALESCE(%(counted_at)s, counted_at), updated_at = %(now)s
         WHERE account_id = %(account_id)s
           AND store_id = %(store_id)s
           AND product_id = %(product_id)s
        """,
        {
            **level._asdict(),
            "account_id": account_id,
            "store_id": store_id,
            "product_id": product_id,
            "now": now,
        },
    )


def add_openings(tx: Tx, openings: Sequence[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """
    Book opening stocks, each product and store once however often it is asked for; return the movements booked.

    An opening is {account_id, product_id, store_id, movement_id, qty_milli}, sorted by account, store and product.
    """
    return tx.all(
        """
        WITH opened AS (
            INSERT INTO stock_movements
                   (account_id, product_id, store_id, movement_id, delta_milli, on_hand_milli, reason, occurred_at,
                    recorded_at)
            SELECT o.account_id, o.product_id, o.store_id, o.movement_id, o.qty_milli,
                   o.qty_milli + COALESCE(l.on_hand_milli, 0), 'opening', %(now)s, %(now)s
              FROM unnest(%(accounts)s::text[], %(products)s::text[], %(stores)s::text[], %(ids)s::text[],
                          %(quantities)s::bigint[]) AS o (account_id, product_id, store_id, movement_id, qty_milli)
              LEFT JOIN stock_levels AS l
                ON l.account_id = o.account_id
               AND l.store_id = o.store_id
               AND l.product_id = o.product_id
             ORDER BY o.account_id, o.store_id, o.product_id
                ON CONFLICT DO NOTHING
            RETURNING account_id, product_id, store_id, delta_milli
        )
        INSERT INTO stock_levels AS l (account_id, store_id, product_id, on_hand_milli, updated_at)
        SELECT account_id, store_id, product_id, delta_milli, %(now)s
          FROM opened
         ORDER BY account_id, store_id, product_id
            ON CONFLICT (account_id, store_id, product_id) DO UPDATE
           SET on_hand_milli = l.on_hand_milli + excluded.on_hand_milli, updated_at = excluded.updated_at
        RETURNING account_id, store_id, product_id, on_hand_milli
        """,
        {
            "accounts": [opening["account_id"] for opening in openings],
            "products": [opening["product_id"] for opening in openings],
            "stores": [opening["store_id"] for opening in openings],
            "ids": [opening["movement_id"] for opening in openings],
            "quantities": [opening["qty_milli"] for opening in openings],
            "now": now,
        },
    )


def across_stores(tx: Tx, account_id: str, product_id: str) -> list[dict[str, Any]]:
    """Return a product's stock in every store of the account, the default store first; 0 where none was ever booked."""
    return tx.all(
        """
        SELECT s.store_id, s.name AS store_name, COALESCE(l.on_hand_milli, 0) AS on_hand_milli, l.updated_at
          FROM stores AS s
          LEFT JOIN stock_levels AS l
            ON l.account_id = s.account_id
           AND l.store_id = s.store_id
           AND l.product_id = %(product_id)s
         WHERE s.account_id = %(account_id)s
         ORDER BY s.is_default DESC, s.store_id
        """,
        {"account_id": account_id, "product_id": product_id},
    )
