"""
Bill a group of sales in one transaction: stock, number, invoice, payments, events and idempotency record together.

Locks are taken in one order, whatever the group: idempotency keys (tried, never waited for), stock rows sorted, counters
sorted and last. A sale that is refused leaves the others alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kit import idempotency as idempotent
from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import Refusal, WireError, fault
from kit.idempotency import Made
from kit.ids import derived_id, new_id
from kit.messaging import Event, outbox
from kit.wire_json import dumps
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
from services.billing.domain.stock import has_run_low, shortage_faults, shortages, wanted_by_product
from services.billing.errors import InsufficientStock, ProductArchived, StoreClosed, StoreNotAllowed, ValidationFailed
from services.billing.storage import customer_copies, invoice_numbers, sales, sellables, stock, stores
from services.billing.storage.sales import Movement, Sold
from services.billing.storage.stock import Place
from services.billing.wire import invoice_created_data, invoice_to_public

DOCUMENT = "invoice"


@dataclass(frozen=True, slots=True)
class Sale:
    """A call to bill: who asks, under which key, for what."""

    caller: Caller
    request: SaleRequest
    idempotency: Idempotency | None


@dataclass(frozen=True, slots=True)
class KeyBusy:
    """The outcome of a sale whose idempotency key another transaction holds: it may try again in a moment."""


@dataclass(slots=True)
class _Taken:
    """What the group has taken from stock so far: balances as they will stand, and the movements that lead there."""

    on_hand: dict[Place, int]
    movements: list[Movement]


def bill_group(db: Database, clock: Clock, settings: Any, group: Sequence[Sale]) -> list[Any]:
    """Bill a group with the settings of the process; what a GroupProvider runs."""
    return create_invoices(db, clock, settings.customer_id_secret, group)


def create_invoices(db: Database, clock: Clock, secret: bytes, group: Sequence[Sale]) -> list[Any]:
    """
    Bill each sale and return, in order, its answer, a KeyBusy, or the refusal to raise.

    A fault of the database that may concern one sale alone makes the group's sales run singly.
    """
    try:
        return _bill(db, clock, secret, group)
    except WireError as problem:
        return [problem] * len(group)
    except Exception as problem:  # one sale spoils the group, or a twin committed first: find out which
        if len(group) == 1:
            return [KeyBusy() if isinstance(problem, idempotent.TwinCommitted) else problem]
        return [create_invoices(db, clock, secret, [sale])[0] for sale in group]


def _bill(db: Database, clock: Clock, secret: bytes, group: Sequence[Sale]) -> list[Any]:
    outcomes: list[Any] = [None] * len(group)
    accounts = sorted({sale.caller.account_id for sale in group})
    with db.transaction(*accounts) as tx:
        open_places = _claim(tx, group, outcomes, clock.now())
        drafts = _draft_all(tx, group, open_places, outcomes, secret, clock.now())
        taken = _take_stock(tx, group, drafts, outcomes, clock)
        if drafts:
            _book(tx, group, drafts, taken, outcomes, clock)
    return outcomes


def _claim(tx: Tx, group: Sequence[Sale], outcomes: list[Any], now: datetime) -> list[int]:
    """Take the idempotency keys; answer what has been answered before. Returns the places still to bill."""
    keyed = [(place, sale) for place, sale in enumerate(group) if sale.idempotency is not None]
    seen: set[tuple[str, str]] = set()
    claims = idempotent.claim_all(tx, [(s.caller, s.idempotency) for _, s in keyed if s.idempotency], now)
    for (place, sale), claim in zip(keyed, claims, strict=True):
        assert sale.idempotency is not None
        name = (sale.caller.account_id, sale.idempotency.key)
        if claim["fingerprint"] is not None:
            try:
                outcomes[place] = idempotent.replay(claim, sale.idempotency.fingerprint, None)
            except Refusal as refusal:
                outcomes[place] = refusal
        elif not claim["ours"] or name in seen:
            outcomes[place] = KeyBusy()
        seen.add(name)
    return [place for place in range(len(group)) if outcomes[place] is None]


def _draft_all(
    tx: Tx, group: Sequence[Sale], places: Sequence[int], outcomes: list[Any], secret: bytes, now: datetime
) -> dict[int, Draft]:
    """Work out each sale from the facts billing holds; what has faults is refused with all of them."""
    if not places:
        return {}
    known_stores = stores.of_accounts(tx, sorted({group[place].caller.account_id for place in places}))
    wanted = [(p, item) for p in places for item in group[p].request.items]
    products = iter(sellables.named(tx, [(group[p].caller.account_id, i.sku, i.product_id) for p, i in wanted]))
    found = {place: [next(products) for _ in group[place].request.items] for place in places}
    buyers = _buyers(tx, group, places, secret)
    drafts = {}
    for place in places:
        sale = group[place]
        try:
            drafts[place] = _draft_one(sale, known_stores[sale.caller.account_id], found[place], buyers.get(place), now)
        except Refusal as refusal:
            outcomes[place] = refusal
    return drafts


def _draft_one(
    sale: Sale,
    known_stores: dict[str, Store],
    products: list[Sellable | None],
    buyer: Customer | None,
    now: datetime,
) -> Draft:
    request, faults = sale.request, []
    store = _store(sale, known_stores)
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


def _store(sale: Sale, known: dict[str, Store]) -> Store | None:
    bound, asked = sale.caller.store_id, sale.request.store_id
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


def _buyers(tx: Tx, group: Sequence[Sale], places: Sequence[int], secret: bytes) -> dict[int, Customer]:
    """Return who buys, with the id that customers gives or will give to the phone."""
    phones, ids = [], []
    for place in places:
        account_id, request = group[place].caller.account_id, group[place].request
        if request.customer is not None and request.customer.get("phone"):
            phones.append((account_id, request.customer["phone"]))
        elif request.customer_id is not None:
            ids.append((account_id, request.customer_id))
    copies = customer_copies.known(tx, phones, ids) if phones or ids else []
    by_phone = {(copy["account_id"], copy["phone"]): copy for copy in copies}
    by_id = {(copy["account_id"], copy["customer_id"]): copy for copy in copies}
    buyers = {}
    for place in places:
        account_id, request = group[place].caller.account_id, group[place].request
        if request.customer is not None:
            copy = by_phone.get((account_id, request.customer.get("phone") or ""))
            buyers[place] = _named_buyer(account_id, request.customer, copy, secret)
        elif request.customer_id is not None and (account_id, request.customer_id) in by_id:
            copy = by_id[account_id, request.customer_id]
            buyers[place] = Customer(copy["customer_id"], copy["phone"], copy["name"])
    return buyers


def _named_buyer(account_id: str, named: Any, copy: dict[str, Any] | None, secret: bytes) -> Customer:
    phone = named.get("phone")
    customer_id = copy["customer_id"] if copy else derived_id("cus", secret, account_id, phone, "0") if phone else None
    return Customer(
        customer_id,
        phone,
        named.get("name") or (copy["name"] if copy else None),
        named.get("email"),
        named.get("gstin"),
        named.get("address"),
        bool(named.get("sez")),
    )


def _take_stock(tx: Tx, group: Sequence[Sale], drafts: dict[int, Draft], outcomes: list[Any], clock: Clock) -> _Taken:
    """Lock every stock row of the group in one order, then take for each sale in turn; a sale that falls short is refused."""
    wanted = {place: _wanted(made) for place, made in drafts.items()}
    rows = sorted(
        {(group[p].caller.account_id, drafts[p].store.store_id, product) for p in wanted for product in wanted[p]}
    )
    on_hand = stock.lock(tx, rows) if rows else {}
    missing = [
        row
        for row in rows
        if row not in on_hand
        and any(made.store.negative_stock and made.store.store_id == row[1] for made in drafts.values())
    ]
    if missing:
        stock.open_rows(tx, missing, clock.now())
        on_hand = stock.lock(tx, rows)
    taken = _Taken(on_hand, [])
    for place, made in list(drafts.items()):
        account_id, store = group[place].caller.account_id, made.store
        here = {product: on_hand.get((account_id, store.store_id, product), 0) for product in wanted[place]}
        short = [] if store.negative_stock else shortages(wanted[place], here)
        if short:
            named = [(line.product_id, line.sku) for line in made.invoice.lines]
            outcomes[place] = InsufficientStock(shortage_faults(short, named))
            del drafts[place]
            continue
        for product, qty in wanted[place].items():
            on_hand[account_id, store.store_id, product] -= qty
    return taken


def _wanted(made: Draft) -> dict[str, int]:
    return wanted_by_product((line.product_id, line.qty_milli) for line in made.invoice.lines)


def _book(
    tx: Tx, group: Sequence[Sale], drafts: dict[int, Draft], taken: _Taken, outcomes: list[Any], clock: Clock
) -> None:
    """Number the sales, write them, their movements, events and records; the counters are the last thing waited for."""
    now = clock.now()
    numbers = _numbers(tx, group, drafts)
    sold, events, records = [], [], []
    balance = _opening_balances(group, drafts, taken)
    for place, made in drafts.items():
        sale = group[place]
        one, new_events = _sell(sale, made, numbers[place], balance, taken, now)
        sold.append(one)
        events += new_events
        answer = Made(one.body, one.invoice_id)
        outcomes[place] = answer.to_wire(replayed=False)
        if sale.idempotency is not None:
            records.append((sale.caller, sale.idempotency, answer))
    touched = {(m.account_id, m.store_id, m.product_id) for m in taken.movements}
    sales.book(tx, sold, taken.movements, {row: taken.on_hand[row] for row in sorted(touched)}, now)
    outbox.add_all(tx, events, at=now)
    if records:
        idempotent.record_all(tx, records, now)


def _numbers(tx: Tx, group: Sequence[Sale], drafts: dict[int, Draft]) -> dict[int, str]:
    keys = {
        place: (group[place].caller.account_id, made.store.gstin, DOCUMENT, made.year, made.series.key)
        for place, made in drafts.items()
    }
    counts: dict[invoice_numbers.Key, int] = {}
    for key in keys.values():
        counts[key] = counts.get(key, 0) + 1
    following = invoice_numbers.take(tx, counts)
    numbers = {}
    for place, made in drafts.items():
        numbers[place] = made.series.number(following[keys[place]])
        following[keys[place]] += 1
    return numbers


def _opening_balances(group: Sequence[Sale], drafts: dict[int, Draft], taken: _Taken) -> dict[Place, int]:
    """Return what was on hand before the group: each movement's balance is counted down from it."""
    balance: dict[Place, int] = {}
    for place, made in drafts.items():
        for product, qty in _wanted(made).items():
            row = (group[place].caller.account_id, made.store.store_id, product)
            balance[row] = balance.get(row, taken.on_hand[row]) + qty
    return balance


def _sell(
    sale: Sale, made: Draft, number: str, balance: dict[Place, int], taken: _Taken, now: datetime
) -> tuple[Sold, list[Event]]:
    caller = sale.caller
    invoice_id = new_id("inv", now)
    payment_ids = tuple(new_id("pay", now) for _ in made.invoice.payments)
    facts: dict[str, Any] = {
        "invoice_id": invoice_id,
        "number": number,
        "payment_ids": payment_ids,
        "created_at": now,
    }
    body = dumps(invoice_to_public(made, **facts))
    changes, low = _move(caller, made, invoice_id, balance, taken, now)
    events = [
        outbox.new_event(caller, "invoice.created", invoice_created_data(made, **facts), at=now),
        outbox.new_event(caller, "stock.changed", {"changes": changes}, at=now),
        *(outbox.new_event(caller, "stock.low", data, at=now) for data in low),
    ]
    return Sold(caller.account_id, invoice_id, number, made, payment_ids, body), events


def _move(
    caller: Caller, made: Draft, invoice_id: str, balance: dict[Place, int], taken: _Taken, now: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Write the movements of a sale and return what stock.changed and stock.low tell of them."""
    store_id = made.store.store_id
    lines = {line.product_id: line for line in made.invoice.lines}
    changes, low = [], []
    for product_id, qty in _wanted(made).items():
        row = (caller.account_id, store_id, product_id)
        before, after = balance[row], balance[row] - qty
        balance[row] = after
        taken.movements.append(
            Movement(
                caller.account_id,
                product_id,
                store_id,
                new_id("mov", now),
                -qty,
                after,
                "sale",
                invoice_id,
                made.issued_at,
            )
        )
        named = {"product_id": product_id, "sku": lines[product_id].sku, "store_id": store_id}
        changes.append({**named, "delta_milli": -qty, "on_hand_milli": after, "reason": "sale"})
        level = made.reorder_levels[product_id]
        if has_run_low(before, after, level):
            name = lines[product_id].name
            low.append({**named, "name": name, "on_hand_milli": after, "reorder_level_milli": level})
    return changes, low
