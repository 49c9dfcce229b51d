"""Phones as the public may see them."""

import phonenumbers
import pytest

from services.webhooks.domain.masking import country_code, masked_phone


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+919876543210", "+91••••43210"),
        ("+14155552671", "+1••••52671"),
        ("+442071838750", "+44••••38750"),
        ("+9715012345678", "+971••••45678"),
        (None, None),
    ],
)
def test_country_code_four_bullets_last_five(phone, masked):
    assert masked_phone(phone) == masked


@pytest.mark.parametrize("code", sorted(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE)))
def test_every_country_code_in_use_is_told_from_what_follows(code):
    assert country_code(code + "2345678901") == code
