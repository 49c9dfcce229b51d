"""Move stock of a product from one store to another."""

from dataclasses import asdict
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import fault
from kit.idempotency import Made, run_once
from kit.ids import new_id
from kit.wire_json import dumps
from services.billing.domain.sale import Sellable, Store
from services.billing.domain.stock import TRANSFER, falls_short, shortage_fault
from services.billing.errors import InsufficientStock, StoreNotAllowed, ValidationFailed
from services.billing.operations.stock_by_hand import locked, product_named, refuse_closed, write_down
from services.billing.storage import stores
from services.billing.storage.stock_movements import MovementByHand
from services.billing.wire import transfer_from_wire, transfer_to_public


def transfer_stock(
    db: Database, clock: Clock, caller: Caller, *, request: Any, idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Book what leaves and what arrives in one transaction, both rows locked in the order of every sale.

    A closed store may be emptied, not filled. Raises NotFound (the product), ValidationFailed, StoreNotAllowed for a key of
    one store, StoreClosed, InsufficientStock; IdempotencyKeyReused, IdempotencyKeyInUse.
    """
    asked = transfer_from_wire(request)

    def effect(tx: Tx) -> Made:
        product = product_named(tx, caller, asked["product_id"])
        if caller.store_id is not None:
            raise StoreNotAllowed("This key works on one store only; a transfer takes two.")
        source, target = _two_stores(tx, caller, asked)
        refuse_closed(target)
        return _transfer(tx, clock, caller, product, source, target, asked)

    return run_once(db, caller, idempotency, effect, clock=clock)


def _two_stores(tx: Tx, caller: Caller, asked: dict[str, Any]) -> tuple[Store, Store]:
    known = stores.of_accounts(tx, [caller.account_id])[caller.account_id]
    faults = [
        fault(f"/{end}", "unknown_store", "There is no such store; GET /v1/stores lists them.")
        for end, store_id in (("from", asked["from_"]), ("to", asked["to"]))
        if store_id not in known
    ]
    if asked["from_"] == asked["to"]:
        faults.append(fault("/to", "out_of_range", "A transfer goes to another store than it comes from."))
    if faults:
        raise ValidationFailed(faults)
    return known[asked["from_"]], known[asked["to"]]


def _transfer(
    tx: Tx, clock: Clock, caller: Caller, product: Sellable, source: Store, target: Store, asked: dict[str, Any]
) -> Made:
    qty, product_id = asked["qty_milli"], product.product_id
    ends = [(caller.account_id, store.store_id, product_id) for store in (source, target)]
    levels = locked(tx, ends, clock.now())
    now = clock.now()
    transfer_id = new_id("trf", now)
    movements = [
        MovementByHand(
            new_id("mov", now),
            product_id,
            place[1],
            delta,
            levels[place].on_hand_milli + delta,
            TRANSFER,
            now,
            now,
            note=asked["note"],
            document_id=transfer_id,
        )
        for place, delta in zip(ends, (-qty, qty), strict=True)
    ]
    if falls_short(-qty, movements[0].on_hand_milli, negative_stock=source.negative_stock):
        raise InsufficientStock([shortage_fault("/qty", product.sku, qty, levels[ends[0]].on_hand_milli)])
    write_down(tx, caller, product, movements, levels)
    return Made(dumps(transfer_to_public(transfer_id, [asdict(movement) for movement in movements])), transfer_id)
