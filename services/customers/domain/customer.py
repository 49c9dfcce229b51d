"""A customer of an account, known by the phone. Frozen; a change makes a new version."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from kit.errors import Fault, fault

MOST_METADATA = 50


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
    erased_at: datetime | None = None

    @classmethod
    def new(
        cls, account_id: str, customer_id: str, phone: str, generation: int, profile: Profile, at: datetime
    ) -> "Customer":
        """Make a customer who has bought nothing yet."""
        return cls(account_id, customer_id, phone, generation, 1, profile, Purchases(), at, at)

    def overwritten(self, named: Mapping[str, Any], at: datetime) -> "Customer":
        """Take the fields of the profile that are named, and only those; the same customer when nothing is new."""
        return self._with(replace(self.profile, **named), at)

    def patched(self, changes: Mapping[str, Any], at: datetime) -> "Customer":
        """
        Take what a merge patch (RFC 7396) names of the profile; the same customer when nothing is new.

        Address and metadata are merged by field and key: None removes one, None instead of an object all of them.
        """
        named = dict(changes)
        if "metadata" in named:
            named["metadata"] = _merged(self.profile.metadata, named["metadata"])
        if "address" in named:
            named["address"] = _merged(self.profile.address or {}, named["address"]) or None
        return self._with(replace(self.profile, **named), at)

    def moved(self, phone: str, generation: int, at: datetime) -> "Customer":
        """Give the customer another phone, of that generation; the id stays."""
        return self._next(at, phone=phone, phone_generation=generation)

    def erased(self, at: datetime) -> "Customer":
        """Forget the person. The id and the sums stay: the invoices, which tax law keeps, name the one and add up to the other."""
        return self._next(at, phone=None, profile=Profile(), erased_at=max(self.updated_at, at))

    def faults(self) -> list[Fault]:
        """Name what has become too much by a change."""
        if len(self.profile.metadata) <= MOST_METADATA:
            return []
        detail = f"with what is there already these are over {MOST_METADATA} pairs; null removes a key"
        return [fault("/metadata", "out_of_range", detail)]

    def introduced(self, name: str | None, at: datetime) -> "Customer":
        """Fill an empty name with the one a sale gave; a name that is known stays."""
        return self if self.profile.name or not name else self._with(replace(self.profile, name=name), at)

    def visited(self, purchases: Purchases, at: datetime) -> "Customer":
        """Add purchases."""
        return replace(self, purchases=self.purchases.plus(purchases), updated_at=max(self.updated_at, at))

    def _with(self, profile: Profile, at: datetime) -> "Customer":
        return self if profile == self.profile else self._next(at, profile=profile)

    def _next(self, at: datetime, **changed: Any) -> "Customer":
        return replace(self, version=self.version + 1, updated_at=max(self.updated_at, at), **changed)


def _merged(mine: Mapping[str, Any], named: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if named is None:
        return {}
    return {key: value for key, value in {**mine, **named}.items() if value is not None}
