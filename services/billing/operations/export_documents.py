"""Export the account's documents as the events that told of them."""

from typing import Any

from kit.caller import Caller
from kit.db import Database
from services.billing.storage import exports
from services.billing.wire.exports import export_from_wire, exported_invoice, exported_note, exported_payments


def export_documents(db: Database, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Return a page of invoices, oldest first, each followed by its later payments and credit notes, and the place to go on from.

    What is booked after an invoice's page was read is not in it: its event tells of it. Raises ValidationFailed.
    """
    after, limit = export_from_wire(request)
    account_id = caller.account_id
    invoices = exports.invoices(db, account_id, after, limit)
    ids = [invoice["invoice_id"] for invoice in invoices]
    lines, payments, notes = (of(db, account_id, ids) for of in (exports.lines, exports.payments, exports.credit_notes))
    documents = []
    for invoice in invoices:
        paid = payments.get(invoice["invoice_id"], [])
        documents.append(exported_invoice(invoice, lines[invoice["invoice_id"]], paid))
        documents += exported_payments(invoice, paid)
        documents += [exported_note(note) for note in notes.get(invoice["invoice_id"], [])]
    return {"documents": documents, "next": ids[-1] if len(ids) == limit else None}
