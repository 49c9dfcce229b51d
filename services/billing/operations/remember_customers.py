"""Keep billing's copy of who has which phone, and which phones were given up, from customer events."""

from collections.abc import Sequence

from kit.db import Tx
from kit.messaging import Event
from services.billing.storage import customer_copies, phone_generations
from services.billing.wire import customer_copy_from_wire
from services.billing.wire.requests import released_phones_from_wire


def remember_customers(tx: Tx, events: Sequence[Event]) -> None:
    """
    Take over what a batch of customer.created or customer.updated events says, in any order: an older version changes nothing.

    Of a customer who was erased the copy keeps neither phone nor name.
    """
    customer_copies.remember(tx, [customer_copy_from_wire(event.account_id, event.data) for event in events])
    released = [phone for event in events for phone in released_phones_from_wire(event.account_id, event.data)]
    phone_generations.remember(tx, released)
