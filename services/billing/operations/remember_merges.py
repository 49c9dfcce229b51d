"""Keep which ids that billing minted mean a customer with another id, from customer.merged."""

from collections.abc import Sequence

from kit.db import Tx
from kit.messaging import Event
from services.billing.storage import customer_aliases
from services.billing.wire import merge_from_wire


def remember_merges(tx: Tx, events: Sequence[Event]) -> None:
    """Take over what a batch of customer.merged says. The invoices stay as they are: lists and later sales follow the ids."""
    customer_aliases.remember(tx, [merge_from_wire(event.account_id, event.data) for event in events])
