"""Who buys, and where they are."""

from gateway.api.v1.schemas.shape import Inner, Shape
from gateway.api.v1.schemas.values import Flag, Gstin, Phone, State, Text

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s.]+"
EMAIL_HINT = "Send an e-mail address."
PIN = r"[1-9][0-9]{5}"
PIN_HINT = "Send a PIN code of six digits."


class Address(Shape):
    """A postal address; `state` is a GST state code."""

    line1 = Text(200)
    city = Text(100)
    state = State()
    pin = Text(6, pattern=PIN, hint=PIN_HINT)


class Buyer(Shape):
    """The customer of a sale, as the till knows them."""

    phone = Phone()
    name = Text(200)
    gstin = Gstin()
    email = Text(254, pattern=EMAIL, hint=EMAIL_HINT)
    address = Inner(Address)
    sez = Flag(load_default=False)
