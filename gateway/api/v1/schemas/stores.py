"""Stores as they are opened and changed, and how a list of them is chosen."""

from contracts.rpc.billing import ROUND_OFFS, STORE_STATUSES, TURNOVERS, UPI_ID
from gateway.api.v1.schemas.parties import Address
from gateway.api.v1.schemas.patch import MetadataChanges, Patch
from gateway.api.v1.schemas.queries import ListQuery
from gateway.api.v1.schemas.shape import Inner, Shape
from gateway.api.v1.schemas.values import Choice, Flag, Gstin, Metadata, State, Text

UPI_HINT = "Send a UPI id such as shop@bank."
PIN, PIN_HINT = r"[1-9][0-9]{5}", "Send a PIN code of six digits."


class Store(Shape):
    """A store to open. Its state is that of its GSTIN."""

    name = Text(200, required=True)
    gstin = Gstin()
    state = State()
    address = Inner(Address)
    invoice_template = Text(64)
    credit_note_template = Text(64)
    upi_id = Text(321, pattern=UPI_ID, hint=UPI_HINT)
    round_off = Choice(*ROUND_OFFS, load_default="off")
    tax_inclusive = Flag(load_default=True)
    negative_stock = Flag(load_default=False)
    composition = Flag(load_default=False)
    turnover = Choice(*TURNOVERS)
    status = Choice(*STORE_STATUSES, load_default="open")
    is_default = Flag(load_default=False)
    metadata = Metadata()


class AddressChanges(Patch):
    """Lines of the address: absent stays, null clears."""

    line1 = Text(200, allow_none=True)
    city = Text(100, allow_none=True)
    state = State(allow_none=True)
    pin = Text(6, pattern=PIN, hint=PIN_HINT, allow_none=True)


class StoreChanges(Patch):
    """What to change of a store: absent stays, null clears or sets back to the default, address and metadata merge by key."""

    fixed = ("id", "created_at", "updated_at")

    name = Text(200)
    gstin = Gstin(allow_none=True)
    state = State()
    address = Inner(AddressChanges, allow_none=True)
    invoice_template = Text(64, allow_none=True)
    credit_note_template = Text(64, allow_none=True)
    upi_id = Text(321, pattern=UPI_ID, hint=UPI_HINT, allow_none=True)
    round_off = Choice(*ROUND_OFFS, load_default="off")
    tax_inclusive = Flag(load_default=True)
    negative_stock = Flag(load_default=False)
    composition = Flag(load_default=False)
    turnover = Choice(*TURNOVERS, allow_none=True)
    status = Choice(*STORE_STATUSES)
    is_default = Flag()
    metadata = MetadataChanges(allow_none=True)


class StoresQuery(ListQuery):
    """Which stores, newest first."""

    status = Choice(*STORE_STATUSES)
