"""The examples of billing's methods about stock: the service reads the requests, and the answers have the contract's shape."""

import json
from datetime import UTC, datetime
from pathlib import Path

from contracts.rpc.billing_stock import REASONS, REASONS_BY_HAND, LowStockBody, MovementBody, TransferBody
from services.billing.domain.stock import ALREADY_COUNTED, TRANSFER, Adjustment
from services.billing.domain.stock import REASONS_BY_HAND as DOMAIN_REASONS
from services.billing.wire import (
    adjustment_from_wire,
    inventory_request_from_wire,
    low_stock_from_wire,
    low_stock_to_wire,
    movement_to_public,
    movements_list_from_wire,
    transfer_from_wire,
    transfer_to_public,
)
from tests.factories.billing import AT, BENGALURU, MAGGI, MUMBAI

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc"


def example(method):
    return json.loads((EXAMPLES / f"billing.{method}.json").read_text())


def body_of(method):
    return json.loads(example(method)["reply"]["body"])


def a_row(movement_id, store_id, delta, on_hand, reason, **facts):
    return {
        "movement_id": movement_id,
        "product_id": MAGGI.product_id,
        "store_id": store_id,
        "delta_milli": delta,
        "on_hand_milli": on_hand,
        "reason": reason,
        "counted_milli": None,
        "note": None,
        "document_id": None,
        "occurred_at": AT,
        "recorded_at": AT,
        **facts,
    }


def test_an_adjustment_reads_its_example():
    moment = datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)
    count = Adjustment(None, 491_500, moment, 494_000, "correction", "Monday's count")

    assert adjustment_from_wire(example("adjust_stock")["request"]) == (MAGGI.product_id, BENGALURU.store_id, count)


def test_a_count_without_a_reason_is_a_correction():
    assert adjustment_from_wire({"product_id": "p", "count_milli": 0})[2].reason == "correction"


def test_the_other_methods_read_their_examples():
    asked = transfer_from_wire(example("transfer_stock")["request"])
    assert (asked["from_"], asked["to"], asked["qty_milli"]) == (BENGALURU.store_id, MUMBAI, 24_000)
    filters = {"store_id": BENGALURU.store_id, "reason": "correction", "created_at_gte": "2026-06-01T00:00:00Z"}
    assert movements_list_from_wire(example("list_movements")["request"]) == (MAGGI.product_id, filters, None, 1)
    assert inventory_request_from_wire(example("get_inventory")["request"]) == (MAGGI.product_id, None)


def test_a_movement_s_body_is_what_the_service_writes():
    row = a_row(
        "mov_01J00000000000000000000ADJ",
        BENGALURU.store_id,
        -2_500,
        491_500,
        "correction",
        counted_milli=491_500,
        note="Monday's count",
    )

    assert body_of("adjust_stock") == movement_to_public(row)
    assert json.loads(example("list_movements")["reply"]["body_items"]) == [movement_to_public(row)]
    assert MovementBody().validate(movement_to_public(row)) == {}


def test_what_has_run_low_is_what_the_service_writes():
    row = {
        "product_id": MAGGI.product_id,
        "sku": "MAGGI-70G",
        "name": "Maggi Noodles 70 g",
        "store_id": MUMBAI,
        "store_name": "Demo Kirana, Dadar",
        "on_hand_milli": 4_000,
        "reorder_level_milli": 10_000,
        "count": 1,
    }

    assert low_stock_from_wire(example("list_low_stock")["request"]) == (None, 10)
    assert body_of("list_low_stock") == low_stock_to_wire([row])
    assert LowStockBody().validate(low_stock_to_wire([row])) == {}
    assert low_stock_to_wire([]) == {"count": 0, "data": []}


def test_a_transfer_s_body_is_what_the_service_writes():
    transfer_id = "trf_01J00000000000000000000TRF"
    rows = [
        a_row(
            "mov_01J00000000000000000000OUT", BENGALURU.store_id, -24_000, 467_500, "transfer", document_id=transfer_id
        ),
        a_row("mov_01J000000000000000000000IN", MUMBAI, 24_000, 24_000, "transfer", document_id=transfer_id),
    ]

    assert body_of("transfer_stock") == transfer_to_public(transfer_id, rows)
    assert TransferBody().validate(body_of("transfer_stock")) == {}


def test_the_wire_and_the_domain_know_the_same_reasons():
    assert DOMAIN_REASONS == REASONS_BY_HAND
    assert {"sale", "opening", ALREADY_COUNTED, TRANSFER, *DOMAIN_REASONS} <= set(REASONS)
