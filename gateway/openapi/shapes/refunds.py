"""Refunds: the shapes of credit notes."""

from typing import Any

from gateway.api.v1.schemas.invoices import LATER_MODES
from gateway.openapi.kinds import FLAG, MONEY, TEXT, WHEN, ident, many, maybe, ref, thing, words
from gateway.openapi.shapes.sales import LINE

Json = dict[str, Any]

RETURNED_LINE = thing(
    "What came back of a line of the invoice: quantity and amounts are the returned part's.",
    **LINE["properties"],
    restock=FLAG,
)

REFUND = thing(
    "Money given back by one mode.",
    id=ident("rfnd"),
    mode=words(*LATER_MODES),
    amount=MONEY,
)

CREDIT_NOTE = thing(
    "What came back of an invoice. It never changes; a further refund makes a further note.",
    id=ident("cn"),
    credit_note_no=TEXT,
    invoice_id=ident("inv"),
    invoice_no=TEXT,
    invoice_issued_at=WHEN,
    document_type=words("tax_invoice", "bill_of_supply"),
    store_id=ident("store"),
    customer=maybe(ref("Buyer")),
    reason=maybe(TEXT),
    gst_effective=FLAG,
    items=many(ref("ReturnedLine")),
    taxable_value=MONEY,
    tax=ref("Tax"),
    discount=MONEY,
    round_off=MONEY,
    total=MONEY,
    refunds=many(ref("Refund")),
    place_of_supply=TEXT,
    created_at=WHEN,
)

SHAPES: dict[str, Json] = {
    "ReturnedLine": RETURNED_LINE,
    "Refund": REFUND,
    "CreditNote": CREDIT_NOTE,
}
