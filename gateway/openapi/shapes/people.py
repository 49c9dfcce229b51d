"""People and places: the shapes of customers and stores."""

from typing import Any

from gateway.openapi.kinds import COUNT, FLAG, MONEY, PAIRS, TEXT, WHEN, ident, maybe, ref, thing, words

Json = dict[str, Any]

ADDRESS = thing("A postal address.", line1=maybe(TEXT), city=maybe(TEXT), state=maybe(TEXT), pin=maybe(TEXT))

ANY_ADDRESS = thing(
    "A postal address, in the fields that were sent.",
    ("line1", "city", "state", "pin"),
    line1=maybe(TEXT), city=maybe(TEXT), state=maybe(TEXT), pin=maybe(TEXT),
)  # fmt: skip

CUSTOMER = thing(
    "A customer.",
    id=ident("cus"),
    phone=maybe(TEXT),
    name=maybe(TEXT),
    email=maybe(TEXT),
    gstin=maybe(TEXT),
    sez=FLAG,
    address=maybe(ref("CustomerAddress")),
    metadata=PAIRS,
    total_spent=MONEY,
    invoices_count=COUNT,
    last_visit_at=maybe(WHEN),
    erased_at=maybe(WHEN),
    created_at=WHEN,
    updated_at=WHEN,
)

STORE = thing(
    "A shop.",
    id=ident("store"),
    name=TEXT,
    gstin=maybe(TEXT),
    state=TEXT,
    address=maybe(ref("Address")),
    invoice_template=TEXT,
    credit_note_template=TEXT,
    upi_id=maybe(TEXT),
    round_off=words("off", "cash", "always"),
    tax_inclusive=FLAG,
    negative_stock=FLAG,
    composition=FLAG,
    turnover=maybe(words("up_to_5_crore", "above_5_crore")),
    status=words("open", "closed"),
    is_default=FLAG,
    metadata=PAIRS,
    created_at=WHEN,
    updated_at=WHEN,
)

SHAPES: dict[str, Json] = {
    "Address": ADDRESS,
    "CustomerAddress": ANY_ADDRESS,
    "Customer": CUSTOMER,
    "Store": STORE,
}
