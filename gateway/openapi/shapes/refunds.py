"""Refunds: the shapes of credit notes."""

from typing import Any

from gateway.api.v1.schemas.invoices import LATER_MODES
from gateway.openapi.kinds import FLAG, MONEY, TEXT, WHEN, ident, many, maybe, ref, thing, words
from gateway.openapi.shapes.sales import LINE

Json = dict[str, Any]

RETURNED_LINE = thing(
    "What came back of a line of the invoice: quantity and amounts are the returned part's.",
    **LINE["properties"],
    restock={**FLAG, "description": "Whether the goods went back into stock."},
)

REFUND = thing(
    "Money given back by one mode.",
    id=ident("rfnd"),
    mode={**words(*LATER_MODES), "description": "How it went back."},
    amount={**MONEY, "description": "Rupees given back."},
)

CREDIT_NOTE = thing(
    "What came back of an invoice. It never changes; a further refund makes a further note.",
    id=ident("cn"),
    credit_note_no={**TEXT, "description": "Consecutive in a series of its own, without gaps."},
    invoice_id=ident("inv"),
    invoice_no=TEXT,
    invoice_issued_at={**WHEN, "description": "The date of the invoice that the note corrects."},
    document_type=words("tax_invoice", "bill_of_supply"),
    store_id=ident("store"),
    customer=maybe(ref("Buyer")),
    reason={**maybe(TEXT), "description": "Why, as it was said."},
    gst_effective={
        **FLAG,
        "description": "False after 30 November following the invoice's financial year: commercial only.",
    },
    items=many(ref("ReturnedLine")),
    taxable_value=MONEY,
    tax=ref("Tax"),
    discount=MONEY,
    round_off=MONEY,
    total={**MONEY, "description": "What came back is worth. It first lowers what is due; `refunds` is the rest."},
    refunds={**many(ref("Refund")), "description": "Money given back, by mode."},
    place_of_supply=TEXT,
    created_at=WHEN,
)

SHAPES: dict[str, Json] = {
    "ReturnedLine": RETURNED_LINE,
    "Refund": REFUND,
    "CreditNote": CREDIT_NOTE,
}
