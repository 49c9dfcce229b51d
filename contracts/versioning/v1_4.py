"""What v1.4 changed since v1.3, in the order in which a request passes; an answer passes it backwards."""

from contracts.versioning.change import EVERYWHERE, Change, Document

BEFORE = "v1.3"


def list_down(document: Document) -> Document:
    """Write `{"data", "has_more", "next_cursor"}` as `{"items", "cursor"}`; what is no page stays."""
    if "has_more" not in document or "next_cursor" not in document:
        return document
    names = {"data": "items", "next_cursor": "cursor"}
    return {names.get(name, name): value for name, value in document.items() if name != "has_more"}


def invoices_down(document: Document) -> Document:
    """Name an invoice's `grand_total` `total`: of one, of a page, of a batch. A credit note has had `total` all along."""
    inner = document.get("data")
    if not isinstance(inner, list):
        return _with_total(document)
    return {**document, "data": [_entry_down(entry) for entry in inner]}


def events_down(document: Document) -> Document:
    """Do the same to the payload of one event or of a page of them, and let each say its version."""
    inner = document.get("data")
    if isinstance(inner, list):
        return {**document, "data": [events_down(event) for event in inner]}
    if not isinstance(inner, dict) or "api_version" not in document:
        return document
    return {**document, "api_version": BEFORE, "data": _with_total(inner)}


def _entry_down(entry: Document) -> Document:
    resource = entry.get("resource")
    return {**entry, "resource": _with_total(resource)} if isinstance(resource, dict) else _with_total(entry)


def _with_total(invoice: Document) -> Document:
    """Rename the field where it stands; an object without it is no invoice."""
    if "grand_total" not in invoice:
        return invoice
    return {"total" if name == "grand_total" else name: value for name, value in invoice.items()}


CHANGES = (
    Change(
        "A list is {data, has_more, next_cursor}; it was {items, cursor}.",
        frozenset({EVERYWHERE}),
        down=list_down,
    ),
    Change(
        "An invoice's total is named grand_total; it was total, as a line's and a credit note's still are.",
        frozenset({"invoices"}),
        down=invoices_down,
    ),
    Change(
        "The same in the payload of invoice events.",
        frozenset({"events"}),
        down=events_down,
    ),
)
