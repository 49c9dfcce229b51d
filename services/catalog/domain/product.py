"""A product: what it is, what it costs and which GST it bears. Frozen; a change makes a new version."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kit.errors import Fault, fault
from kit.money import rate_out
from services.catalog.domain.gst_rates import ZERO_RATE_REASONS, period_on, rates_in_force
from services.catalog.domain.opening_stock import OpeningStock, WantedStock
from services.catalog.errors import ProductArchived

ACTIVE = "active"
ARCHIVED = "archived"
MOST_METADATA = 50

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
        return _faults(self.facts, self.price, today)


@dataclass(frozen=True, slots=True)
class Changes:
    """
    What a merge patch (RFC 7396) names: facts and price by field, and the status; what is not named stays.

    `metadata` among the facts is merged by key: a key with None goes, None instead of keys empties it.
    """

    facts: Mapping[str, Any]
    price: Mapping[str, Any]
    status: str | None = None


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
        return self._next(at, facts=draft.facts, price=draft.price, opening_stock=ranged)

    def patched(self, changes: Changes, at: datetime) -> "Product":
        """
        Take what is named; the same product when nothing is new.

        Raises ProductArchived when it is archived and stays so: first it must be active again.
        """
        named = dict(changes.facts)
        if "metadata" in named:
            named["metadata"] = _merged(self.facts.metadata, named["metadata"])
        facts, price = replace(self.facts, **named), replace(self.price, **changes.price)
        status = changes.status or self.status
        if (facts, price, status) == (self.facts, self.price, self.status):
            return self
        if status == self.status == ARCHIVED:
            raise ProductArchived(self.sku, self.product_id)
        return self._next(at, facts=facts, price=price, status=status)

    def faults_since(self, before: "Product", today: date) -> list[Fault]:
        """Name what is wrong with a change. A rate that was right when it was given and is not touched stays right."""
        faults = []
        if (self.price, self.facts.hsn) != (before.price, before.facts.hsn):
            faults = _faults(self.facts, self.price, today)
        if len(self.facts.metadata) > MOST_METADATA:
            detail = f"with what is there already these are over {MOST_METADATA} pairs; null removes a key"
            faults.append(fault("/metadata", "out_of_range", detail))
        return faults

    def _next(self, at: datetime, **changed: Any) -> "Product":
        return replace(self, version=self.version + 1, updated_at=max(self.updated_at, at), **changed)


def _merged(mine: Mapping[str, str], named: Mapping[str, str | None] | None) -> Mapping[str, str]:
    if named is None:
        return {}
    return {key: value for key, value in {**mine, **named}.items() if value is not None}


def _faults(facts: Facts, price: Price, today: date) -> list[Fault]:
    return [*_hsn_faults(facts.hsn), *_rate_faults(price, facts.hsn, today), *_reason_faults(price)]


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
        return [fault("/zero_rate_reason", "out_of_range", "a reason belongs to a GST rate of 0 only; send null")]
    if price.zero_rate_reason is not None and price.zero_rate_reason not in ZERO_RATE_REASONS:
        return [fault("/zero_rate_reason", "out_of_range", f"one of {reasons}")]
    return []
