"""Take note of what credit notes say about customers: so much less was spent."""

from collections.abc import Sequence

from kit.clock import Clock
from kit.db import Tx
from kit.messaging import Event
from services.customers.operations.record_purchases import record_visits
from services.customers.wire import refund_from_wire


def record_refunds(tx: Tx, clock: Clock, secret: bytes, events: Sequence[Event]) -> None:
    """
    Apply a batch of invoice.refunded: the totals go down, the number of invoices and the last visit stay.

    One that comes before its sale makes the customer as the sale would, and the sale adds up later.
    """
    record_visits(tx, clock, secret, events, [refund_from_wire(event.account_id, event.data) for event in events])
