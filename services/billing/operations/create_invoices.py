"""
Bill a group of sales in one transaction: stock, number, invoice, payments, events and idempotency record together.

Locks are taken in one order, whatever the group: idempotency keys (tried, never waited for), stock rows sorted, counters
sorted and last (a store's first sale locks the store's row before them). A sale that is refused leaves the others alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kit import idempotency as idempotent
from kit import metrics, tracing
from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db import Database, Tx
from kit.errors import Refusal, WireError, fault
from kit.idempotency import Made
from kit.ids import new_id
from kit.messaging import Event, outbox
from kit.wire_json import dumps
from services.billing.domain.sale import Draft, SaleRequest
from services.billing.errors import ValidationFailed
from services.billing.operations.draft_sales import draft_sales
from services.billing.operations.fix_gstins import StoreChanged, fix_gstins
from services.billing.operations.take_stock import Taken, move, take_stock
from services.billing.storage import invoice_numbers, sales
from services.billing.storage.sales import Sold
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


def bill_group(db: Database, clock: Clock, settings: Any, group: Sequence[Sale]) -> list[Any]:
    """Bill a group with the settings of the process; what a GroupProvider runs."""
    metrics.SALES_GROUP_SIZE.of().observe(len(group))
    with tracing.shared("bill group", tracing.INTERNAL, [sale.caller.trace for sale in group]):
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
            return [KeyBusy() if isinstance(problem, idempotent.TwinCommitted | StoreChanged) else problem]
        return [create_invoices(db, clock, secret, [sale])[0] for sale in group]


def _bill(db: Database, clock: Clock, secret: bytes, group: Sequence[Sale]) -> list[Any]:
    outcomes: list[Any] = [None] * len(group)
    accounts = sorted({sale.caller.account_id for sale in group})
    with db.transaction(*accounts) as tx:
        open_places = _claim(tx, group, outcomes, clock.now())
        drafts = _draft_all(tx, group, open_places, outcomes, secret, clock.now())
        taken = take_stock(tx, [sale.caller.account_id for sale in group], drafts, outcomes, clock)
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
    asked = [(group[place].caller, group[place].request) for place in places]
    drafts = {}
    for place, drafted in zip(places, draft_sales(tx, asked, secret, now), strict=True):
        if isinstance(drafted, Refusal):
            outcomes[place] = drafted
        else:
            drafts[place] = drafted
    return drafts


def _book(
    tx: Tx, group: Sequence[Sale], drafts: dict[int, Draft], taken: Taken, outcomes: list[Any], clock: Clock
) -> None:
    """Number the sales, write them, their movements, events and records; the counters are the last thing waited for."""
    now = clock.now()
    fix_gstins(tx, [sale.caller.account_id for sale in group], drafts)
    numbers = _numbers(tx, group, drafts)
    sold, events, records = [], [], []
    ids = sorted(new_id("inv", now) for _ in drafts)  # a list goes by id: let it go by number, too
    for invoice_id, (place, made) in zip(ids, drafts.items(), strict=True):
        sale = group[place]
        one, new_events = _sell(sale, made, place, (invoice_id, numbers[place]), taken, now)
        sold.append(one)
        events += new_events
        answer = Made(one.body, one.invoice_id)
        outcomes[place] = answer.to_wire(replayed=False)
        if sale.idempotency is not None:
            records.append((sale.caller, sale.idempotency, answer))
    sales.book(tx, sold, taken.movements, dict(sorted(taken.after.items())), now)
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
        numbers[place] = _number(made, following[keys[place]])
        following[keys[place]] += 1
    return numbers


def _number(made: Draft, following: int) -> str:
    try:
        return made.series.number(following)
    except ValueError:  # the whole group is rolled back and run singly; nothing of the series is used up
        detail = f"The series {made.series.key} of {made.store.name} is full; give the store another invoice template."
        raise ValidationFailed([fault("/store", "out_of_range", detail)]) from None


def _sell(
    sale: Sale, made: Draft, place: int, name: tuple[str, str], taken: Taken, now: datetime
) -> tuple[Sold, list[Event]]:
    caller, (invoice_id, number) = sale.caller, name
    payment_ids = tuple(sorted(new_id("pay", now) for _ in made.invoice.payments))  # they go by id, too
    facts: dict[str, Any] = {
        "invoice_id": invoice_id,
        "number": number,
        "payment_ids": payment_ids,
        "created_at": now,
    }
    body = dumps(invoice_to_public(made, **facts))
    news = [
        ("invoice.created", invoice_created_data(made, **facts)),
        *move(caller, made, place, invoice_id, taken, now),
    ]
    events = [outbox.new_event(caller, kind, data, at=now) for kind, data in news]
    return Sold(caller.account_id, invoice_id, number, made, payment_ids, body), events
