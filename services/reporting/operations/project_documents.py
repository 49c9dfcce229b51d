"""Add documents to the reports, each once: invoices, credit notes and payments after the sale."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from kit.clock import IST, parse_rfc3339
from kit.db import Tx
from services.reporting.domain.document import CREDIT_NOTE, INVOICE, PAYMENT, Data, facts_of
from services.reporting.domain.roll_up import Place, RollUp
from services.reporting.storage import roll_ups


class BillingEvent(Protocol):
    """The parts of a bus event that are read here."""

    @property
    def type(self) -> str: ...

    @property
    def account_id(self) -> str: ...

    @property
    def occurred_at(self) -> str: ...

    @property
    def data(self) -> dict[str, Any]: ...


Row = dict[str, Any]
Add = Callable[[RollUp], None]


def project_documents(tx: Tx, events: Iterable[BillingEvent]) -> None:
    """
    Add documents to every roll-up and to those that returns are made of; one counted before is left alone.

    The inbox claimed the events in this transaction, but a rebuild may have counted a document before its event came: the
    document's own key decides. Nearly always all are new, and it is one statement.
    """
    found: dict[tuple[str, str], tuple[Row, Add]] = {}
    newest: dict[str, str] = {}  # RFC 3339 in UTC sorts as text
    for event in events:
        row, add = _READERS[event.type](event.account_id, event.data)
        found[event.account_id, row["document_id"]] = (row, add)
        newest[event.account_id] = max(event.occurred_at, newest.get(event.account_id, event.occurred_at))
    fresh = roll_ups.add(tx, _sums(found.values()), [found[key][0] for key in sorted(found)], newest)
    if fresh is not None:
        uncounted = [(row, add) for row, add in found.values() if row["document_id"] in fresh]
        roll_ups.add(tx, _sums(uncounted), [], newest)


def documents_of(events: Iterable[BillingEvent]) -> list[Row]:
    """Write the rows under which the documents of events are kept."""
    return [_READERS[event.type](event.account_id, event.data)[0] for event in events]


def _sums(found: Iterable[tuple[Row, Add]]) -> RollUp:
    roll_up = RollUp()
    for _, add in found:
        add(roll_up)
    return roll_up


def _invoice(account_id: str, invoice: Data) -> tuple[Row, Add]:
    day, hour = _day_and_hour(invoice["issued_at"])
    facts = facts_of(invoice, day, invoice["grand_total_paise"])
    row = _row(account_id, day, INVOICE, (invoice["invoice_id"], invoice["invoice_no"]), invoice, facts)
    place = (account_id, day, invoice["store_id"])
    return row, lambda roll_up: roll_up.add_invoice(place, invoice, hour)


def _credit_note(account_id: str, note: Data) -> tuple[Row, Add]:
    day, hour = _day_and_hour(note["issued_at"])
    original = (_day(note["invoice_issued_at"]), note["invoice_grand_total_paise"])
    facts = facts_of(note, day, note["total_paise"], original)
    row = _row(account_id, day, CREDIT_NOTE, (note["credit_note_id"], note["credit_note_no"]), note, facts)
    place = (account_id, day, note["store_id"])
    return row, lambda roll_up: roll_up.add_refund(place, note, hour)


def _payment(account_id: str, payment: Data) -> tuple[Row, Add]:
    day = _day(payment["received_at"])
    row = _row(account_id, day, PAYMENT, (payment["payment_id"], ""), payment, [])
    place: Place = (account_id, day, payment["store_id"])
    return row, lambda roll_up: roll_up.add_payment(place, payment)


def _row(account_id: str, day: str, kind: str, name: tuple[str, str], data: Data, facts: list[Any]) -> Row:
    document_id, number = name
    return {
        "account_id": account_id,
        "month": f"{day[:8]}01",
        "document_id": document_id,
        "kind": kind,
        "gstin": data.get("supplier_gstin") or "",
        "store_id": data["store_id"],
        "number": number,
        "facts": facts,
    }


def _day(instant: str) -> str:
    return _day_and_hour(instant)[0]


def _day_and_hour(instant: str) -> tuple[str, int]:
    here = parse_rfc3339(instant).astimezone(IST)
    return here.date().isoformat(), here.hour


_READERS: dict[str, Callable[[str, Data], tuple[Row, Add]]] = {
    "invoice.created": _invoice,
    "invoice.refunded": _credit_note,
    "payment.received": _payment,
}
