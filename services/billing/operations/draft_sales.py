"""Work sales out from the facts billing holds: stores, products, buyers. Three reads (four for somebody new), nothing written or locked."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.caller import Caller
from kit.db import Tx
from kit.errors import Refusal, fault
from kit.ids import derived_id
from services.billing.domain.sale import (
    Customer,
    Draft,
    SaleRequest,
    Sellable,
    Store,
    archived_products,
    draft,
    unknown_products,
)
from services.billing.errors import ProductArchived, StoreClosed, StoreNotAllowed, ValidationFailed
from services.billing.storage import customer_aliases, customer_copies, phone_generations, sellables, stores

Asked = tuple[Caller, SaleRequest]


def draft_sales(tx: Tx, asked: Sequence[Asked], secret: bytes, now: datetime) -> list[Draft | Refusal]:
    """
    Return each sale worked out, or what refuses it with every fault named, in order.

    The refusals are ValidationFailed, ProductArchived, StoreClosed and StoreNotAllowed; stock is not looked at.
    """
    if not asked:
        return []
    known_stores = stores.of_accounts(tx, sorted({caller.account_id for caller, _ in asked}))
    wanted = [(caller.account_id, item.sku, item.product_id) for caller, request in asked for item in request.items]
    products = iter(sellables.named(tx, wanted))
    buyers = _buyers(tx, asked, secret)
    drafted: list[Draft | Refusal] = []
    for (caller, request), buyer in zip(asked, buyers, strict=True):
        named = [next(products) for _ in request.items]
        try:
            drafted.append(_draft_one(caller, request, known_stores[caller.account_id], named, buyer, now))
        except Refusal as refusal:
            drafted.append(refusal)
    return drafted


def _draft_one(
    caller: Caller,
    request: SaleRequest,
    known_stores: Mapping[str, Store],
    products: list[Sellable | None],
    buyer: Customer | None,
    now: datetime,
) -> Draft:
    faults = []
    store = _store(caller, request, known_stores)
    if store is None:
        faults.append(fault("/store", "unknown_store", "There is no such store; GET /v1/stores lists them."))
    if request.customer_id is not None and buyer is None:
        faults.append(fault("/customer_id", "unknown_customer", f"There is no customer {request.customer_id}."))
    faults += unknown_products(request.items, products)
    if faults or store is None:
        raise ValidationFailed(faults)
    archived = archived_products(request.items, products)
    if archived:
        raise ProductArchived(archived)
    made, faults = draft(request, store, [product for product in products if product], buyer, now)
    if faults:
        raise ValidationFailed(faults)
    return made


def _store(caller: Caller, request: SaleRequest, known: Mapping[str, Store]) -> Store | None:
    bound, asked = caller.store_id, request.store_id
    if bound is not None and asked is not None and asked != bound:
        raise StoreNotAllowed("This key sells for one store only, and the request names another.")
    store_id = asked or bound
    if store_id is not None:
        store = known.get(store_id)
    else:
        store = next((store for store in known.values() if store.is_default), None)
    if store is not None and store.status == "closed":
        raise StoreClosed(f"The store {store.name} is closed.")
    return store


def _buyers(tx: Tx, asked: Sequence[Asked], secret: bytes) -> list[Customer | None]:
    """Return who buys each, with the id that customers gives or will give to the phone."""
    phones, ids = [], []
    for caller, request in asked:
        if request.customer is not None and request.customer.get("phone"):
            phones.append((caller.account_id, request.customer["phone"]))
        elif request.customer_id is not None:
            ids.append((caller.account_id, request.customer_id))
    copies = customer_copies.known(tx, phones, ids) if phones or ids else []
    by_phone = {(copy["account_id"], copy["phone"]): copy for copy in copies}
    by_id = {(copy["account_id"], copy["customer_id"]): copy for copy in copies}
    by_id |= _by_alias(tx, [pair for pair in ids if pair not in by_id])
    minted = _minted_ids(tx, {pair for pair in phones if pair not in by_phone}, secret)
    buyers: list[Customer | None] = []
    for caller, request in asked:
        if request.customer is not None:
            pair = (caller.account_id, request.customer.get("phone") or "")
            known = by_phone.get(pair)
            customer_id = known["customer_id"] if known else minted.get(pair)
            buyers.append(_named_buyer(request.customer, customer_id, known))
        else:
            known = by_id.get((caller.account_id, request.customer_id or ""))
            buyers.append(Customer(known["customer_id"], known["phone"], known["name"]) if known else None)
    return buyers


def _by_alias(tx: Tx, unknown: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Find the customers that ids lead to; two more reads, for sales under an id that is no customer's own alone."""
    followed = customer_aliases.followed(tx, unknown) if unknown else {}
    if not followed:
        return {}
    meant = {pair: (pair[0], customer_id) for pair, customer_id in followed.items()}
    copies = {
        (copy["account_id"], copy["customer_id"]): copy for copy in customer_copies.known(tx, [], list(meant.values()))
    }
    return {pair: copies[own] for pair, own in meant.items() if own in copies}


def _minted_ids(tx: Tx, unknown: Collection[tuple[str, str]], secret: bytes) -> dict[tuple[str, str], str]:
    """Derive the ids that customers will give to phones without one; one more read, for sales to somebody new alone."""
    if not unknown:
        return {}
    keys = {pair: (pair[0], derived_id("phone", secret, *pair)) for pair in unknown}
    raised = phone_generations.of(tx, list(keys.values()))
    return {pair: derived_id("cus", secret, *pair, str(raised.get(key, 0))) for pair, key in keys.items()}


def _named_buyer(named: Any, customer_id: str | None, copy: dict[str, Any] | None) -> Customer:
    return Customer(
        customer_id,
        named.get("phone"),
        named.get("name") or (copy["name"] if copy else None),
        named.get("email"),
        named.get("gstin"),
        named.get("address"),
        bool(named.get("sez")),
    )
