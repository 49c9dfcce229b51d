"""The stock ledger: movements by hand are written, any are read back. Rows are only ever added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kit.db import Tx
from kit.ids import first_id
from services.billing.domain.stock import COUNTED_AT_LATEST
from services.billing.storage.stock import Place

SAME_MOMENT = 200
"""So many newest rows are put in the order they were booked in: those of one group of sales, and of clocks apart."""

_COLUMNS = (
    "movement_id, product_id, store_id, delta_milli, on_hand_milli, reason, counted_milli, note, document_id, occurred_at, "
    "recorded_at"
)
_FILTERS = {
    "reason": "m.reason = %(reason)s",
    "created_at_gte": "m.recorded_at >= %(created_at_gte)s",
    "created_at_lte": "m.recorded_at < %(created_at_lte)s::timestamptz + interval '1 second'",  # times are shown in whole seconds
}


@dataclass(frozen=True, slots=True)
class MovementByHand:
    """A change of stock by hand, with the balance after it."""

    movement_id: str
    product_id: str
    store_id: str
    delta_milli: int
    on_hand_milli: int
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    counted_milli: int | None = None
    note: str | None = None
    document_id: str | None = None


def add(tx: Tx, account_id: str, movements: Sequence[MovementByHand]) -> None:
    """Write movements, in the order given; their stock rows are locked."""
    for movement in movements:
        tx.run(
            """
            INSERT INTO stock_movements
                   (account_id, product_id, store_id, movement_id, delta_milli, on_hand_milli, reason, document_id,
                    occurred_at, recorded_at, note, counted_milli)
            VALUES (%(account_id)s, %(product_id)s, %(store_id)s, %(movement_id)s, %(delta_milli)s, %(on_hand_milli)s,
                    %(reason)s, %(document_id)s, %(occurred_at)s, %(recorded_at)s, %(note)s, %(counted_milli)s)
            """,
            {name: getattr(movement, name) for name in MovementByHand.__slots__} | {"account_id": account_id},
        )


def moved_since(tx: Tx, place: Place, moment: datetime) -> int:
    """Add up what has moved since a moment, by when it happened; what was booked later for before then is left out."""
    row = tx.one(
        """
        SELECT COALESCE(sum(delta_milli), 0)::bigint AS moved_milli
          FROM stock_movements
         WHERE account_id = %(account_id)s
           AND product_id = %(product_id)s
           AND store_id = %(store_id)s
           AND movement_id >= %(from_id)s
           AND occurred_at > %(moment)s
        """,
        {
            **_of(place),
            "from_id": first_id("mov", moment - COUNTED_AT_LATEST),  # a bill may be dated so far ahead of its booking
            "moment": moment,
        },
    )
    return int(row["moved_milli"]) if row else 0


def balances(tx: Tx, account_id: str, product_id: str, at: datetime) -> list[dict[str, Any]]:
    """Return a product's stock in every store as the ledger had it at the end of a second, the default store first."""
    return tx.all(
        """
        SELECT s.store_id, s.name AS store_name, COALESCE(m.on_hand_milli, 0) AS on_hand_milli,
               m.recorded_at AS updated_at
          FROM stores AS s
          LEFT JOIN LATERAL (
               SELECT on_hand_milli, recorded_at
                 FROM (SELECT on_hand_milli, recorded_at, position
                         FROM stock_movements
                        WHERE account_id = s.account_id
                          AND product_id = %(product_id)s
                          AND store_id = s.store_id
                          AND movement_id < %(before_id)s
                        ORDER BY movement_id DESC
                        LIMIT %(same_moment)s) AS newest
                ORDER BY position DESC
                LIMIT 1) AS m ON true
         WHERE s.account_id = %(account_id)s
         ORDER BY s.is_default DESC, s.store_id
        """,
        {
            "account_id": account_id,
            "product_id": product_id,
            "before_id": first_id("mov", at.replace(microsecond=0) + timedelta(seconds=1)),
            "same_moment": SAME_MOMENT,
        },
    )


def page(
    tx: Tx, account_id: str, product_id: str, filters: Mapping[str, Any], after: tuple[str, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Return up to `limit` movements of a product, newest first, after the place (created_at, id); ids sort by time."""
    conditions = [_FILTERS[name] for name in filters if name != "store_id"]
    if after is not None:
        conditions.append("m.movement_id < %(after_id)s")
    of_store = "AND s.store_id = %(store_id)s" if "store_id" in filters else ""
    return tx.all(
        f"""
        SELECT {_COLUMNS}
          FROM (SELECT m.*
                  FROM stores AS s
                 CROSS JOIN LATERAL (
                       SELECT *
                         FROM stock_movements AS m
                        WHERE m.account_id = s.account_id
                          AND m.product_id = %(product_id)s
                          AND m.store_id = s.store_id
                          {" ".join(f"AND {condition}" for condition in conditions)}
                        ORDER BY m.movement_id DESC
                        LIMIT %(limit)s) AS m
                 WHERE s.account_id = %(account_id)s
                   {of_store}) AS found
         ORDER BY movement_id DESC
         LIMIT %(limit)s
        """,  # noqa: S608  # the conditions are literals of this file
        {
            **filters,
            "account_id": account_id,
            "product_id": product_id,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )


def _of(place: Place) -> dict[str, str]:
    account_id, store_id, product_id = place
    return {"account_id": account_id, "store_id": store_id, "product_id": product_id}
