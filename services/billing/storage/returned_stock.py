"""Stock put back with a credit note: levels and ledger in one statement."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kit.db import Tx
from services.billing.domain.stock import Level
from services.billing.storage.sales import Movement
from services.billing.storage.stock import Place

_MOVEMENT = "account_id product_id store_id movement_id delta_milli on_hand_milli reason document_id".split()


def put_back(tx: Tx, movements: Sequence[Movement], levels: Mapping[Place, Level], now: datetime) -> None:
    """Write movements (one a locked row) and the levels after them."""
    tx.run(
        """
        WITH levels AS (
            UPDATE stock_levels AS s
               SET on_hand_milli = w.on_hand_milli, low_told = w.low_told, updated_at = %(now)s
              FROM unnest(%(level_accounts)s::text[], %(level_stores)s::text[], %(level_products)s::text[],
                          %(level_on_hand)s::bigint[], %(level_low_told)s::boolean[])
                   AS w (account_id, store_id, product_id, on_hand_milli, low_told)
             WHERE s.account_id = w.account_id
               AND s.store_id = w.store_id
               AND s.product_id = w.product_id
        )
        INSERT INTO stock_movements
               (account_id, product_id, store_id, movement_id, delta_milli, on_hand_milli, reason, document_id,
                occurred_at, recorded_at)
        SELECT m.*, %(now)s, %(now)s
          FROM unnest(%(account_id)s::text[], %(product_id)s::text[], %(store_id)s::text[], %(movement_id)s::text[],
                      %(delta_milli)s::bigint[], %(on_hand_milli)s::bigint[], %(reason)s::text[],
                      %(document_id)s::text[]) AS m
        """,
        {
            **{name: [getattr(movement, name) for movement in movements] for name in _MOVEMENT},
            "level_accounts": [account for account, _, _ in levels],
            "level_stores": [store for _, store, _ in levels],
            "level_products": [product for _, _, product in levels],
            "level_on_hand": [level.on_hand_milli for level in levels.values()],
            "level_low_told": [level.low_told for level in levels.values()],
            "now": now,
        },
    )
