"""
A document as a GST return needs it: made from an event, kept as one JSON array, read back when a return is asked for.

The facts stay raw. What table a document belongs to is decided by the rules of its day when the return is made, so a rule
that changes needs no rebuild.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

INVOICE, CREDIT_NOTE, PAYMENT = "invoice", "credit_note", "payment"
TAX_INVOICE, BILL_OF_SUPPLY = "tax_invoice", "bill_of_supply"

Json = dict[str, Any]
Data = Mapping[str, Any]
Line = tuple[int, str, list[int]]
"""Its number, the text of its kind, and what can be summed: taxable value, IGST, CGST, SGST, cess, quantity (thousandths)."""


class Kind(NamedTuple):
    """What decides where a line goes, its document aside. Kept as a text: lines of a kind are many, and kinds are few."""

    hsn: str | None
    unit: str
    rate_bp: int
    zero_rate_reason: str | None


@lru_cache(maxsize=65_536)
def read_kind(text: str) -> Kind:
    """Read a kind back: `1902 NOS 500` and the reason, tabs between."""
    hsn, unit, rate_bp, reason = text.split("\t")
    return Kind(hsn or None, unit, int(rate_bp), reason or None)


class Document(NamedTuple):
    """An invoice or a credit note. Of a note, `original_…` is its invoice's; of an invoice, its own."""

    kind: str
    document_id: str
    number: str
    store_id: str
    day: str
    place_of_supply: str
    supplier_state: str
    inter_state: bool
    document_type: str
    buyer_gstin: str | None
    sez: bool
    buyer_state: str | None
    value_paise: int
    original_day: str
    original_value_paise: int
    gst_effective: bool
    lines: list[Line]


def facts_of(data: Data, day: str, value_paise: int, original: tuple[str, int] | None = None) -> list[Any]:
    """Write the facts of an event's document; `original` is the day and the value of a note's invoice."""
    customer = data["customer"] or {}
    gstin, place = data.get("supplier_gstin") or "", data["place_of_supply"]
    state = data.get("supplier_state") or gstin[:2] or place
    return [
        day,
        place,
        state,
        int(data.get("inter_state", place != state)),
        data.get("document_type", TAX_INVOICE),
        customer.get("gstin"),
        int(customer.get("sez", False)),
        (customer.get("address") or {}).get("state"),
        value_paise,
        *(original or (day, value_paise)),
        int(data.get("gst_effective", True)),
        [
            [
                line["line"],
                f"{line['hsn'] or ''}\t{line['unit']}\t{line['gst_rate_bp']}\t{line['zero_rate_reason'] or ''}",
                [
                    line["taxable_paise"],
                    line["igst_paise"],
                    line["cgst_paise"],
                    line["sgst_paise"],
                    line["cess_paise"],
                    line["qty_milli"],
                ],
            ]
            for line in data["lines"]
        ],
    ]


def read_document(kind: str, document_id: str, number: str, store_id: str, facts: list[Any]) -> Document:
    """Read a document back; flags are 0 and 1."""
    return Document._make([kind, document_id, number, store_id, *facts])
