"""Take note of what credit notes say about customers: so much less was spent."""

from collections.abc import Sequence
from datetime import datetime

from kit.clock import Clock
from kit.db import Tx
from kit.messaging import Event
from services.customers.domain.visit import Visit
from services.customers.operations.record_purchases import record_visits
from services.customers.storage import customers
from services.customers.wire import refund_from_wire


def record_refunds(tx: Tx, clock: Clock, secret: bytes, events: Sequence[Event]) -> None:
    """
    Apply a batch of invoice.refunded: the totals go down, the number of invoices and the last visit stay.

    One that comes before its sale makes the customer as the sale would, and the sale adds up later. Of an erased customer
    the sums go down, too: they are those of the invoices, which stay.
    """
    read = [refund_from_wire(event.account_id, event.data) for event in events]
    record_visits(tx, clock, secret, events, read)
    _lower_the_erased(tx, [visit for visit in read if visit is not None], clock.now())


def _lower_the_erased(tx: Tx, visits: Sequence[Visit], at: datetime) -> None:
    """Lower the sums of those who have no phone any more, by which the others are found; one by one, for they are few."""
    if not visits:
        return
    present = customers.phones_of(tx, [(visit.account_id, visit.customer_id) for visit in visits])
    for visit in sorted(visits, key=lambda visit: (visit.account_id, visit.customer_id)):
        if present.get((visit.account_id, visit.customer_id), visit.phone) is None:
            customer = customers.lock_one(tx, visit.account_id, visit.customer_id)
            assert customer is not None  # none is ever deleted
            customers.save(tx, [customer.visited(visit.purchases, at)])
