"""What a publishable key sees of a customer: the masked phone."""

import json
from typing import Any

import phonenumbers

from kit.wire_json import dumps

_MASK = "••••"


def mask_phone(phone: str | None) -> str | None:
    """Hide a phone number (E.164) but for the country code and the last five digits."""
    if phone is None:
        return None
    try:
        country = f"+{phonenumbers.parse(phone).country_code}"
    except phonenumbers.NumberParseException:
        country = ""
    return f"{country}{_MASK}{phone[-5:]}"


def without_customer(body: bytes) -> bytes:
    """Give an object with its customer's fields emptied and the phone masked."""
    document: dict[str, Any] = json.loads(body)
    customer = document.get("customer")
    if isinstance(customer, dict):
        document["customer"] = {
            name: mask_phone(value) if name == "phone" else None for name, value in customer.items()
        }
    return dumps(document).encode()
