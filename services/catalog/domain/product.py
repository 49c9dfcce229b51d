"""A product: what it is, what it costs and which GST it bears. Frozen; a change makes a new version."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from kit.errors import Fault, fault
from kit.money import rate_out
from services.catalog.domain.gst_rates import ZERO_RATE_REASONS, period_on, rates_in_force
from services.catalog.domain.opening_stock import OpeningStock, WantedStock

ACTIVE = "active"
ARCHIVED = "archived"

_HSN = re.compile(r"(?:[0-9]{4}|[0-9]{6}|[0-9]{8})")


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs and which tax it bears, from a day on. `tax_inclusive` None leaves the choice to the store."""

    rate_paise: int
    tax_inclusive: bool | None
    gst_rate_bp: int
    cess_rate_bp: int
    zero_rate_reason: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a client says about a product, beside its price."""

    name: str
    hsn: str | None
    unit: str
    barcode: str | None
    reorder_level_milli: int | None
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """A product as a request describes it, before it has an id."""

    sku: str
    facts: Facts
    price: Price
    stock: WantedStock | None

    def faults(self, today: date) -> list[Fault]:
        """Name everything the law or the catalog has against it on this day (in India)."""
        return [
            *_hsn_faults(self.facts.hsn),
            *_rate_faults(self.price, self.facts.hsn, today),
            *_reason_faults(self.price),
        ]


@dataclass(frozen=True, slots=True)
class Product:
    """A product of an account; `version` grows by one with each change, and billing keeps the highest it has seen."""

    product_id: str
    version: int
    status: str
    sku: str
    facts: Facts
    price: Price
    opening_stock: tuple[OpeningStock, ...]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def new(cls, product_id: str, draft: Draft, opening: tuple[OpeningStock, ...], at: datetime) -> "Product":
        """Make version 1 of a product."""
        return cls(product_id, 1, ACTIVE, draft.sku, draft.facts, draft.price, opening, at, at)

    def replaced_by(self, draft: Draft, opening: tuple[OpeningStock, ...], at: datetime) -> "Product":
        """Take facts and price from the draft, and stores it was not in; the same product when nothing is new."""
        mine = {line.store_id for line in self.opening_stock}
        ranged = self.opening_stock + tuple(line for line in opening if line.store_id not in mine)
        if (draft.facts, draft.price, ranged) == (self.facts, self.price, self.opening_stock):
            return self
        return replace(
            self, version=self.version + 1, facts=draft.facts, price=draft.price, opening_stock=ranged, updated_at=at
        )


def _hsn_faults(hsn: str | None) -> list[Fault]:
    if hsn is None or _HSN.fullmatch(hsn):
        return []
    return [fault("/hsn", "invalid_hsn", "an HSN or SAC code has 4, 6 or 8 digits")]


def _rate_faults(price: Price, hsn: str | None, today: date) -> list[Fault]:
    faults = []
    in_force = rates_in_force(today, hsn)
    if price.gst_rate_bp not in in_force:
        rates = ", ".join(str(rate_out(rate)) for rate in in_force)
        detail = f"{rate_out(price.gst_rate_bp)} % is not in force on {today}; the rates are {rates}"
        faults.append(fault("/gst_rate", "rate_not_in_force", detail))
    if price.cess_rate_bp and not period_on(today).cess:
        detail = f"no compensation cess is charged since {period_on(today).since}; send 0"
        faults.append(fault("/cess_rate", "rate_not_in_force", detail))
    return faults


def _reason_faults(price: Price) -> list[Fault]:
    reasons = ", ".join(ZERO_RATE_REASONS)
    if price.gst_rate_bp == 0 and price.zero_rate_reason is None:
        return [fault("/zero_rate_reason", "required", f"a GST rate of 0 needs its reason: {reasons}")]
    if price.gst_rate_bp != 0 and price.zero_rate_reason is not None:
        return [fault("/zero_rate_reason", "out_of_range", "a reason belongs to a GST rate of 0 only; leave it out")]
    if price.zero_rate_reason is not None and price.zero_rate_reason not in ZERO_RATE_REASONS:
        return [fault("/zero_rate_reason", "out_of_range", f"one of {reasons}")]
    return []
