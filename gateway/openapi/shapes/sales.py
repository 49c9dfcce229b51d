"""Sales: the shapes of invoices and of what explains them."""

from typing import Any

from gateway.api.v1.schemas.invoices import MODES
from gateway.openapi.kinds import (
    DAY,
    FLAG,
    MONEY,
    PAIRS,
    PERCENT,
    QUANTITY,
    TEXT,
    WHEN,
    ident,
    many,
    maybe,
    ref,
    thing,
    words,
)

Json = dict[str, Any]

TAX_AMOUNTS = {"cgst": MONEY, "sgst": MONEY, "igst": MONEY, "cess": MONEY}

LINE = thing(
    "A line of an invoice.",
    line={"type": "integer", "minimum": 1},
    product_id=ident("prod"),
    sku=TEXT,
    name=TEXT,
    description=maybe(TEXT),
    hsn=maybe(TEXT),
    qty=QUANTITY,
    unit=TEXT,
    rate=MONEY,
    tax_inclusive=FLAG,
    discount=MONEY,
    bill_discount=MONEY,
    gst_rate=PERCENT,
    zero_rate_reason=maybe(TEXT),
    taxable_value=MONEY,
    **TAX_AMOUNTS,
    total=MONEY,
)

BUYER = thing(
    "Who bought, as written on the invoice. A publishable key sees the masked phone alone.",
    id=maybe(ident("cus")),
    phone=maybe(TEXT),
    name=maybe(TEXT),
    email=maybe(TEXT),
    gstin=maybe(TEXT),
    address=maybe(ref("Address")),
)

PAYMENT = thing(
    "A payment.",
    id=ident("pay"),
    mode=words(*MODES),
    amount=MONEY,
    tendered=maybe(MONEY),
    reference=maybe(TEXT),
    created_at=WHEN,
)

TAX = thing("The taxes of an invoice, and their sum.", **TAX_AMOUNTS, total=MONEY)

_INVOICE: Json = {
    "id": ident("inv"),
    "invoice_no": TEXT,
    "document_type": words("tax_invoice", "bill_of_supply"),
    "status": words("paid", "partially_paid", "unpaid"),
    "store_id": ident("store"),
    "customer": maybe(ref("Buyer")),
    "items": many(ref("Line")),
    "taxable_value": MONEY,
    "tax": ref("Tax"),
    "discount": MONEY,
    "round_off": MONEY,
    "grand_total": MONEY,
    "amount_paid": MONEY,
    "amount_due": MONEY,
    "change_due": MONEY,
    "amount_refunded": MONEY,
    "refund_status": words("none", "partial", "full"),
    "payments": many(ref("Payment")),
    "place_of_supply": TEXT,
    "fulfilment": words("counter", "delivery"),
    "notes": maybe(TEXT),
    "metadata": PAIRS,
    "issued_at": WHEN,
    "created_at": WHEN,
}

INVOICE = thing(
    "A sale: a GST invoice, or a bill of supply. Its lines never change; what is paid, due and refunded does.",
    **_INVOICE,
)

PREVIEW = thing(
    "What a sale would make: the invoice without id, number and payments, and each line's tax explained.",
    **{name: schema for name, schema in _INVOICE.items() if name not in {"id", "invoice_no", "payments"}},
    explain=many(ref("TaxReason")),
)

RATE_SOURCE = thing(
    "Where a rate comes from, and since when it is in force.",
    source=words("product", "composition"),
    in_force_since=maybe(DAY),
    notification=maybe(TEXT),
)

LINE_AMOUNTS = thing(
    "From quantity times rate to the line's total; `value` is what is left after both discounts.",
    gross=MONEY,
    discount=MONEY,
    bill_discount=MONEY,
    value=MONEY,
    taxable_value=MONEY,
    **TAX_AMOUNTS,
    total=MONEY,
)

TAX_REASON = thing(
    "Why a line bears its tax; `rule` settled the place of supply.",
    line={"type": "integer", "minimum": 1},
    rule=TEXT,
    place_of_supply=TEXT,
    rate=PERCENT,
    rate_from=ref("RateSource"),
    formula=TEXT,
    amounts=ref("LineAmounts"),
)

SHAPES: dict[str, Json] = {
    "Line": LINE,
    "Buyer": BUYER,
    "Payment": PAYMENT,
    "Tax": TAX,
    "Invoice": INVOICE,
    "Preview": PREVIEW,
    "RateSource": RATE_SOURCE,
    "LineAmounts": LINE_AMOUNTS,
    "TaxReason": TAX_REASON,
}
