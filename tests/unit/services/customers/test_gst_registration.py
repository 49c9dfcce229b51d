"""What a GSTIN is."""

import pytest

from services.customers.adapters.gst_registration import is_gstin
from services.customers.domain.address import address_faults


def with_check_digit(body):
    """Append the mod-36 check digit, as the GST network computes it."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = 0
    for place, letter in enumerate(body):
        product = letters.index(letter) * (1 if place % 2 == 0 else 2)
        total += product // 36 + product % 36
    return body + letters[-total % 36]


@pytest.mark.parametrize("gstin", ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4"])
def test_published_registrations_are_known(gstin):
    assert is_gstin(gstin)
    assert with_check_digit(gstin[:-1]) == gstin


@pytest.mark.parametrize("state", ["01", "24", "26", "29", "38", "97"])
def test_every_state_of_today_is_known(state):
    assert is_gstin(with_check_digit(f"{state}AAPFU0939F1Z"))


@pytest.mark.parametrize("state", ["00", "25", "28", "39", "99"])
def test_what_is_no_state_today_is_refused(state):
    assert not is_gstin(with_check_digit(f"{state}AAPFU0939F1Z"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "27AAPFU0939F1ZO",
        "27AAPFU0939F1Z",
        "27aapfu0939f1zv",
        "27AAPFU0939F0ZV",
        "27AAPFU0939F1AV",
        " 27AAPFU0939F1ZV",
    ],
)
def test_anything_else_is_refused(text):
    assert not is_gstin(text)


@pytest.mark.parametrize("address", [None, {}, {"state": None}, {"state": "29"}, {"state": "96"}])
def test_an_address_may_have_a_state_of_gst(address):
    assert address_faults(address) == []


@pytest.mark.parametrize("state", ["28", "25", "KA", "9", ""])
def test_another_state_is_a_fault(state):
    [fault] = address_faults({"state": state})

    assert (fault["pointer"], fault["code"]) == ("/address/state", "out_of_range")
