"""A customer of an account, known by the phone. Frozen; a change makes a new version."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known about a person or business. Personal data: it lives in this service and on the invoices alone."""

    name: str | None = None
    email: str | None = None
    gstin: str | None = None
    sez: bool = False
    address: Mapping[str, str | None] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str | None:
        """The two-digit GST code of the address, or else of the registration."""
        if self.address and self.address.get("state"):
            return self.address["state"]
        return self.gstin[:2] if self.gstin else None


@dataclass(frozen=True, slots=True)
class Purchases:
    """What a customer has bought so far. Adding up is free of order, so invoices may arrive in any."""

    count: int = 0
    total_paise: int = 0
    last_visit_at: datetime | None = None

    def plus(self, other: "Purchases") -> "Purchases":
        """Add purchases up; the last visit is the later one."""
        visits = [at for at in (self.last_visit_at, other.last_visit_at) if at is not None]
        return Purchases(
            self.count + other.count, self.total_paise + other.total_paise, max(visits) if visits else None
        )


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer; `version` grows by one with each change of the profile, not with purchases."""

    account_id: str
    customer_id: str
    phone: str | None
    phone_generation: int
    version: int
    profile: Profile
    purchases: Purchases
    created_at: datetime
    updated_at: datetime

    @classmethod
    def new(
        cls, account_id: str, customer_id: str, phone: str, generation: int, profile: Profile, at: datetime
    ) -> "Customer":
        """Make a customer who has bought nothing yet."""
        return cls(account_id, customer_id, phone, generation, 1, profile, Purchases(), at, at)

    def overwritten(self, named: Mapping[str, Any], at: datetime) -> "Customer":
        """Take the fields of the profile that are named, and only those; the same customer when nothing is new."""
        return self._with(replace(self.profile, **named), at)

    def introduced(self, name: str | None, at: datetime) -> "Customer":
        """Fill an empty name with the one a sale gave; a name that is known stays."""
        return self if self.profile.name or not name else self._with(replace(self.profile, name=name), at)

    def visited(self, purchases: Purchases, at: datetime) -> "Customer":
        """Add purchases."""
        return replace(self, purchases=self.purchases.plus(purchases), updated_at=max(self.updated_at, at))

    def _with(self, profile: Profile, at: datetime) -> "Customer":
        if profile == self.profile:
            return self
        return replace(self, profile=profile, version=self.version + 1, updated_at=max(self.updated_at, at))
