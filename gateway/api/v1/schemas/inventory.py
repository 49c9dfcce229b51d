"""Stock changed by hand, and how the ledger is read."""

from typing import Any

from contracts.rpc.billing_stock import REASONS, REASONS_BY_HAND
from gateway.api.v1.schemas.numbers import LARGEST_MILLI, Quantity
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.shape import Shape
from gateway.api.v1.schemas.values import Choice, Instant, Text
from kit.errors import Fault, fault


class Adjustment(Shape):
    """A change by an amount (`delta`, with its reason), or to what was counted (`count`, at a time)."""

    store = Text(64, attribute="store_id")
    delta = Quantity(attribute="delta_milli", least=-LARGEST_MILLI)
    count = Quantity(attribute="count_milli", least=0)
    counted_at = Instant()
    expected_qty = Quantity(attribute="expected_qty_milli", least=-LARGEST_MILLI)
    reason = Choice(*REASONS_BY_HAND)
    note = Text(500)

    def judge(self, _: dict[str, Any], raw: dict[str, Any], pointer: str, faults: list[Fault]) -> None:
        by_delta, by_count = raw.get("delta") is not None, raw.get("count") is not None
        if by_delta and by_count:
            faults.append(fault(f"{pointer}/count", "invalid_type", "Send delta or count, not both."))
        elif by_delta and raw.get("reason") is None:
            faults.append(fault(f"{pointer}/reason", "required", f"Send one of {', '.join(REASONS_BY_HAND)}."))
        elif not by_delta and not by_count:
            faults.append(fault(f"{pointer}/delta", "required", "Send delta, or count for what was counted."))
        if by_delta and raw.get("counted_at") is not None:
            faults.append(fault(f"{pointer}/counted_at", "invalid_type", "Only a count is taken at a time."))


class Transfer(Shape):
    """So much from one store to another."""

    from_ = Text(64, data_key="from", attribute="from", required=True)
    to = Text(64, required=True)
    qty = Quantity(attribute="qty_milli", required=True)
    note = Text(500)


class InventoryQuery(Shape):
    """Which moment's stock; now, where none is named."""

    as_of = Instant()


class MovementsQuery(ListQuery):
    """Which rows of the ledger, newest first."""

    store = Text(64, attribute="store_id")
    reason = Choice(*REASONS)
    created_at_gte = Instant(data_key="created_at[gte]")
    created_at_lte = Instant(data_key="created_at[lte]")
