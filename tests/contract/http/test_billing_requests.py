"""What the gateway makes of a body about stores, stock and refunds is what billing's contract takes, at its limits too."""

from decimal import Decimal

import pytest

from contracts.rpc import read
from contracts.rpc.billing import OpenStore
from contracts.rpc.billing_refunds import ListRefunds, RefundInvoice
from contracts.rpc.billing_stock import AdjustStock, GetInventory, MovementFilters, TransferStock
from contracts.rpc.billing_stores import StoreChanges, StoreFilters
from gateway.api.v1.schemas.inventory import Adjustment, InventoryQuery, MovementsQuery, Transfer
from gateway.api.v1.schemas.invoices import MOST_LINES, Refund
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.stores import Store, StoresQuery
from gateway.api.v1.schemas.stores import StoreChanges as PublicStoreChanges

MOST = Decimal("9999999999.999")
METADATA = {f"{n:040}": "x" * 500 for n in range(50)}
SETTINGS = {
    "gstin": "29aagcb7383j1z4",
    "state": "29",
    "address": {"line1": "x" * 200, "city": "x" * 100, "state": "29", "pin": "560038"},
    "invoice_template": "A" * 64,
    "upi_id": "x" * 256 + "@" + "b" * 64,
    "round_off": "cash",
    "status": "closed",
    "metadata": METADATA,
}


def made(schema, raw):
    faults = []
    request = schema().read(raw, "", faults)
    assert faults == []
    return request


@pytest.mark.parametrize(
    "raw",
    [
        {"delta": Decimal("-9999999999.999"), "reason": "lost"},
        {"delta": MOST, "reason": "received", "note": "न" * 500, "store": "store_" + "0" * 26},
        {"count": 0, "counted_at": "2026-06-28T15:44:22+05:30", "expected_qty": -MOST, "reason": "found"},
    ],
)
def test_adjustments(raw):
    read(AdjustStock(), {"product_id": "prod_1", **made(Adjustment, raw)})


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"items": [{"line": 1}], "reason": "न" * 500, "mode": "netbanking"},
        {"items": [{"line": MOST_LINES, "qty": MOST, "restock": False}] * MOST_LINES},
        {"items": [{"line": 1, "qty": Decimal("0.001")}], "mode": "wallet"},
    ],
)
def test_refunds(raw):
    read(RefundInvoice(), {"invoice": "inv_1", **made(Refund, raw)})


def test_refunds_are_listed():
    filters = made(ListQuery, {"limit": "100"})
    rest = {name: filters[name] for name in filters if name not in ("limit", "cursor")}
    read(ListRefunds(), {"invoice": "inv_1", "filters": rest, "after": None, "limit": filters["limit"]})


def test_transfers():
    raw = {"from": "store_1", "to": "store_2", "qty": Decimal("0.001"), "note": "x"}

    assert read(TransferStock(), {"product_id": "prod_1", **made(Transfer, raw)})["qty_milli"] == 1


def test_inventory_and_its_movements():
    read(GetInventory(), {"product_id": "prod_1", **made(InventoryQuery, {"as_of": "2026-06-28T10:14:22Z"})})
    query = {"store": "s", "reason": "already_counted", "created_at[gte]": "2026-06-28T10:14:22Z"}
    filters = made(MovementsQuery, query)
    read(MovementFilters(), {name: filters[name] for name in filters if name not in ("limit", "cursor")})


@pytest.mark.parametrize("raw", [{"name": "X"}, {"name": "न" * 200, **SETTINGS}])
def test_stores(raw):
    read(OpenStore(), made(Store, raw))


@pytest.mark.parametrize(
    "raw",
    [
        {},
        SETTINGS,
        dict.fromkeys(("gstin", "address", "upi_id", "round_off", "invoice_template", "tax_inclusive", "metadata")),
        {"address": {"city": None}, "metadata": {"a": None, "b": ""}},
    ],
)
def test_changes_of_stores(raw):
    read(StoreChanges(), made(PublicStoreChanges, raw))


def test_lists_of_stores():
    read(StoreFilters(), {"status": made(StoresQuery, {"status": "open"})["status"]})


def test_a_number_that_may_be_below_zero_says_its_range():
    faults = []
    Adjustment().read({"delta": Decimal(-10000000000), "reason": "lost"}, "", faults)

    assert faults[0]["detail"] == "Send -9999999999.999 to 9999999999.999."
