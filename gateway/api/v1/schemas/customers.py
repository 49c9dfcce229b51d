"""Customers as they are created, and how a list of them is chosen."""

from gateway.api.v1.schemas.parties import EMAIL, EMAIL_HINT, Address
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.shape import Inner, Shape
from gateway.api.v1.schemas.values import Flag, Gstin, Instant, Metadata, Phone, Text


class Customer(Shape):
    """A customer to create, or to change where named, by phone."""

    only_named = True

    phone = Phone(required=True)
    name = Text(200)
    gstin = Gstin()
    email = Text(254, pattern=EMAIL, hint=EMAIL_HINT)
    address = Inner(Address)
    sez = Flag()
    metadata = Metadata()


class CustomersQuery(ListQuery):
    """Which customers, newest first."""

    phone = Phone()
    q = Text(100)
    updated_at_gte = Instant(data_key="updated_at[gte]")
