"""Customers, visits and invoice events with sensible defaults."""

from datetime import UTC, datetime
from typing import Any

from kit.clock import rfc3339
from kit.messaging import Event
from services.customers.domain.customer import Customer, Profile, Purchases
from services.customers.domain.visit import Visit
from services.customers.operations.settle_customers import customer_id

AT = datetime(2026, 6, 28, 10, 14, 22, tzinfo=UTC)
ACCOUNT = "acct_01J0000000000000000000DEMO"
SECRET = b"a secret for tests"
RAHUL = "+919876543210"
ASHA = "+919812345678"
GSTIN = "27AAPFU0939F1ZV"


def id_of(phone: str, account_id: str = ACCOUNT, generation: int = 0) -> str:
    """The id that this phone's customer has."""
    return customer_id(SECRET, account_id, phone, generation)


def a_customer(*, phone: str = RAHUL, **profile: Any) -> Customer:
    """Rahul, who has bought nothing yet."""
    return Customer.new(ACCOUNT, id_of(phone), phone, 0, Profile(**{"name": "Rahul K.", **profile}), AT)


def a_visit(
    *, phone: str = RAHUL, paise: int = 22_000, at: datetime = AT, account_id: str = ACCOUNT, **profile: Any
) -> Visit:
    """One sale of ₹220."""
    return Visit(account_id, id_of(phone, account_id), phone, Profile(**profile), Purchases(1, paise, at), at)


def an_invoice_event(
    number: int,
    *,
    phone: str | None = RAHUL,
    paise: int = 22_000,
    at: datetime = AT,
    account_id: str = ACCOUNT,
    livemode: bool = True,
    **customer: Any,
) -> Event:
    """invoice.created as far as the customers service reads it."""
    named = {"id": id_of(phone, account_id) if phone else None, "phone": phone, "name": None, **customer}
    data = {"invoice_id": f"inv_{number}", "issued_at": rfc3339(at), "customer": named, "grand_total_paise": paise}
    return Event(f"evt_{number}", "invoice.created", 1, rfc3339(at), account_id, livemode, data)


def a_refund_event(number: int, *, paise: int = 1_400, sold_at: datetime = AT, **facts: Any) -> Event:
    """invoice.refunded as far as the customers service reads it, for who bought as an_invoice_event has it."""
    sale = an_invoice_event(number, **facts)
    data = {"customer": sale.data["customer"], "invoice_issued_at": rfc3339(sold_at), "total_paise": paise}
    return Event(f"evt_refund_{number}", "invoice.refunded", 1, sale.occurred_at, sale.account_id, sale.livemode, data)
