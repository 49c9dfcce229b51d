"""Take a product out of sale for good or for a while; its SKU stays taken and its past stays known."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from services.catalog.domain.product import ARCHIVED, Changes
from services.catalog.operations.apply_to_billing import apply_to_billing
from services.catalog.operations.ask_stores import Bus
from services.catalog.operations.record_products import alter_product, public_body
from services.catalog.wire import archival_from_wire


def archive_product(
    db: Database, bus: Bus, clock: Clock, caller: Caller, *, request: dict[str, Any], idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Archive the product, then have billing know it before the client does: no till sells it after the answer.

    One that is archived already is answered as it is, and billing is told again.

    Raises ProductNotFound, PreconditionFailed, WireError.
    """
    product_id, expected_body = archival_from_wire(request)
    answer = run_once(
        db, caller, idempotency, lambda tx: _archive(tx, caller, clock, product_id, expected_body), clock=clock
    )
    apply_to_billing(db, bus, caller, [answer["resource_id"]])
    return answer


def _archive(tx: Tx, caller: Caller, clock: Clock, product_id: str, expected_body: str | None) -> Made:
    archived = Changes(facts={}, price={}, status=ARCHIVED)
    product = alter_product(
        tx, caller, clock, product_id, lambda before, at: before.patched(archived, at), expected_body=expected_body
    )
    return Made(public_body(product), product.product_id, created=False)
