"""Create or update up to 500 products by SKU, each judged by itself."""

import json
from datetime import date
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock, ist_date
from kit.db import Database, Tx
from kit.errors import Refusal, fault
from kit.idempotency import Made, run_once
from kit.wire_json import dumps
from services.catalog.domain.opening_stock import Stores, stock_faults
from services.catalog.domain.product import ARCHIVED, Draft, Product
from services.catalog.errors import ProductArchived, ValidationFailed
from services.catalog.operations.apply_to_billing import apply_to_billing
from services.catalog.operations.ask_stores import Bus, ask_stores
from services.catalog.operations.record_products import add_products, update_products
from services.catalog.wire import batch_from_wire, draft_from_wire, product_to_public, refusal_to_item

Judged = list[Draft | Refusal]


def upsert_products(
    db: Database, bus: Bus, clock: Clock, caller: Caller, *, request: dict[str, Any], idempotency: Idempotency | None
) -> dict[str, Any]:
    """
    Write what is right in one transaction and answer a result for each item, in the order of the request.

    A product that exists takes the facts and the price; its stock is billing's and stays. The answer's body is
    {"results": [{"index", "status": "created" | "updated" | "error", "resource" | "error"}]}.

    Raises ValidationFailed when the batch itself is not one, WireError when billing cannot be reached.
    """
    items = [read_item(item) for item in batch_from_wire(request)]
    stores = ask_stores(bus, caller)
    answer = run_once(db, caller, idempotency, lambda tx: _write(tx, caller, clock, items, stores), clock=clock)
    results = json.loads(answer["body"])["results"]
    apply_to_billing(db, bus, caller, [result["resource"]["id"] for result in results if "resource" in result])
    return answer


def read_item(item: Any) -> Draft | Refusal:
    """Read one item, or say why it is none."""
    try:
        return draft_from_wire(item)
    except ValidationFailed as refusal:
        return refusal


def _write(tx: Tx, caller: Caller, clock: Clock, items: Judged, stores: Stores) -> Made:
    judged = judge(items, stores, ist_date(clock.now()))
    drafts = [item for item in judged if isinstance(item, Draft)]
    created = add_products(tx, caller, clock, drafts, stores)
    rest = [draft for draft in drafts if draft.sku not in created]
    updated = update_products(tx, caller, clock, rest, stores)
    results = [_result(index, item, created, updated) for index, item in enumerate(judged)]
    return Made(dumps({"results": results}), "", created=bool(created))


def judge(items: Judged, stores: Stores, today: date) -> Judged:
    """Put a refusal in the place of each draft that cannot be written, one whose SKU an earlier item has included."""
    judged: Judged = []
    seen: set[str] = set()
    for item in items:
        if isinstance(item, Draft):
            item = _refused(item, seen, stores, today) or item
        if isinstance(item, Draft):
            seen.add(item.sku)
        judged.append(item)
    return judged


def _refused(draft: Draft, seen: set[str], stores: Stores, today: date) -> Refusal | None:
    faults = [*draft.faults(today), *stock_faults(draft.stock, stores)]
    if draft.sku in seen:
        faults.append(fault("/sku", "out_of_range", "an earlier item of the batch has this SKU"))
    return ValidationFailed(faults) if faults else None


def _result(
    index: int, item: Draft | Refusal, created: dict[str, Product], updated: dict[str, Product]
) -> dict[str, Any]:
    if isinstance(item, Refusal):
        return refusal_to_item(index, item)
    if item.sku in created:
        return {"index": index, "status": "created", "resource": product_to_public(created[item.sku])}
    product = updated[item.sku]
    if product.status == ARCHIVED:
        return refusal_to_item(index, ProductArchived(product.sku, product.product_id))
    return {"index": index, "status": "updated", "resource": product_to_public(product)}
