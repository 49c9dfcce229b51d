"""Keep billing's copy of who has which phone, from customer events."""

from collections.abc import Sequence

from kit.db import Tx
from kit.messaging import Event
from services.billing.storage import customer_copies


def remember_customers(tx: Tx, events: Sequence[Event]) -> None:
    """Take over phone and name from a batch of customer.created or customer.updated events."""
    customers = [
        (event.account_id, event.data["customer_id"], event.data["phone"], event.data.get("name")) for event in events
    ]
    customer_copies.remember(tx, customers)
