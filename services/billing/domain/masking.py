"""A phone number as a publishable key sees it."""

BULLETS = "••••"
INDIA = "+91"


def masked_phone(phone: str | None) -> str | None:
    """Hide a number but for India's country code and the last five digits, `+91••••43210`; of another country, for those alone."""
    if phone is None:
        return None
    return f"{INDIA if phone.startswith(INDIA) else '+'}{BULLETS}{phone[-5:]}"
