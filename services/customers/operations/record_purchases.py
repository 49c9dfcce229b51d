"""Take note of what invoices say about customers: who bought, how much, when. A sale makes the customer it names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kit.caller import Caller
from kit.clock import Clock
from kit.db import Tx
from kit.messaging import Event, outbox
from services.customers.domain.customer import Customer
from services.customers.domain.visit import Visit, merged
from services.customers.operations.settle_customers import CREATED, MERGED, UPDATED, announce, settle_customers
from services.customers.storage import customer_aliases, customers
from services.customers.wire import merge_to_event, visit_from_wire


def record_purchases(tx: Tx, clock: Clock, secret: bytes, events: Sequence[Event]) -> None:
    """Apply a batch of invoice.created: create who is new, fill an empty name, add up count, spend and last visit."""
    record_visits(tx, clock, secret, events, [visit_from_wire(event.account_id, event.data) for event in events])


def record_visits(tx: Tx, clock: Clock, secret: bytes, events: Sequence[Event], read: Sequence[Visit | None]) -> None:
    """
    Add to the customers what was read of the events; None names nobody.

    An id that billing minted for somebody who has another is that one's alias from then on (customer.merged).

    Sums and latest dates do not mind the order; the inbox has seen to it that each event comes here once.
    """
    followed, unknown = _at_present_phones(tx, [visit for visit in read if visit is not None])
    visits = merged(followed)
    if not visits:
        return
    at = clock.now()
    settled = settle_customers(tx, secret, {(visit.account_id, visit.phone): visit.profile for visit in visits}, at)
    before = [settled.customers[visit.account_id, visit.phone] for visit in visits]
    after = [_visited(customer, visit, at) for customer, visit in zip(before, visits, strict=True)]
    customers.save(tx, after)
    merged_ids = customer_aliases.add(tx, _aliases(unknown, settled.customers), at)
    introduced = [now for was, now in zip(before, after, strict=True) if now.version != was.version]
    new = [now for now in after if now.customer_id in settled.created]
    for caller in _callers(events):
        announce(tx, caller, CREATED, [now for now in new if now.account_id == caller.account_id], at)
        announce(tx, caller, UPDATED, [now for now in introduced if now.account_id == caller.account_id], at)
        _announce_merges(tx, caller, [alias for alias in merged_ids if alias[0] == caller.account_id], at)


def _at_present_phones(tx: Tx, visits: Sequence[Visit]) -> tuple[list[Visit], list[Visit]]:
    """
    Follow the ids: a customer may have another phone by now, and one whose phone was released takes no more purchases.

    Also return those whose id is not known (yet).
    """
    if not visits:
        return [], []
    present = customers.phones_of(tx, [(visit.account_id, visit.customer_id) for visit in visits])
    followed, unknown = [], []
    for visit in visits:
        phone = present.get((visit.account_id, visit.customer_id), visit.phone)
        if phone is not None:
            followed.append(replace(visit, phone=phone))
        if (visit.account_id, visit.customer_id) not in present:
            unknown.append(visit)
    return followed, unknown


def _aliases(unknown: Sequence[Visit], settled: Mapping[tuple[str, str], Customer]) -> list[customer_aliases.Alias]:
    """Give the ids that billing minted for a phone while customers gave it to one with another id: each is that one's alias."""
    return [
        (visit.account_id, visit.customer_id, settled[visit.account_id, visit.phone].customer_id)
        for visit in unknown
        if settled[visit.account_id, visit.phone].customer_id != visit.customer_id
    ]


def _announce_merges(tx: Tx, caller: Caller, aliases: Sequence[customer_aliases.Alias], at: datetime) -> None:
    events = [
        outbox.new_event(caller, MERGED, merge_to_event(alias_id, customer_id), at=at)
        for _, alias_id, customer_id in aliases
    ]
    outbox.add_all(tx, events, at=at)


def _visited(customer: Customer, visit: Visit, at: datetime) -> Customer:
    return customer.introduced(visit.profile.name, at).visited(visit.purchases, at)


def _callers(events: Sequence[Event]) -> list[Caller]:
    last = {event.account_id: event for event in events}
    return [Caller(account, livemode=event.livemode, trace=event.trace) for account, event in sorted(last.items())]
