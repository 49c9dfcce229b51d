"""Who buys, what the document is called, and what the buyer's particulars must be (Rules 46 and 49 CGST)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit.errors import Fault, fault
from services.billing.domain.invoice import Line

TAX_INVOICE, BILL_OF_SUPPLY = "tax_invoice", "bill_of_supply"
B2B, B2C = "b2b", "b2c"

UNTAXED_REASONS = frozenset({"nil", "exempt", "non_gst"})  # s.2(47) CGST; a zero-rated supply is on a tax invoice


@dataclass(frozen=True, slots=True)
class Threshold:
    """An amount that the law draws a line at, from a day on."""

    since: date
    paise: int
    source: str


NAMED_BUYER = (Threshold(since=date(2017, 7, 1), paise=50_000_00, source="Rule 46(e) CGST Rules"),)
"""From this taxable value on an unregistered buyer is named."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """The buyer as recorded on this sale."""

    name: str | None = None
    gstin: str | None = None
    address_line1: str | None = None
    address_state: str | None = None
    has_address: bool = False
    sez: bool = False


def document_kind(lines: Sequence[Line], *, composition: bool = False) -> str:
    """Return `bill_of_supply` where all lines are exempt or the store is under composition (s.31(3)(c)), else `tax_invoice`."""
    untaxed = all(line.gst_rate_bp == 0 and line.zero_rate_reason in UNTAXED_REASONS for line in lines)
    return BILL_OF_SUPPLY if composition or untaxed else TAX_INVOICE


def trade_kind(gstin: str | None) -> str:
    """Return `b2b` for a buyer with a GSTIN, else `b2c`."""
    return B2B if gstin else B2C


def buyer_faults(buyer: Buyer, lines: Sequence[Line], day: date) -> list[Fault]:
    """Name every particular missing of an unregistered buyer of taxed goods worth ₹50,000 or more, and of a SEZ buyer."""
    if buyer.sez and not buyer.gstin:
        detail = "A buyer in a special economic zone is registered (s.25 CGST Act): send its GSTIN, or leave sez out."
        return [fault("/customer/gstin", "required", detail)]
    taxed = sum(line.taxable_paise for line in lines if line.gst_rate_bp > 0)
    limit = max((rule for rule in NAMED_BUYER if rule.since <= day), key=lambda rule: rule.since, default=None)
    if buyer.gstin or limit is None or taxed < limit.paise:
        return []
    missing = []
    if not buyer.name:
        missing.append("/customer/name")
    if not buyer.has_address:
        missing.append("/customer/address")
    elif not buyer.address_line1:
        missing.append("/customer/address/line1")
    if not buyer.address_state:
        missing.append("/customer/address/state")
    detail = f"From ₹{limit.paise // 100:,} of taxable value on, an unregistered buyer's name, address and state are required."
    return [fault(pointer, "buyer_address_required", detail) for pointer in missing]
