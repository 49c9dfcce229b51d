"""Add a batch of invoices to the sales roll-ups."""

from collections.abc import Iterable
from typing import Any, Protocol

from kit.clock import ist_date, parse_rfc3339
from kit.db import Tx
from services.reporting.domain.roll_up import RollUp
from services.reporting.storage import roll_ups


class InvoiceCreated(Protocol):
    """The parts of a bus event that are read here."""

    @property
    def account_id(self) -> str: ...

    @property
    def occurred_at(self) -> str: ...

    @property
    def data(self) -> dict[str, Any]: ...


def project_invoice_created(tx: Tx, events: Iterable[InvoiceCreated]) -> None:
    """
    Add the invoices to every roll-up, each on the day it was issued in India.

    The events come at least once and in any order: the inbox claimed them in this transaction, and sums do not mind order.
    """
    roll_up = RollUp()
    newest: dict[str, str] = {}  # RFC 3339 in UTC sorts as text
    for event in events:
        roll_up.add_invoice(event.account_id, ist_date(parse_rfc3339(event.data["issued_at"])), event.data)
        newest[event.account_id] = max(event.occurred_at, newest.get(event.account_id, event.occurred_at))
    roll_ups.add(tx, roll_up, newest)
