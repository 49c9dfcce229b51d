"""The shapes of answers, in the newest version: the component schemas of the document, each written once, here."""

from typing import Any

from contracts.errors import ERRORS, FAULTS
from contracts.public.webhook_types import PUBLIC_TYPES
from contracts.versioning import SERVED
from gateway.api.v1.schemas.invoices import MODES
from gateway.openapi.kinds import (
    COUNT,
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
    page_of,
    ref,
    thing,
    words,
)
from gateway.problems import STATUS_OF_KIND

Json = dict[str, Any]

ADDRESS = thing("A postal address.", line1=maybe(TEXT), city=maybe(TEXT), state=maybe(TEXT), pin=maybe(TEXT))
ANY_ADDRESS = thing(
    "A postal address, in the fields that were sent.",
    ("line1", "city", "state", "pin"),
    line1=maybe(TEXT), city=maybe(TEXT), state=maybe(TEXT), pin=maybe(TEXT),
)  # fmt: skip

PRODUCT = thing(
    "A product.",
    ("stock",),
    id=ident("prod"),
    sku=TEXT,
    name=TEXT,
    rate=MONEY,
    tax_inclusive=maybe(FLAG),
    gst_rate=PERCENT,
    cess_rate=PERCENT,
    zero_rate_reason=maybe(words("nil", "exempt", "non_gst", "zero_rated")),
    hsn=maybe(TEXT),
    unit=TEXT,
    barcode=maybe(TEXT),
    reorder_level=maybe(QUANTITY),
    status=words("active", "archived"),
    metadata=PAIRS,
    created_at=WHEN,
    updated_at=WHEN,
    stock=many(ref("StoreStock")),
)
PRODUCT["properties"]["stock"]["description"] = "Its stock in each store, with `expand[]=stock`."

STORE_STOCK = thing(
    "What a store has of a product.",
    store_id=ident("store"),
    store_name=TEXT,
    on_hand=QUANTITY,
    reorder_level=maybe(QUANTITY),
    low=FLAG,
    updated_at=maybe(WHEN),
)

INVENTORY = thing(
    "A product's stock across stores.",
    product_id=ident("prod"),
    sku=TEXT,
    total_on_hand=QUANTITY,
    stores=many(ref("StoreStock")),
)

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
INVOICE = thing("A sale: a GST invoice, or a bill of supply. It never changes.", **_INVOICE)

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
    created_at=WHEN,
    updated_at=WHEN,
)

_FIGURES: Json = {
    "invoices": COUNT,
    "gross": MONEY,
    "discount": MONEY,
    "refunds": MONEY,
    "net": MONEY,
    "taxable_value": MONEY,
    **TAX_AMOUNTS,
    "round_off": MONEY,
    "average_basket": maybe(MONEY),
}
FIGURES = thing("What a span of sales comes to. net = gross − discount + round_off − refunds.", **_FIGURES)
SALES_ROW = thing(
    "A day or a month; one without sales is a row of zeros. `group` is there when rows are grouped.",
    ("group",),
    period=TEXT,
    group={"description": "The store, mode, GST rate or product; null in a row of zeros."},
    **_FIGURES,
)
SALES_REPORT = thing(
    "Sales added up.",
    granularity=words("day", "month"),
    from_=DAY,
    to=DAY,
    as_of=maybe(WHEN),
    data=many(ref("SalesRow")),
    totals=ref("SalesFigures"),
)

WEBHOOK = thing(
    "An endpoint that events are sent to. `secret` is shown in the answer that made it and null in every other.",
    id=ident("whk"),
    url=TEXT,
    events=many(TEXT),
    description=maybe(TEXT),
    secret=maybe({"type": "string", "pattern": "^whsec_"}),
    status=words("enabled", "disabled"),
    disabled_reason=maybe(TEXT),
    api_version=words(*SERVED),
    livemode=FLAG,
    created_at=WHEN,
    updated_at=WHEN,
)

ATTEMPT = thing(
    "One POST to an endpoint: the status it answered, or why there is none.",
    at=WHEN,
    status=maybe({"type": "integer"}),
    latency_ms=maybe(COUNT),
    error=maybe(TEXT),
)
DELIVERY = thing(
    "One event for one endpoint.",
    id=ident("dlv"),
    webhook_id=ident("whk"),
    event_id=ident("evt"),
    status=words("pending", "delivered", "failed"),
    attempts=many(ref("Attempt")),
    next_attempt_at=maybe(WHEN),
    created_at=WHEN,
)

EVENT = thing(
    "Something that happened, as a webhook delivers it.",
    id=ident("evt"),
    type=words(*PUBLIC_TYPES),
    api_version=words(*SERVED),
    created_at=WHEN,
    livemode=FLAG,
    sequence={"type": "integer", "minimum": 1},
    data={"type": "object", "description": "What it is about, by type; see the webhooks guide."},
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
    status=words("open", "closed"),
    is_default=FLAG,
    metadata=PAIRS,
    created_at=WHEN,
    updated_at=WHEN,
)

IDEMPOTENCY_KEY = thing("What became of an Idempotency-Key.", key=TEXT, state=TEXT, resource_id=maybe(TEXT))

CATALOGUE_ENTRY = thing(
    "A code of a problem.",
    code=words(*ERRORS),
    status={"type": "integer"},
    type={"type": "string", "format": "uri"},
    title=TEXT,
    meaning=TEXT,
    what_to_do=TEXT,
    retryable=FLAG,
)
CATALOGUE_FAULT = thing("A code inside `errors[]`.", code=words(*FAULTS), meaning=TEXT, what_to_do=TEXT)
CATALOGUE = thing("Every code that a request can meet.", data=many(ref("ErrorCode")), faults=many(ref("FaultCode")))

HEALTH = thing("The process lives.", status=words("ok"))
READINESS = thing(
    "What a request can need, and whether it answers.",
    status=words("ready", "not_ready"),
    checks={"type": "object", "additionalProperties": words("ok", "unavailable")},
)

OPEN_API = thing("The document you are reading.", openapi=TEXT, info={"type": "object"}, paths={"type": "object"})

FAULT = thing(
    "One fault of a request: `pointer` says where in the body, `parameter` which one of the query.",
    ("pointer", "parameter"),
    pointer={"type": "string", "examples": ["/items/0/qty"]},
    parameter=TEXT,
    code=words(*dict.fromkeys([*FAULTS, *ERRORS])),
    detail=TEXT,
)
PROBLEM = thing(
    "A refusal or a failure (RFC 9457). `code` is stable; `retryable` says whether the same request may be sent again as it is.",
    ("errors", "violated-policies"),
    type={"type": "string", "format": "uri"},
    title=TEXT,
    status={"type": "integer", "enum": sorted(set(STATUS_OF_KIND.values()))},
    detail=TEXT,
    instance=TEXT,
    code=words(*ERRORS),
    request_id=ident("req"),
    retryable=FLAG,
    errors=many(ref("Fault")),
    **{"violated-policies": many(TEXT)},
)

SHAPES: dict[str, Json] = {
    "Address": ADDRESS,
    "CustomerAddress": ANY_ADDRESS,
    "Product": PRODUCT,
    "StoreStock": STORE_STOCK,
    "Inventory": INVENTORY,
    "Line": LINE,
    "Buyer": BUYER,
    "Payment": PAYMENT,
    "Tax": TAX,
    "Invoice": INVOICE,
    "Customer": CUSTOMER,
    "SalesFigures": FIGURES,
    "SalesRow": SALES_ROW,
    "SalesReport": SALES_REPORT,
    "Webhook": WEBHOOK,
    "Attempt": ATTEMPT,
    "Delivery": DELIVERY,
    "Event": EVENT,
    "Store": STORE,
    "IdempotencyKey": IDEMPOTENCY_KEY,
    "ErrorCode": CATALOGUE_ENTRY,
    "FaultCode": CATALOGUE_FAULT,
    "ErrorCatalogue": CATALOGUE,
    "Health": HEALTH,
    "Readiness": READINESS,
    "OpenApi": OPEN_API,
    "Fault": FAULT,
    "Problem": PROBLEM,
    **{
        f"{name}Page": page_of(name)
        for name in ("Product", "Invoice", "Customer", "Webhook", "Delivery", "Event", "Store")
    },
}
