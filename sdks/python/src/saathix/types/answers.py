"""What is answered. Written by tools/write_types.py from the OpenAPI document; not edited by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Union

if TYPE_CHECKING:
    from typing_extensions import NotRequired

Number = Union[int, Decimal]
"""An amount, exact: whole ones are int, others Decimal."""


class Line(TypedDict):
    """A line of an invoice."""

    line: int
    """The line's number, from 1."""
    product_id: str
    """The product by its id."""
    sku: str
    """The product by your own code."""
    name: str
    """The name."""
    description: str | None
    """A line of text."""
    hsn: str | None
    """HSN or SAC code: 4, 6 or 8 digits."""
    qty: Number
    """How many units, with at most 3 decimals."""
    unit: str
    """Unit quantity code of the GST returns."""
    rate: Number
    """Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's."""
    tax_inclusive: bool
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    discount: Number
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    bill_discount: Number
    """The line's share of the discount of the bill."""
    gst_rate: Number
    """GST in percent."""
    zero_rate_reason: str | None
    """Why the GST rate is 0; required then."""
    taxable_value: Number
    """Rupees that tax is counted on."""
    cgst: Number
    """Central GST in rupees."""
    sgst: Number
    """State GST in rupees."""
    igst: Number
    """Integrated GST in rupees."""
    cess: Number
    """Compensation cess in rupees."""
    total: Number


class Buyer(TypedDict):
    """Who bought, as written on the invoice. A publishable key sees the masked phone alone."""

    id: str | None
    """Its id."""
    phone: str | None
    """Phone number in any form; without a country code it is an Indian one. Kept as E.164."""
    name: str | None
    """The name."""
    email: str | None
    """E-mail address."""
    gstin: str | None
    """GST registration number, its check digit right."""
    address: Address | None
    """Postal address."""


class Payment(TypedDict):
    """A payment."""

    id: str
    """Its id."""
    mode: Literal["cash", "upi", "card", "netbanking", "wallet", "credit"]
    """How it is paid. `credit` counts as due, not as paid."""
    amount: Number
    """Rupees. Absent: all that is due."""
    tendered: Number | None
    """Cash handed over, when it was more than was due."""
    reference: str | None
    """The payment's number at the bank or terminal."""
    created_at: str
    """When it was made."""


class Tax(TypedDict):
    """The taxes of an invoice, and their sum."""

    cgst: Number
    """Central GST in rupees."""
    sgst: Number
    """State GST in rupees."""
    igst: Number
    """Integrated GST in rupees."""
    cess: Number
    """Compensation cess in rupees."""
    total: Number


class Invoice(TypedDict):
    """A sale: a GST invoice, or a bill of supply. Its lines never change; what is paid, due and refunded does."""

    id: str
    """Its id."""
    invoice_no: str
    """Consecutive in its series and financial year, without gaps."""
    document_type: Literal["tax_invoice", "bill_of_supply"]
    status: Literal["paid", "partially_paid", "unpaid"]
    """The state it is in."""
    store_id: str
    """The store."""
    customer: Buyer | None
    """Who buys, found or created by phone."""
    items: list[Line]
    """The lines."""
    taxable_value: Number
    """Rupees that tax is counted on."""
    tax: Tax
    """The taxes, and their sum."""
    discount: Number
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    round_off: Number
    """What was added or taken off to reach a whole rupee."""
    grand_total: Number
    """What the customer owes for it: lines, taxes and round-off."""
    amount_paid: Number
    """Rupees paid."""
    amount_due: Number
    """Rupees still to be paid."""
    change_due: Number
    """Cash to be given back."""
    amount_refunded: Number
    """Rupees given back by credit notes."""
    refund_status: Literal["none", "partial", "full"]
    """Whether some or all of it was given back."""
    payments: list[Payment]
    """What was paid, in order."""
    place_of_supply: str
    """GST state code of where the goods go; it decides between CGST + SGST and IGST."""
    fulfilment: Literal["counter", "delivery"]
    """Handed over at the counter, or delivered."""
    notes: str | None
    """A text of your own."""
    metadata: dict[str, str]
    """Up to 50 pairs of texts of your own."""
    issued_at: str
    """When the sale was made: at most 30 days back and 5 minutes ahead. Absent: now."""
    created_at: str
    """When it was made."""


class Preview(TypedDict):
    """What a sale would make: the invoice without id, number and payments, and each line's tax explained."""

    document_type: Literal["tax_invoice", "bill_of_supply"]
    status: Literal["paid", "partially_paid", "unpaid"]
    """The state it is in."""
    store_id: str
    """The store."""
    customer: Buyer | None
    """Who buys, found or created by phone."""
    items: list[Line]
    """The lines."""
    taxable_value: Number
    """Rupees that tax is counted on."""
    tax: Tax
    """The taxes, and their sum."""
    discount: Number
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    round_off: Number
    """What was added or taken off to reach a whole rupee."""
    grand_total: Number
    """What the customer owes for it: lines, taxes and round-off."""
    amount_paid: Number
    """Rupees paid."""
    amount_due: Number
    """Rupees still to be paid."""
    change_due: Number
    """Cash to be given back."""
    amount_refunded: Number
    """Rupees given back by credit notes."""
    refund_status: Literal["none", "partial", "full"]
    """Whether some or all of it was given back."""
    place_of_supply: str
    """GST state code of where the goods go; it decides between CGST + SGST and IGST."""
    fulfilment: Literal["counter", "delivery"]
    """Handed over at the counter, or delivered."""
    notes: str | None
    """A text of your own."""
    metadata: dict[str, str]
    """Up to 50 pairs of texts of your own."""
    issued_at: str
    """When the sale was made: at most 30 days back and 5 minutes ahead. Absent: now."""
    created_at: str
    """When it was made."""
    explain: list[TaxReason]


class RateSource(TypedDict):
    """Where a rate comes from, and since when it is in force."""

    source: Literal["product", "composition"]
    in_force_since: str | None
    notification: str | None


class LineAmounts(TypedDict):
    """From quantity times rate to the line's total; `value` is what is left after both discounts."""

    gross: Number
    discount: Number
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    bill_discount: Number
    """The line's share of the discount of the bill."""
    value: Number
    taxable_value: Number
    """Rupees that tax is counted on."""
    cgst: Number
    """Central GST in rupees."""
    sgst: Number
    """State GST in rupees."""
    igst: Number
    """Integrated GST in rupees."""
    cess: Number
    """Compensation cess in rupees."""
    total: Number


class TaxReason(TypedDict):
    """Why a line bears its tax; `rule` settled the place of supply."""

    line: int
    """The line's number, from 1."""
    rule: str
    place_of_supply: str
    """GST state code of where the goods go; it decides between CGST + SGST and IGST."""
    rate: Number
    """Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's."""
    rate_from: RateSource
    formula: str
    amounts: LineAmounts


class ReturnedLine(TypedDict):
    """What came back of a line of the invoice: quantity and amounts are the returned part's."""

    line: int
    """The line's number, from 1."""
    product_id: str
    """The product by its id."""
    sku: str
    """The product by your own code."""
    name: str
    """The name."""
    description: str | None
    """A line of text."""
    hsn: str | None
    """HSN or SAC code: 4, 6 or 8 digits."""
    qty: Number
    """How many units, with at most 3 decimals."""
    unit: str
    """Unit quantity code of the GST returns."""
    rate: Number
    """Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's."""
    tax_inclusive: bool
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    discount: Number
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    bill_discount: Number
    """The line's share of the discount of the bill."""
    gst_rate: Number
    """GST in percent."""
    zero_rate_reason: str | None
    """Why the GST rate is 0; required then."""
    taxable_value: Number
    """Rupees that tax is counted on."""
    cgst: Number
    """Central GST in rupees."""
    sgst: Number
    """State GST in rupees."""
    igst: Number
    """Integrated GST in rupees."""
    cess: Number
    """Compensation cess in rupees."""
    total: Number
    restock: bool
    """Whether the goods went back into stock."""


class Refund(TypedDict):
    """Money given back by one mode."""

    id: str
    """Its id."""
    mode: Literal["cash", "upi", "card", "netbanking", "wallet"]
    """How it went back."""
    amount: Number
    """Rupees given back."""


class CreditNote(TypedDict):
    """What came back of an invoice. It never changes; a further refund makes a further note."""

    id: str
    """Its id."""
    credit_note_no: str
    """Consecutive in a series of its own, without gaps."""
    invoice_id: str
    invoice_no: str
    """Consecutive in its series and financial year, without gaps."""
    invoice_issued_at: str
    """The date of the invoice that the note corrects."""
    document_type: Literal["tax_invoice", "bill_of_supply"]
    store_id: str
    """The store."""
    customer: Buyer | None
    """Who buys, found or created by phone."""
    reason: str | None
    """Why, as it was said."""
    gst_effective: bool
    """False after 30 November following the invoice's financial year: commercial only."""
    items: list[ReturnedLine]
    """The lines."""
    taxable_value: Number
    """Rupees that tax is counted on."""
    tax: Tax
    """The taxes, and their sum."""
    discount: Number
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    round_off: Number
    """What was added or taken off to reach a whole rupee."""
    total: Number
    """What came back is worth. It first lowers what is due; `refunds` is the rest."""
    refunds: list[Refund]
    """Money given back, by mode."""
    place_of_supply: str
    """GST state code of where the goods go; it decides between CGST + SGST and IGST."""
    created_at: str
    """When it was made."""


class Product(TypedDict):
    """A product."""

    id: str
    """Its id."""
    sku: str
    """The product by your own code."""
    name: str
    """The name."""
    rate: Number
    """Price of one unit in rupees, with at most 2 decimals; absent in a sale: the product's."""
    tax_inclusive: bool | None
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    gst_rate: Number
    """GST in percent."""
    cess_rate: Number
    """Compensation cess in percent."""
    zero_rate_reason: Literal["nil", "exempt", "non_gst", "zero_rated"] | None
    """Why the GST rate is 0; required then."""
    hsn: str | None
    """HSN or SAC code: 4, 6 or 8 digits."""
    unit: str
    """Unit quantity code of the GST returns."""
    barcode: str | None
    """EAN, UPC or any other."""
    reorder_level: Number | None
    """At or below it, stock counts as low and `stock.low` is sent."""
    status: Literal["active", "archived"]
    """The state it is in."""
    metadata: dict[str, str]
    """Up to 50 pairs of texts of your own."""
    created_at: str
    """When it was made."""
    updated_at: str
    """When it last changed."""
    stock: NotRequired[ProductStock]
    """Its stock across stores; only with `expand[]=stock`."""


class StoreStock(TypedDict):
    """What a store has of a product."""

    store_id: str
    """The store."""
    store_name: str
    """Its name."""
    on_hand: Number
    """Units in the store now."""
    reorder_level: Number | None
    """At or below it, stock counts as low and `stock.low` is sent."""
    low: bool
    """Whether it is at or below the reorder level."""
    updated_at: str | None
    """When it last changed."""


class Inventory(TypedDict):
    """A product's stock across stores."""

    product_id: str
    """The product by its id."""
    sku: str
    """The product by your own code."""
    total_on_hand: Number
    """Units in all stores."""
    stores: list[StoreStock]


class Movement(TypedDict):
    """A row of the stock's ledger."""

    id: str
    """Its id."""
    product_id: str
    """The product by its id."""
    store_id: str
    """The store."""
    delta: Number
    """Units added, or taken when negative."""
    on_hand: Number
    """Units in the store now."""
    reason: Literal[
        "opening", "sale", "refund", "already_counted", "transfer", "received", "damaged", "lost", "found", "correction"
    ]
    """Why."""
    count: Number | None
    note: str | None
    document_id: str | None
    occurred_at: str
    created_at: str
    """When it was made."""


Transfer = TypedDict(
    "Transfer",
    {
        "id": "str",
        "product_id": "str",
        "from": "str",
        "to": "str",
        "qty": "Number",
        "note": "str | None",
        "movements": "list[Movement]",
        "created_at": "str",
    },
)
"""Stock moved from one store to another, with its two movements."""


class ProductStock(TypedDict):
    """Its stock."""

    total_on_hand: Number
    """Units in all stores."""
    stores: list[StoreStock]


class Address(TypedDict):
    """A postal address."""

    line1: str | None
    """House and street."""
    city: str | None
    """City."""
    state: str | None
    """GST state code, two digits."""
    pin: str | None
    """PIN code, six digits."""


class CustomerAddress(TypedDict):
    """A postal address, in the fields that were sent."""

    line1: NotRequired[str | None]
    """House and street."""
    city: NotRequired[str | None]
    """City."""
    state: NotRequired[str | None]
    """GST state code, two digits."""
    pin: NotRequired[str | None]
    """PIN code, six digits."""


class Customer(TypedDict):
    """A customer."""

    id: str
    """Its id."""
    phone: str | None
    """Phone number in any form; without a country code it is an Indian one. Kept as E.164."""
    name: str | None
    """The name."""
    email: str | None
    """E-mail address."""
    gstin: str | None
    """GST registration number, its check digit right."""
    sez: bool
    """Whether the buyer is in a special economic zone."""
    address: CustomerAddress | None
    """Postal address."""
    metadata: dict[str, str]
    """Up to 50 pairs of texts of your own."""
    total_spent: Number
    invoices_count: int
    last_visit_at: str | None
    erased_at: str | None
    created_at: str
    """When it was made."""
    updated_at: str
    """When it last changed."""


class Store(TypedDict):
    """A shop."""

    id: str
    """Its id."""
    name: str
    """The name."""
    gstin: str | None
    """GST registration number, its check digit right."""
    state: str
    """GST state code, two digits."""
    address: Address | None
    """Postal address."""
    invoice_template: str
    credit_note_template: str
    upi_id: str | None
    round_off: Literal["off", "cash", "always"]
    """What was added or taken off to reach a whole rupee."""
    tax_inclusive: bool
    """Whether the rate includes GST. Absent: as the product says, then as the store says."""
    negative_stock: bool
    composition: bool
    turnover: Literal["up_to_5_crore", "above_5_crore"] | None
    status: Literal["open", "closed"]
    """The state it is in."""
    is_default: bool
    metadata: dict[str, str]
    """Up to 50 pairs of texts of your own."""
    created_at: str
    """When it was made."""
    updated_at: str
    """When it last changed."""


class SalesFigures(TypedDict):
    """What a span of sales comes to. net = gross − discount + round_off − refunds."""

    invoices: int
    gross: Number
    discount: Number
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    refunds: Number
    net: Number
    taxable_value: Number
    """Rupees that tax is counted on."""
    cgst: Number
    """Central GST in rupees."""
    sgst: Number
    """State GST in rupees."""
    igst: Number
    """Integrated GST in rupees."""
    cess: Number
    """Compensation cess in rupees."""
    round_off: Number
    """What was added or taken off to reach a whole rupee."""
    average_basket: Number | None
    """Grand totals divided by invoices; null without invoices."""


class SalesRow(TypedDict):
    """An hour (`2026-06-28T14`), a day or a month; one without sales is a row of zeros. `group` is there when rows are grouped."""

    period: str
    """The month, `2026-06` or `062026`; in a sales report the day or the month of the row."""
    group: NotRequired[Any]
    """The store, mode, GST rate or product; null in a row of zeros."""
    group_sku: NotRequired[str | None]
    """The product's SKU, when rows are grouped by product."""
    group_name: NotRequired[str | None]
    """The product's name on its newest invoice of the period, or the store's name."""
    invoices: int
    gross: Number
    discount: Number
    """Rupees off: of the line (not per unit), or, beside the items, of the whole bill."""
    refunds: Number
    net: Number
    taxable_value: Number
    """Rupees that tax is counted on."""
    cgst: Number
    """Central GST in rupees."""
    sgst: Number
    """State GST in rupees."""
    igst: Number
    """Integrated GST in rupees."""
    cess: Number
    """Compensation cess in rupees."""
    round_off: Number
    """What was added or taken off to reach a whole rupee."""
    average_basket: Number | None
    """Grand totals divided by invoices; null without invoices."""


SalesReport = TypedDict(
    "SalesReport",
    {
        "granularity": "Literal['hour', 'day', 'month']",
        "from": "str",
        "to": "str",
        "as_of": "str | None",
        "data": "list[SalesRow]",
        "totals": "SalesFigures",
    },
)
"""Sales added up."""


class GstReportTotals(TypedDict):
    """The sums of the documents, notes taken off."""

    taxable_value: Number
    """Rupees that tax is counted on."""
    igst: Number
    """Integrated GST in rupees."""
    cgst: Number
    """Central GST in rupees."""
    sgst: Number
    """State GST in rupees."""
    cess: Number
    """Compensation cess in rupees."""


class GstReport(TypedDict):
    """GSTR-1 of one GSTIN and month with the government's keys; from `period` on, what is ours. Amounts in rupees."""

    gstin: str | None
    """GST registration number, its check digit right."""
    fp: str
    """The period as the government writes it, `062026`."""
    b2b: list[dict[str, Any]]
    """4A, 6B: invoices to registered buyers, by their GSTIN."""
    b2cl: list[dict[str, Any]]
    """5: large inter-state invoices to others, by place of supply."""
    b2cs: list[dict[str, Any]]
    """7: all other sales, a row for each place of supply and rate, notes taken off."""
    exp: list[dict[str, Any]]
    """6A: exports, with and without payment of tax."""
    cdnr: list[dict[str, Any]]
    """9B: credit notes to registered buyers."""
    cdnur: list[dict[str, Any]]
    """9B: credit notes on large inter-state invoices and exports."""
    nil: dict[str, Any]
    """8: nil-rated, exempt and non-GST sales, notes taken off."""
    hsn: dict[str, Any]
    """12: by HSN, in two tabs since May 2025."""
    doc_issue: dict[str, Any]
    """13: the numbers issued, in runs without gaps."""
    period: str
    """The month, `2026-06` or `062026`; in a sales report the day or the month of the row."""
    store_id: str | None
    """The store whose documents alone are in it; null for all of the GSTIN's."""
    as_of: str | None
    """When the newest event in the figures happened; null before the first."""
    documents: int
    """How many invoices and credit notes are in it."""
    totals: GstReportTotals
    """The sums of the documents, notes taken off."""
    checks: list[GstCheck]
    problems: list[GstProblem]
    """The first thousand."""
    problems_count: int


class GstCheck(TypedDict):
    """Two ways to add the same up. One that has not passed is a fault of ours: tell us."""

    check: str
    detail: str
    passed: bool
    expected: dict[str, Any]
    """One sum, by figure."""
    found: dict[str, Any]
    """The other."""


class GstProblem(TypedDict):
    """What the portal would refuse or ask about, where it is, and how to mend it."""

    invoice: str | None
    """The number of the invoice or credit note."""
    line: int | None
    """One of its lines; null where it is about the whole."""
    code: str
    detail: str
    fix: str
    """What to do."""


class Webhook(TypedDict):
    """An endpoint that events are sent to. `secret` is shown in the answer that made it and null in every other."""

    id: str
    """Its id."""
    url: str
    """Where events are sent: public and https."""
    events: list[str]
    """Types such as `invoice.created`, all of a kind (`stock.*`), or all (`*`)."""
    description: str | None
    """A line of text."""
    headers: dict[str, str]
    """Headers of your own on each delivery; their values are never shown again."""
    secret: str | None
    """Signs every delivery. Shown this once."""
    previous_secret_expires_at: str | None
    """Until when a rotated secret signs beside the new one."""
    status: Literal["enabled", "disabled"]
    """The state it is in."""
    disabled_reason: str | None
    failing_since: str | None
    """Since when nothing was accepted; after 5 days it is disabled."""
    api_version: Literal["v1.4", "v1.3"]
    """The version that payloads are written in. Absent: that of this request."""
    livemode: bool
    """True for live data, false for a sandbox's."""
    created_at: str
    """When it was made."""
    updated_at: str
    """When it last changed."""


class Attempt(TypedDict):
    """One POST to an endpoint: the status it answered, or why there is none."""

    at: str
    status: int | None
    """The state it is in."""
    latency_ms: int | None
    error: str | None
    response: str | None
    """The beginning of the response: 4 KiB, in a list 200 characters."""
    redelivery: bool
    """Whether it was asked for, and is not the schedule's."""


class Delivery(TypedDict):
    """One event for one endpoint."""

    id: str
    """Its id."""
    webhook_id: str
    event_id: str
    status: Literal["pending", "delivered", "failed"]
    """The state it is in."""
    attempts: list[Attempt]
    next_attempt_at: str | None
    created_at: str
    """When it was made."""


class Event(TypedDict):
    """Something that happened, as a webhook delivers it."""

    id: str
    """Its id."""
    type: Literal[
        "customer.created",
        "invoice.created",
        "invoice.refunded",
        "payment.received",
        "ping",
        "product.archived",
        "product.created",
        "product.updated",
        "stock.changed",
        "stock.low",
        "webhook.disabled",
    ]
    """Of this type alone."""
    api_version: Literal["v1.4", "v1.3"]
    """The version that payloads are written in. Absent: that of this request."""
    created_at: str
    """When it was made."""
    livemode: bool
    """True for live data, false for a sandbox's."""
    sequence: int
    """Counts the account's events without a gap."""
    data: dict[str, Any]
    """What it is about, by type; see the webhooks guide."""


class Replay(TypedDict):
    """How many events are sent again, or would be."""

    webhook_id: str
    events_count: int
    dry_run: bool
    """Whether they were only counted."""


class Finding(TypedDict):
    """One thing that is wrong."""

    code: Literal[
        "body_altered",
        "body_parsed",
        "body_reserialised",
        "body_truncated",
        "clock_off",
        "header_malformed",
        "header_missing",
        "live_secret_on_test",
        "signature_unknown",
        "test_secret_on_live",
        "wrong_secret",
    ]
    detail: str
    """What is wrong, and what to do."""


class Diagnosis(TypedDict):
    """Why a delivery cannot be verified; nothing is wrong when `verified`."""

    verified: bool
    """Whether it should have been accepted."""
    findings: list[Finding]
    webhook_id: str | None
    """Whose secret signed it."""
    event_id: str | None
    signed_at: str | None
    """When it was signed, by its header."""
    clock_off_seconds: int | None
    """How much later than that it was received; negative: earlier."""


class IdempotencyKey(TypedDict):
    """What became of an Idempotency-Key."""

    key: str
    state: str
    """GST state code, two digits."""
    resource_id: str | None


class ErrorCode(TypedDict):
    """A code of a problem."""

    code: str
    status: int
    """The state it is in."""
    type: str
    """Of this type alone."""
    title: str
    meaning: str
    what_to_do: str
    retryable: bool


class FaultCode(TypedDict):
    """A code inside `errors[]`."""

    code: Literal[
        "required",
        "unknown_field",
        "invalid_type",
        "invalid_number",
        "too_many_decimals",
        "out_of_range",
        "unknown_sku",
        "unknown_store",
        "unknown_line",
        "unknown_customer",
        "invalid_phone",
        "invalid_gstin",
        "invalid_hsn",
        "rate_not_in_force",
        "buyer_address_required",
        "payment_exceeds_due",
        "field_immutable",
        "url_refused",
    ]
    meaning: str
    what_to_do: str


class ErrorCatalogue(TypedDict):
    """Every code that a request can meet."""

    data: list[ErrorCode]
    faults: list[FaultCode]


class Health(TypedDict):
    """The process lives."""

    status: Literal["ok"]
    """The state it is in."""


class Readiness(TypedDict):
    """What a request can need, and whether it answers."""

    status: Literal["ready", "not_ready"]
    """The state it is in."""
    checks: dict[str, Literal["ok", "unavailable"]]


class OpenApi(TypedDict):
    """The document you are reading."""

    openapi: str
    info: dict[str, Any]
    paths: dict[str, Any]


class Fault(TypedDict):
    """One fault of a request: `pointer` says where in the body, `parameter` which one of the query."""

    pointer: NotRequired[str]
    parameter: NotRequired[str]
    code: str
    detail: str


Problem = TypedDict(
    "Problem",
    {
        "type": "str",
        "title": "str",
        "status": "Literal[400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 429, 500, 503, 504]",
        "detail": "str",
        "instance": "str",
        "code": "str",
        "request_id": "str",
        "retryable": "bool",
        "errors": "NotRequired[list[Fault]]",
        "violated-policies": "NotRequired[list[str]]",
    },
)
"""A refusal or a failure (RFC 9457). `code` is stable; `retryable` says whether the same request may be sent again as it is."""

ItemProblem = TypedDict(
    "ItemProblem",
    {
        "type": "str",
        "title": "str",
        "status": "Literal[400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 422, 429, 500, 503, 504]",
        "detail": "str",
        "code": "str",
        "retryable": "bool",
        "errors": "NotRequired[list[Fault]]",
        "violated-policies": "NotRequired[list[str]]",
    },
)
"""The problem with one item of a batch: pointers begin at the item."""


class ProductBatchData(TypedDict):
    """What became of one item: the Product, or the problem with it."""

    index: int
    status: Literal[200, 201, 400, 403, 409, 422, 500, 503, 504]
    """The state it is in."""
    resource: NotRequired[Product]
    error: NotRequired[ItemProblem]


class ProductBatch(TypedDict):
    """A result for each item."""

    data: list[ProductBatchData]


class InvoiceBatchData(TypedDict):
    """What became of one item: the Invoice, or the problem with it."""

    index: int
    status: Literal[200, 201, 400, 403, 409, 422, 500, 503, 504]
    """The state it is in."""
    resource: NotRequired[Invoice]
    error: NotRequired[ItemProblem]


class InvoiceBatch(TypedDict):
    """A result for each item."""

    data: list[InvoiceBatchData]
