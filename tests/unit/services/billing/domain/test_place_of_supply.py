"""The place of supply follows the first rule that fits, and settles which taxes are due."""

import pytest

from services.billing.domain.place_of_supply import Destination, PlaceOfSupply, place_of_supply
from services.billing.domain.states import STATE_NAMES, is_state, state_tax_label


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (Destination(), PlaceOfSupply("29", False, "shop")),
        (Destination(given="27"), PlaceOfSupply("27", True, "given")),
        (Destination(given="29"), PlaceOfSupply("29", False, "given")),
        (Destination(given="27", address_state="33"), PlaceOfSupply("27", True, "given")),
        (Destination(address_state="27"), PlaceOfSupply("27", True, "unregistered_address")),
        (Destination(address_state="29"), PlaceOfSupply("29", False, "unregistered_address")),
        (Destination(registered=True), PlaceOfSupply("29", False, "registered_at_counter")),
        (Destination(registered=True, address_state="27"), PlaceOfSupply("29", False, "registered_at_counter")),
        (
            Destination(registered=True, address_state="27", delivery=True),
            PlaceOfSupply("27", True, "registered_delivery"),
        ),
        (Destination(registered=True, delivery=True), PlaceOfSupply("29", False, "shop")),
        (Destination(registered=True, sez=True), PlaceOfSupply("29", True, "sez")),
        (Destination(given="96"), PlaceOfSupply("96", True, "given")),
    ],
)
def test_the_first_rule_that_fits_settles_the_place(to: Destination, expected: PlaceOfSupply) -> None:
    assert place_of_supply("29", to) == expected


def test_every_state_code_of_the_law_is_known_and_no_other() -> None:
    numbered = {f"{n:02d}" for n in [*range(1, 25), 26, 27, *range(29, 39), 96, 97]}

    assert set(STATE_NAMES) == numbered
    assert is_state("29")
    assert not is_state("25")
    assert not is_state("28")


def test_union_territories_without_a_legislature_label_their_half_utgst() -> None:
    labelled = {code for code in STATE_NAMES if state_tax_label(code) == "UTGST"}

    assert labelled == {"04", "26", "31", "35", "38", "97"}
