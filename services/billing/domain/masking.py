"""A phone number as a publishable key sees it: country code, four bullets, the last five digits."""

import phonenumbers

BULLETS = "••••"
SHOWN_DIGITS = 5


def masked_phone(phone: str | None) -> str | None:
    """Mask an E.164 number, `+919876543210` → `+91••••43210`; None stays None."""
    if phone is None:
        return None
    try:
        country = f"+{phonenumbers.parse(phone).country_code}"
    except phonenumbers.NumberParseException:
        country = ""
    return f"{country}{BULLETS}{phone[-SHOWN_DIGITS:]}"
