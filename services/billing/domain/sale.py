"""A sale before it is booked: what was asked, the facts it is billed with, and the draft that comes of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kit.clock import financial_year, ist_date
from kit.errors import Fault, fault
from services.billing.domain.buyer import Buyer, buyer_faults, document_kind
from services.billing.domain.hsn import hsn_faults
from services.billing.domain.invoice import Invoice, LineInput, Terms, compute
from services.billing.domain.invoice_number import Series, series_of
from services.billing.domain.payment import PaymentInput
from services.billing.domain.place_of_supply import Destination, PlaceOfSupply, place_of_supply
from services.billing.domain.tax_rates import rate_faults

EARLIEST = timedelta(days=30)
LATEST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Item:
    """A line as asked for: by SKU or product id; what is None comes from the product."""

    sku: str | None
    product_id: str | None
    qty_milli: int
    rate_paise: int | None = None
    tax_inclusive: bool | None = None
    discount_paise: int = 0
    description: str | None = None

    @property
    def name(self) -> str:
        """What the caller called the product."""
        return self.sku or self.product_id or ""


@dataclass(frozen=True, slots=True)
class SaleRequest:
    """A sale as asked for, in integer units."""

    store_id: str | None
    customer: Mapping[str, Any] | None
    customer_id: str | None
    items: tuple[Item, ...]
    discount_paise: int = 0
    payments: tuple[PaymentInput, ...] = ()
    payment_listed: bool = False
    place_of_supply: str | None = None
    fulfilment: str = "counter"
    issued_at: datetime | None = None
    notes: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Store:
    """A shop and the registration it bills under."""

    store_id: str
    name: str
    gstin: str
    state: str
    invoice_template: str
    round_off: str
    tax_inclusive: bool
    negative_stock: bool
    composition: bool
    status: str
    is_default: bool
    gstin_fixed: bool = True
    """Whether it has issued an invoice under its GSTIN."""
    turnover: str | None = None


@dataclass(frozen=True, slots=True)
class Sellable:
    """Billing's copy of a product: the facts it bills with."""

    product_id: str
    sku: str
    status: str
    name: str
    rate_paise: int
    tax_inclusive: bool | None
    gst_rate_bp: int
    cess_rate_bp: int
    zero_rate_reason: str | None
    hsn: str | None
    unit: str
    reorder_level_milli: int | None


@dataclass(frozen=True, slots=True)
class Customer:
    """The buyer as recorded on this sale; nothing of a stored profile but the name and phone comes onto it."""

    customer_id: str | None
    phone: str | None
    name: str | None
    email: str | None = None
    gstin: str | None = None
    address: Mapping[str, str | None] | None = None
    sez: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A sale worked out and ready to be booked: it lacks its number and its ids."""

    request: SaleRequest
    store: Store
    customer: Customer | None
    place: PlaceOfSupply
    invoice: Invoice
    document_type: str
    issued_at: datetime
    series: Series
    year: int
    reorder_levels: Mapping[str, int | None]


def unknown_products(items: Sequence[Item], sellables: Sequence[Sellable | None]) -> list[Fault]:
    """Name each line whose product billing does not know."""
    return [
        fault(f"/items/{i}/{'sku' if item.sku else 'product_id'}", "unknown_sku", f"There is no product {item.name}.")
        for i, (item, sellable) in enumerate(zip(items, sellables, strict=True))
        if sellable is None
    ]


def archived_products(items: Sequence[Item], sellables: Sequence[Sellable | None]) -> list[Fault]:
    """Name each line whose product is no longer sold."""
    return [
        fault(f"/items/{i}/{'sku' if item.sku else 'product_id'}", "product_archived", f"{item.name} is archived.")
        for i, (item, sellable) in enumerate(zip(items, sellables, strict=True))
        if sellable is not None and sellable.status == "archived"
    ]


def issue_time_faults(issued_at: datetime | None, now: datetime) -> list[Fault]:
    """A bill is dated at most 30 days back and 5 minutes ahead."""
    if issued_at is None or now - EARLIEST <= issued_at <= now + LATEST:
        return []
    return [fault("/issued_at", "out_of_range", "A bill is dated at most 30 days back and 5 minutes ahead.")]


def draft(
    request: SaleRequest, store: Store, sellables: Sequence[Sellable], customer: Customer | None, now: datetime
) -> tuple[Draft, list[Fault]]:
    """Work a sale out; with faults, each is named and nothing may be booked."""
    issued_at = request.issued_at or now
    day = ist_date(issued_at)
    place = _place(request, store, customer)
    lines = [_line(item, sellable, store) for item, sellable in zip(request.items, sellables, strict=True)]
    pointers = [f"/items/{i}/{'sku' if item.sku else 'product_id'}" for i, item in enumerate(request.items)]
    faults = issue_time_faults(request.issued_at, now)
    for pointer, line in zip(pointers, lines, strict=True):
        faults += rate_faults(pointer, rate_bp=line.gst_rate_bp, cess_rate_bp=line.cess_rate_bp, hsn=line.hsn, day=day)
    if store.turnover is not None and not store.composition:
        faults += hsn_faults(lines, pointers, store.turnover, day, business=bool(customer and customer.gstin))
    terms = Terms(
        inter=place.inter,
        bill_discount_paise=request.discount_paise,
        round_off=store.round_off,
        composition=store.composition,
        payment_listed=request.payment_listed,
    )
    invoice, amount_faults = compute(lines, terms, request.payments)
    faults += amount_faults
    if not faults:
        faults = buyer_faults(_buyer(customer), invoice.lines, day)
    year = financial_year(day)
    kind = document_kind(invoice.lines, composition=store.composition)
    series = series_of(store.invoice_template, year)
    levels = {sellable.product_id: sellable.reorder_level_milli for sellable in sellables}
    return Draft(request, store, customer, place, invoice, kind, issued_at, series, year, levels), faults


def _place(request: SaleRequest, store: Store, customer: Customer | None) -> PlaceOfSupply:
    address = customer.address if customer else None
    return place_of_supply(
        store.state,
        Destination(
            given=request.place_of_supply,
            address_state=address.get("state") if address else None,
            registered=bool(customer and customer.gstin),
            sez=bool(customer and customer.sez),
            delivery=request.fulfilment == "delivery",
        ),
    )


def _line(item: Item, sellable: Sellable, store: Store) -> LineInput:
    inclusive = item.tax_inclusive
    if inclusive is None:
        inclusive = sellable.tax_inclusive
    if inclusive is None:
        inclusive = store.tax_inclusive
    return LineInput(
        product_id=sellable.product_id,
        sku=sellable.sku,
        name=sellable.name,
        hsn=sellable.hsn,
        unit=sellable.unit,
        qty_milli=item.qty_milli,
        rate_paise=sellable.rate_paise if item.rate_paise is None else item.rate_paise,
        gst_rate_bp=sellable.gst_rate_bp,
        tax_inclusive=inclusive,
        cess_rate_bp=sellable.cess_rate_bp,
        zero_rate_reason=sellable.zero_rate_reason,
        discount_paise=item.discount_paise,
        description=item.description,
    )


def _buyer(customer: Customer | None) -> Buyer:
    if customer is None:
        return Buyer()
    address = customer.address
    return Buyer(
        name=customer.name,
        gstin=customer.gstin,
        address_line1=address.get("line1") if address else None,
        address_state=address.get("state") if address else None,
        has_address=bool(address),
        sez=customer.sez,
    )
