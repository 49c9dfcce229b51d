"""A phone number as the public may see it: country code, four bullets, the last five digits."""

BULLETS = "••••"
SHOWN_DIGITS = 5

# ITU-T E.164: one digit for North America and Russia, these of two digits, three for all others.
_ONE_DIGIT = frozenset("17")
_TWO_DIGITS = frozenset(
    str(code)
    for codes in (
        (20, 27),
        range(30, 35),
        (36, 39, 40, 41),
        range(43, 50),
        range(51, 59),
        range(60, 67),
        (81, 82, 84, 86),
    )
    for code in codes
) | frozenset(["90", "91", "92", "93", "94", "95", "98"])


def masked_phone(phone: str | None) -> str | None:
    """Mask an E.164 number, `+919876543210` → `+91••••43210`; None stays None."""
    if phone is None:
        return None
    digits = phone.removeprefix("+")
    code = country_code(digits)
    national = digits[len(code) :]
    return f"+{code}{BULLETS}{national[-SHOWN_DIGITS:]}"


def country_code(digits: str) -> str:
    """Read the country calling code off the front of an international number's digits."""
    if digits[:1] in _ONE_DIGIT:
        return digits[:1]
    return digits[:2] if digits[:2] in _TWO_DIGITS else digits[:3]
