"""A store's settings: defaults, what a merge patch makes of them, and every fault named."""

import pytest

from services.billing.domain.store import DEFAULTS, changed, opened_with, store_faults

NOTHING_SAID = dict.fromkeys([*DEFAULTS, "state"])
STORE = opened_with({**NOTHING_SAID, "name": "Bengaluru", "gstin": "29AAGCB7383J1Z4"})


def faults(**changes: object) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in store_faults(changed(STORE, changes))]


def test_a_new_store_has_defaults_and_the_state_of_its_gstin() -> None:
    assert {**DEFAULTS, "name": "Bengaluru", "gstin": "29AAGCB7383J1Z4", "state": "29"} == STORE
    assert store_faults(STORE) == []


def test_false_is_said_and_not_a_default() -> None:
    assert opened_with({**NOTHING_SAID, "name": "X", "tax_inclusive": False})["tax_inclusive"] is False


def test_null_sets_back_and_an_empty_address_is_none() -> None:
    named = {
        **STORE,
        "upi_id": "a@b",
        "round_off": "cash",
        "address": {"line1": "x", "city": None, "state": None, "pin": None},
    }

    assert changed(named, {"upi_id": None, "round_off": None, "address": {"line1": None}}) == STORE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "\t"}, [("/name", "required")]),
        ({"gstin": None, "state": ""}, [("/state", "required")]),
        ({"gstin": "27AAPFU0939F1ZV"}, []),
        ({"state": "27"}, [("/gstin", "invalid_gstin")]),
        ({"gstin": "99AAGCB7383J1Z4"}, [("/state", "out_of_range")]),
        ({"gstin": None, "state": "96"}, [("/state", "out_of_range")]),
        ({"gstin": None, "state": "97"}, []),
        ({"address": {"state": "27"}}, [("/address/state", "out_of_range")]),
        ({"address": {"state": "29"}}, []),
        ({"invoice_template": "INV-{YYYY}-{000000000}"}, [("/invoice_template", "out_of_range")]),
        ({"credit_note_template": "INV-{YYYY}-{0}"}, [("/credit_note_template", "out_of_range")]),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, [("/metadata", "out_of_range")]),
    ],
)
def test_what_no_store_can_be_is_named(changes: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert faults(**changes) == expected


def test_all_faults_are_named_at_once() -> None:
    found = faults(name="", state="27", invoice_template="X", address={"state": "30"})

    assert {pointer for pointer, _ in found} == {"/name", "/gstin", "/invoice_template", "/address/state"}
