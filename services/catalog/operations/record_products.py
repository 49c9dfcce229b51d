"""Write products with their prices, stores and events: the step that all writes share, one statement a table."""

from collections.abc import Callable, Sequence
from datetime import datetime

from kit.caller import Caller
from kit.clock import Clock, ist_date
from kit.db import Tx
from kit.ids import new_id
from kit.messaging import outbox
from kit.preconditions import refuse_if_changed
from kit.wire_json import dumps
from services.catalog.domain.opening_stock import OpeningStock, Stores, opening_stock
from services.catalog.domain.product import ACTIVE, Draft, Product
from services.catalog.errors import ProductNotFound, ValidationFailed
from services.catalog.storage import product_prices, product_stores, products
from services.catalog.wire import product_to_document, product_to_public

CREATED = "product.created"
UPDATED = "product.updated"
RETIRED = "product.archived"


def add_products(tx: Tx, caller: Caller, clock: Clock, drafts: Sequence[Draft], stores: Stores) -> dict[str, Product]:
    """Add those whose SKU is free, and return them by SKU; the others are left alone."""
    at = clock.now()
    new = [Product.new(new_id("prod", at), draft, opening_stock(draft.stock, stores), at) for draft in drafts]
    claimed = products.claim(tx, caller.account_id, [(product, public_body(product)) for product in new])
    added = [product for product in new if product.product_id in claimed]
    product_prices.add(tx, caller.account_id, added)
    product_stores.add(tx, caller.account_id, added)
    _announce(tx, caller, clock, CREATED, added)
    return {product.sku: product for product in added}


def update_products(
    tx: Tx, caller: Caller, clock: Clock, drafts: Sequence[Draft], stores: Stores
) -> dict[str, Product]:
    """Lock the products of these SKUs, write what the drafts change, and return all by SKU; archived ones stay as they are."""
    at = clock.now()
    before = products.lock(tx, caller.account_id, [draft.sku for draft in drafts])
    after = {
        draft.sku: _replaced(before[draft.sku], draft, opening_stock(draft.stock, stores) if draft.stock else (), at)
        for draft in drafts
    }
    changed = [product for sku, product in after.items() if product is not before[sku]]
    products.save(tx, caller.account_id, [(product, public_body(product)) for product in changed])
    product_prices.add(tx, caller.account_id, [item for item in changed if item.price != before[item.sku].price])
    product_stores.add(tx, caller.account_id, changed)
    _announce(tx, caller, clock, UPDATED, changed)
    return after


def alter_product(
    tx: Tx,
    caller: Caller,
    clock: Clock,
    product_id: str,
    change: Callable[[Product, datetime], Product],
    *,
    expected_body: str | None,
) -> Product:
    """
    Lock one product, write what the change makes of it, and return it; a change that changes nothing writes nothing.

    Raises ProductNotFound, PreconditionFailed when its public body is not the expected one, ValidationFailed.
    """
    before = products.lock_one(tx, caller.account_id, product_id)
    if before is None:
        raise ProductNotFound
    refuse_if_changed(expected_body, public_body(before))
    at = clock.now()
    after = change(before, at)
    if after is before:
        return before
    faults = after.faults_since(before, ist_date(at))
    if faults:
        raise ValidationFailed(faults)
    products.save(tx, caller.account_id, [(after, public_body(after))])
    product_prices.add(tx, caller.account_id, [after] if after.price != before.price else [])
    _announce(tx, caller, clock, UPDATED if after.status == ACTIVE else RETIRED, [after])
    return after


def public_body(product: Product) -> str:
    """Write a product's public body once, so that every read copies it."""
    return dumps(product_to_public(product))


def _replaced(product: Product, draft: Draft, opening: tuple[OpeningStock, ...], at: datetime) -> Product:
    return product.replaced_by(draft, opening, at) if product.status == ACTIVE else product


def _announce(tx: Tx, caller: Caller, clock: Clock, event_type: str, changed: Sequence[Product]) -> None:
    at = clock.now()
    events = [outbox.new_event(caller, event_type, product_to_document(product), at=at) for product in changed]
    outbox.add_all(tx, events, at=at)
