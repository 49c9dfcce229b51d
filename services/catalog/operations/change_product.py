"""Change what a merge patch names of a product; a new price replaces the old one, which stays known."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from services.catalog.operations.apply_to_billing import apply_to_billing
from services.catalog.operations.ask_stores import Bus
from services.catalog.operations.record_products import alter_product, public_body
from services.catalog.wire import Change, change_from_wire


def change_product(
    db: Database, bus: Bus, clock: Clock, caller: Caller, *, request: dict[str, Any], idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Change the product, then have billing know it before the client does: the till bills no old price after the answer.

    A request that is repeated finds nothing to change and tells billing again, so it finishes what a lost call left.

    Raises ValidationFailed, ProductNotFound, ProductArchived, PreconditionFailed, WireError.
    """
    change = change_from_wire(request)
    answer = run_once(db, caller, idempotency, lambda tx: _change(tx, caller, clock, change), clock=clock)
    apply_to_billing(db, bus, caller, [answer["resource_id"]])
    return answer


def _change(tx: Tx, caller: Caller, clock: Clock, change: Change) -> Made:
    product = alter_product(
        tx,
        caller,
        clock,
        change.product_id,
        lambda before, at: before.patched(change.changes, at),
        expected_body=change.expected_body,
    )
    return Made(public_body(product), product.product_id, created=False)
