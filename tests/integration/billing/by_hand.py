"""Stock changed by hand, as the gateway asks billing for it."""

import json
from typing import Any

from kit.caller import Idempotency
from services.billing import operations

NOODLES = "prod_MAGGI-70G"


def adjusted(shop, *, product: str = NOODLES, key: str | None = None, fingerprint: str = "f", **request: Any) -> Any:
    """Change stock by hand; the movement."""
    idempotency = Idempotency(key, fingerprint) if key else None
    answer = operations.adjust_stock(
        shop.db, shop.clock, shop.caller, request={"product_id": product, **request}, idempotency=idempotency
    )
    return json.loads(answer["body"])


def counted(shop, milli: int, **request: Any) -> Any:
    """Count a product; the movement."""
    return adjusted(shop, count_milli=milli, **request)


def transferred(
    shop, qty_milli: int, source: str, target: str, *, product: str = NOODLES, key: str | None = None, **request: Any
) -> Any:
    """Move stock between stores; the transfer."""
    fingerprint = request.pop("fingerprint", "f")
    asked = {"product_id": product, "from": source, "to": target, "qty_milli": qty_milli, **request}
    answer = operations.transfer_stock(
        shop.db,
        shop.clock,
        shop.caller,
        request=asked,
        idempotency=Idempotency(key, fingerprint) if key else None,
    )
    return json.loads(answer["body"])


def movements(shop, *, product: str = NOODLES, **request: Any) -> list[Any]:
    """A page of the ledger, newest first."""
    answer = operations.list_movements(shop.db, shop.caller, request={"product_id": product, **request})
    return json.loads(answer["body_items"])  # type: ignore[no-any-return]


def told(shop, kind: str) -> list[Any]:
    """The data of an account's events of one type, in order."""
    rows = sorted(shop.rows("outbox"), key=lambda row: row["position"])
    return [json.loads(row["envelope"])["data"] for row in rows if row["event_type"] == kind]
