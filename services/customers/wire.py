"""Between the contract's shapes and the customers' own: requests and invoice events in, events and public bodies out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.rpc import InvalidRequest, Request, read
from contracts.rpc.customers import (
    DEFAULT_LIMIT,
    LIST_FILTERS,
    MOST_LISTED,
    ChangeCustomer,
    CustomerChanges,
    EraseCustomer,
    UpsertCustomer,
)
from kit import listing
from kit.clock import parse_rfc3339, rfc3339
from kit.money import rupees_out
from services.customers.domain.customer import Customer, Profile, Purchases
from services.customers.domain.visit import Visit
from services.customers.errors import CustomerNotFound, ValidationFailed

_UPSERT_CUSTOMER = UpsertCustomer()
_CHANGE_CUSTOMER = ChangeCustomer()
_CUSTOMER_CHANGES = CustomerChanges()
_ERASE_CUSTOMER = EraseCustomer()
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one customer: another phone or None, what is named of the profile, and the state it is meant for."""

    customer_id: str
    phone: str | None
    profile: Mapping[str, Any]
    expected_body: str | None


@dataclass(frozen=True, slots=True)
class ReleasedPhone:
    """A number that was given up, as an HMAC, and the generation that its next customer's id is derived from."""

    phone_key: str
    generation: int


def change_from_wire(request: Any) -> Change:
    """Read the request of change_customer; raises ValidationFailed, and CustomerNotFound for what can be no id."""
    wanted = _read(_CHANGE_CUSTOMER, request)
    named = _read(_CUSTOMER_CHANGES, wanted["changes"])
    phone = named.pop("phone", None)
    return Change(customer_id_from_wire(wanted["customer_id"]), phone, named, wanted["expected_body"])


def erasure_from_wire(request: Any) -> tuple[str, str | None]:
    """Read the id and the expected body of erase_customer; raises as change_from_wire does."""
    wanted = _read(_ERASE_CUSTOMER, request)
    return customer_id_from_wire(wanted["customer_id"]), wanted["expected_body"]


def customer_id_from_wire(customer_id: Any) -> str:
    """Read an id; what cannot be stored is not there. Raises CustomerNotFound."""
    if not isinstance(customer_id, str) or len(customer_id) > _LONGEST_ID or not customer_id.isprintable():
        raise CustomerNotFound
    return customer_id


def named_from_wire(request: Any) -> tuple[str, dict[str, Any]]:
    """Read the phone and the fields that the request names; raises ValidationFailed."""
    fields = _read(_UPSERT_CUSTOMER, request)
    phone = fields.pop("phone")
    return phone, {name: value for name, value in fields.items() if value is not None}


def visit_from_wire(account_id: str, invoice: Mapping[str, Any]) -> Visit | None:
    """Read whom an invoice names and what was spent; None when it names nobody by phone."""
    if not _names_somebody(invoice):
        return None
    at = parse_rfc3339(invoice["issued_at"])
    return _visit(account_id, invoice, Purchases(1, invoice["grand_total_paise"], at), at)


def refund_from_wire(account_id: str, note: Mapping[str, Any]) -> Visit | None:
    """Read whom a credit note names, as of the day of the sale, and what came back; None when it names nobody by phone."""
    if not _names_somebody(note):
        return None
    at = parse_rfc3339(note["invoice_issued_at"])
    return _visit(account_id, note, Purchases(0, -note["total_paise"]), at)


def list_from_wire(request: Mapping[str, Any]) -> listing.Asked:
    """Read the filters, the place to go on from and the limit of a list; raises ValidationFailed."""
    asked, faults = listing.read(request, LIST_FILTERS, default=DEFAULT_LIMIT, most=MOST_LISTED)
    if faults:
        raise ValidationFailed(faults)
    return asked


def customer_to_event(customer: Customer, released: Sequence[ReleasedPhone] = ()) -> dict[str, Any]:
    """Write what customer.created and customer.updated carry."""
    return {
        "customer_id": customer.customer_id,
        "version": customer.version,
        "phone": customer.phone,
        "phone_generation": customer.phone_generation,
        "name": customer.profile.name,
        "email": customer.profile.email,
        "gstin": customer.profile.gstin,
        "sez": customer.profile.sez,
        "state": customer.profile.state,
        "released": [{"phone_key": phone.phone_key, "generation": phone.generation} for phone in released],
    }


def merge_to_event(alias_id: str, customer_id: str) -> dict[str, Any]:
    """Write what customer.merged carries."""
    return {"customer_id": customer_id, "alias_id": alias_id}


def customer_to_public(customer: Customer) -> dict[str, Any]:
    """Write the customer as the public API shows it, in rupees."""
    address, visited_at = customer.profile.address, customer.purchases.last_visit_at
    return {
        "id": customer.customer_id,
        "phone": customer.phone,
        "name": customer.profile.name,
        "email": customer.profile.email,
        "gstin": customer.profile.gstin,
        "sez": customer.profile.sez,
        "address": _address(address),
        "metadata": dict(customer.profile.metadata),
        "total_spent": rupees_out(customer.purchases.total_paise),
        "invoices_count": customer.purchases.count,
        "last_visit_at": None if visited_at is None else rfc3339(visited_at),
        "erased_at": None if customer.erased_at is None else rfc3339(customer.erased_at),
        "created_at": rfc3339(customer.created_at),
        "updated_at": rfc3339(customer.updated_at),
    }


def _read(schema: Request, request: Any) -> dict[str, Any]:
    try:
        return read(schema, request)
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None


def _names_somebody(document: Mapping[str, Any]) -> bool:
    customer = document.get("customer") or {}
    return bool(customer.get("phone") and customer.get("id"))


def _visit(account_id: str, document: Mapping[str, Any], purchases: Purchases, at: datetime) -> Visit:
    customer = document["customer"]
    profile = Profile(
        name=customer.get("name"),
        email=customer.get("email"),
        gstin=customer.get("gstin"),
        sez=bool(customer.get("sez")),
        address=_address(customer.get("address")),
    )
    return Visit(account_id, customer["id"], customer["phone"], profile, purchases, first_at=at)


def _address(address: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if address is None else {line: address.get(line) for line in ("line1", "city", "state", "pin")}
