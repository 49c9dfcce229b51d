"""Where a supply takes place, and so whether it bears CGST and SGST or IGST (s.10 IGST Act, first rule that fits)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceOfSupply:
    """The state of supply, whether the tax is IGST, and the name of the rule that settled it."""

    state: str
    inter: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Destination:
    """What the sale says about where it goes: nothing of it comes from a stored profile."""

    given: str | None = None
    address_state: str | None = None
    registered: bool = False
    sez: bool = False
    delivery: bool = False


def place_of_supply(shop_state: str, to: Destination) -> PlaceOfSupply:
    """Settle the place of supply; the shop's state is the first two digits of its GSTIN."""
    state, rule = _state_and_rule(shop_state, to)
    if to.sez:
        return PlaceOfSupply(state, inter=True, rule="sez")  # s.7(5)(b) IGST: always inter-state
    return PlaceOfSupply(state, inter=state != shop_state, rule=rule)


def _state_and_rule(shop_state: str, to: Destination) -> tuple[str, str]:
    if to.given is not None:
        return to.given, "given"
    if to.registered and not to.delivery:
        return shop_state, "registered_at_counter"  # s.10(1)(c): the goods do not move
    if to.address_state is not None:
        # s.10(1)(a) where the movement ends; s.10(1)(ca) the address, or merely the State, on the invoice
        return to.address_state, "registered_delivery" if to.registered else "unregistered_address"
    return shop_state, "shop"
