"""Add a product with its price, GST class and opening stock."""

from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock, ist_date
from kit.db import Database, Tx
from kit.idempotency import Made, run_once
from services.catalog.domain.opening_stock import Stores, stock_faults
from services.catalog.domain.product import Draft
from services.catalog.errors import SkuTaken, ValidationFailed
from services.catalog.operations.apply_to_billing import apply_to_billing
from services.catalog.operations.ask_stores import Bus, ask_stores
from services.catalog.operations.record_products import add_products, public_body
from services.catalog.storage import products
from services.catalog.wire import draft_from_wire


def create_product(
    db: Database, bus: Bus, clock: Clock, caller: Caller, *, request: dict[str, Any], idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Add the product, then have billing know it before the client does.

    The stores are asked for before the transaction and billing is told after it, also when the answer is a replayed one:
    a call that was lost the first time is made good by the same key.

    Raises ValidationFailed, SkuTaken, WireError.
    """
    draft = draft_from_wire(request)
    stores = ask_stores(bus, caller)
    answer = run_once(db, caller, idempotency, lambda tx: _add(tx, caller, clock, draft, stores), clock=clock)
    apply_to_billing(db, bus, caller, [answer["resource_id"]])
    return answer


def _add(tx: Tx, caller: Caller, clock: Clock, draft: Draft, stores: Stores) -> Made:
    faults = [*draft.faults(ist_date(clock.now())), *stock_faults(draft.stock, stores)]
    if faults:
        raise ValidationFailed(faults)
    product = add_products(tx, caller, clock, [draft], stores).get(draft.sku)
    if product is None:
        raise SkuTaken(draft.sku, products.id_of_sku(tx, caller.account_id, draft.sku))
    return Made(public_body(product), product.product_id)
