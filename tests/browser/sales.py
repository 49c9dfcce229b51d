"""What the pages of invoices and customers show of a shop: a bill partly paid and partly given back, and who bought."""

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.browser.shop import Shop


def prepare(shop: "Shop") -> dict[str, str]:
    """Make it all, and give the ids by the names that addresses have for them."""
    phone = f"+9198{secrets.randbelow(90_000_000) + 10_000_000}"
    address = {"line1": "14, 3rd Cross, Indiranagar", "city": "Bengaluru", "state": "29", "pin": "560038"}
    person = {"phone": phone, "name": "Rahul Kulkarni", "email": "rahul@example.in", "address": address}
    customer = shop.ask("POST", "/v1/customers", person).json()["id"]
    lines = [
        {"sku": "TEA-250G", "qty": 2, "discount": 15},
        {"sku": "MAGGI-70G", "qty": 12},
        {"sku": "OIL-1L", "qty": 1},
    ]
    part = [{"mode": "cash", "amount": 200}, {"mode": "upi", "amount": 100, "reference": "UTR 4410 8821 0093"}]
    sale = {
        "items": lines,
        "customer": {"phone": phone, "name": "Rahul Kulkarni"},
        "payment": part,
        "notes": "Deliver after six",
    }
    invoice = shop.ask("POST", "/v1/invoices", sale).json()["id"]
    back = {"items": [{"line": 2, "qty": 3}], "reason": "Torn packets", "mode": "cash"}
    note = shop.ask("POST", f"/v1/invoices/{invoice}/refunds", back).json()["id"]
    return {"invoice_id": invoice, "credit_note_id": note, "customer_id": customer, "customer_phone": phone}
