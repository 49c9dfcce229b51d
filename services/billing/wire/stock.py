"""Stock by hand and the ledger, off the bus and as the public API answers them; what movements tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from marshmallow import Schema

from contracts.rpc import InvalidRequest, read
from contracts.rpc import billing_stock as contract
from kit.clock import parse_rfc3339, rfc3339
from kit.money import qty_out
from services.billing.domain.stock import CORRECTION, Adjustment
from services.billing.errors import ValidationFailed

Json = dict[str, Any]

_ADJUST = contract.AdjustStock()
_TRANSFER = contract.TransferStock()
_LIST = contract.ListMovements()
_INVENTORY = contract.GetInventory()
_LOW = contract.ListLowStock()


def inventory_request_from_wire(request: Any) -> tuple[str, datetime | None]:
    """Read the request of `get_inventory`: the product, and the moment asked about. Raises ValidationFailed."""
    asked = _judged(_INVENTORY, request)
    return asked["product_id"], _moment(asked["as_of"])


def adjustment_from_wire(request: Any) -> tuple[str, str | None, Adjustment]:
    """Read the request of `adjust_stock`: the product, the store if one is named, the change. Raises ValidationFailed."""
    asked = _judged(_ADJUST, request)
    return (
        asked["product_id"],
        asked["store_id"],
        Adjustment(
            delta_milli=asked["delta_milli"],
            count_milli=asked["count_milli"],
            counted_at=_moment(asked["counted_at"]),
            expected_milli=asked["expected_qty_milli"],
            reason=asked["reason"] or CORRECTION,
            note=asked["note"],
        ),
    )


def transfer_from_wire(request: Any) -> Json:
    """Read the request of `transfer_stock`; raises ValidationFailed."""
    asked = _judged(_TRANSFER, request)
    return {"from_" if name == "from" else name: value for name, value in asked.items()}


def movements_list_from_wire(request: Any) -> tuple[str, Json, tuple[str, str] | None, int]:
    """Read the product, the filters that are named, the place to go on from and the limit; raises ValidationFailed."""
    asked = _judged(_LIST, request)
    filters = {name: value for name, value in (asked["filters"] or {}).items() if value is not None}
    return asked["product_id"], filters, asked["after"], asked["limit"]


def low_stock_from_wire(request: Any) -> tuple[str | None, int]:
    """Read the request of `list_low_stock`: the store if one is named, and the limit. Raises ValidationFailed."""
    asked = _judged(_LOW, request)
    return asked["store_id"], asked["limit"]


def low_stock_to_wire(rows: Sequence[Mapping[str, Any]]) -> Json:
    """Write what has run low."""
    return {
        "count": rows[0]["count"] if rows else 0,
        "data": [
            {
                **{name: row[name] for name in ("product_id", "sku", "name", "store_id", "store_name")},
                "on_hand": qty_out(row["on_hand_milli"]),
                "reorder_level": qty_out(row["reorder_level_milli"]),
            }
            for row in rows
        ],
    }


def movement_to_public(row: Mapping[str, Any]) -> Json:
    """Write a row of the ledger as `GET /v1/inventory/{product_id}/movements` answers it."""
    return {
        "id": row["movement_id"],
        "product_id": row["product_id"],
        "store_id": row["store_id"],
        "delta": qty_out(row["delta_milli"]),
        "on_hand": qty_out(row["on_hand_milli"]),
        "reason": row["reason"],
        "count": None if row["counted_milli"] is None else qty_out(row["counted_milli"]),
        "note": row["note"],
        "document_id": row["document_id"],
        "occurred_at": rfc3339(row["occurred_at"]),
        "created_at": rfc3339(row["recorded_at"]),
    }


def transfer_to_public(transfer_id: str, rows: Sequence[Mapping[str, Any]]) -> Json:
    """Write a transfer: its two movements, the leaving one first."""
    left, arrived = rows
    return {
        "id": transfer_id,
        "product_id": left["product_id"],
        "from": left["store_id"],
        "to": arrived["store_id"],
        "qty": qty_out(arrived["delta_milli"]),
        "note": left["note"],
        "movements": [movement_to_public(row) for row in rows],
        "created_at": rfc3339(left["recorded_at"]),
    }


def stock_news(
    changes: Sequence[Json], low: Sequence[Json], opened: Sequence[tuple[str, str]]
) -> list[tuple[str, Json]]:
    """Write what a document's movements tell, as types and data; `opened` are (store, product) that had no stock row yet."""
    rows = [{"product_id": product_id, "store_id": store_id} for store_id, product_id in opened]
    return [
        *([("stock.changed", {"changes": list(changes)})] if changes else []),
        *(("stock.low", data) for data in low),
        *([("stock.opened", {"rows": rows})] if rows else []),
    ]


def _judged(schema: Schema, request: Any) -> Json:
    try:
        return read(schema, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None


def _moment(text: str | None) -> datetime | None:
    return None if text is None else parse_rfc3339(text)
