"""Customers as they are created and changed, and how a list of them is chosen."""

from gateway.api.v1.schemas.parties import EMAIL, EMAIL_HINT, PIN, PIN_HINT, Address
from gateway.api.v1.schemas.patch import MetadataChanges, Patch
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.shape import Inner, Shape
from gateway.api.v1.schemas.values import Flag, Gstin, Instant, Metadata, Phone, State, Text


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


class AddressChanges(Patch):
    """What to change of a postal address: absent stays, null clears."""

    line1 = Text(200, allow_none=True)
    city = Text(100, allow_none=True)
    state = State(allow_none=True)
    pin = Text(6, pattern=PIN, hint=PIN_HINT, allow_none=True)


class CustomerChanges(Patch):
    """What to change of a customer: absent stays, null clears, address and metadata merge. With another phone the id stays."""

    fixed = ("id", "total_spent", "invoices_count", "last_visit_at", "erased_at", "created_at", "updated_at")

    phone = Phone()
    name = Text(200, allow_none=True)
    gstin = Gstin(allow_none=True)
    email = Text(254, pattern=EMAIL, hint=EMAIL_HINT, allow_none=True)
    address = Inner(AddressChanges, allow_none=True)
    sez = Flag(load_default=False)
    metadata = MetadataChanges(allow_none=True)


class CustomersQuery(ListQuery):
    """Which customers, newest first."""

    phone = Phone()
    q = Text(100)
    updated_at_gte = Instant(data_key="updated_at[gte]")
