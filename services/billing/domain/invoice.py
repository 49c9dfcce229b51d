"""A sale worked out: lines, taxes, discounts, round-off and payments, in integer paise. Totals are sums of lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.errors import Fault, fault
from services.billing.domain.discount import bill_discount_faults, line_discount_faults, shares_of
from services.billing.domain.payment import CASH, Payment, PaymentInput, Settlement, settle
from services.billing.domain.tax import line_value, tax_on

MAX_PAISE = 999_999_999_999  # ₹9,999,999,999.99

ROUND_OFF_POLICIES = ("off", "cash", "always")


@dataclass(frozen=True, slots=True)
class LineInput:
    """What is sold, how much of it, at what price: the product's facts as billed, frozen on the invoice."""

    product_id: str
    sku: str
    name: str
    hsn: str | None
    unit: str
    qty_milli: int
    rate_paise: int
    gst_rate_bp: int
    tax_inclusive: bool = True
    cess_rate_bp: int = 0
    zero_rate_reason: str | None = None
    discount_paise: int = 0
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on the invoice."""

    number: int
    product_id: str
    sku: str
    name: str
    description: str | None
    hsn: str | None
    unit: str
    qty_milli: int
    rate_paise: int
    tax_inclusive: bool
    gst_rate_bp: int
    cess_rate_bp: int
    zero_rate_reason: str | None
    discount_paise: int
    bill_discount_paise: int
    taxable_paise: int
    cgst_paise: int
    sgst_paise: int
    igst_paise: int
    cess_paise: int
    total_paise: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """A sale's amounts. Σ line totals + round-off = grand total = paid + due; `discount` holds line and bill discounts."""

    lines: tuple[Line, ...]
    discount_paise: int
    bill_discount_paise: int
    taxable_paise: int
    cgst_paise: int
    sgst_paise: int
    igst_paise: int
    cess_paise: int
    round_off_paise: int
    grand_total_paise: int
    payments: tuple[Payment, ...]
    amount_paid_paise: int
    amount_due_paise: int
    change_due_paise: int
    status: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the whole sale; `payment_listed` says that the request held a list, for the pointers of faults."""

    inter: bool
    bill_discount_paise: int = 0
    round_off: str = "off"
    composition: bool = False
    payment_listed: bool | None = None


def compute(
    items: Sequence[LineInput], terms: Terms, payments: Sequence[PaymentInput] = ()
) -> tuple[Invoice, list[Fault]]:
    """
    Work out a sale. With faults, every one of them is named, and the invoice must not be issued.

    A store under composition charges no tax: its lines bear rate 0 (s.10 CGST Act).
    """
    values, faults = _values(items)
    faults += bill_discount_faults(terms.bill_discount_paise, values)
    shares = [0] * len(values) if faults else shares_of(terms.bill_discount_paise, values)
    lines = tuple(
        _line(number, item, value - share, share, terms)
        for number, (item, value, share) in enumerate(zip(items, values, shares, strict=True), start=1)
    )
    payable = sum(line.total_paise for line in lines)
    cash = any(payment.mode == CASH for payment in payments)
    rounded = payable + round_off(payable, terms.round_off, cash=cash)
    if rounded > MAX_PAISE and not faults:
        faults.append(fault("/items", "out_of_range", "An invoice comes to at most ₹9,999,999,999.99."))
    settlement, excess = settle(payments if not faults else (), rounded, listed=terms.payment_listed)
    return _invoice(lines, rounded, settlement, terms), faults + excess


def round_off(payable_paise: int, policy: str, *, cash: bool) -> int:
    """Return what rounds a bill to the rupee, −49 to +50 paise, half up; 0 where the store's policy rounds not."""
    if policy == "off" or (policy == "cash" and not cash):
        return 0
    return (payable_paise + 50) // 100 * 100 - payable_paise


def _values(items: Sequence[LineInput]) -> tuple[list[int], list[Fault]]:
    """Return each line's value after its own discount, and the faults of the lines."""
    values: list[int] = []
    faults: list[Fault] = []
    for index, item in enumerate(items):
        gross = line_value(item.qty_milli, item.rate_paise)
        if gross > MAX_PAISE:
            detail = "Quantity times rate is at most ₹9,999,999,999.99."
            faults.append(fault(f"/items/{index}/qty", "out_of_range", detail))
        if item.discount_paise:
            faults += line_discount_faults(index, item.discount_paise, gross)
        values.append(max(gross - item.discount_paise, 0))
    return values, faults


def _line(number: int, item: LineInput, value: int, share: int, terms: Terms) -> Line:
    rate_bp, cess_bp = (0, 0) if terms.composition else (item.gst_rate_bp, item.cess_rate_bp)
    tax = tax_on(value, rate_bp, inclusive=item.tax_inclusive, inter=terms.inter, cess_rate_bp=cess_bp)
    return Line(
        number,
        item.product_id,
        item.sku,
        item.name,
        item.description,
        item.hsn,
        item.unit,
        item.qty_milli,
        item.rate_paise,
        item.tax_inclusive,
        rate_bp,
        cess_bp,
        item.zero_rate_reason,
        item.discount_paise,
        share,
        tax.taxable,
        tax.cgst,
        tax.sgst,
        tax.igst,
        tax.cess,
        tax.total,
    )


def _invoice(lines: tuple[Line, ...], grand_total: int, settlement: Settlement, terms: Terms) -> Invoice:
    half = sum(line.cgst_paise for line in lines)
    return Invoice(
        lines=lines,
        discount_paise=sum(line.discount_paise + line.bill_discount_paise for line in lines),
        bill_discount_paise=terms.bill_discount_paise,
        taxable_paise=sum(line.taxable_paise for line in lines),
        cgst_paise=half,
        sgst_paise=half,
        igst_paise=sum(line.igst_paise for line in lines),
        cess_paise=sum(line.cess_paise for line in lines),
        round_off_paise=grand_total - sum(line.total_paise for line in lines),
        grand_total_paise=grand_total,
        payments=settlement.payments,
        amount_paid_paise=settlement.amount_paid_paise,
        amount_due_paise=settlement.amount_due_paise,
        change_due_paise=settlement.change_due_paise,
        status=settlement.status,
    )
