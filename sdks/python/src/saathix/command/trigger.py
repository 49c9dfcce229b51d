"""`saathix trigger`: does in the sandbox what makes an event happen, really."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from typing import Any, Callable

from ..client import SaathiX
from .listen import newest, say

HELP = "make an event happen in the sandbox"
SECONDS = 15


def a_product(client: SaathiX, **more: Any) -> Any:
    """Create a product with ten on hand."""
    sku = f"TRIGGER-{secrets.token_hex(4).upper()}"
    facts: Any = {
        "sku": sku,
        "name": "Noodles of saathix trigger",
        "rate": 14,
        "gst_rate": 5,
        "hsn": "1902",
        "stock": 10,
    }
    return client.products.create(**{**facts, **more})


def a_sale(client: SaathiX, qty: int = 1, *, paid: bool = True, **product: Any) -> Any:
    """Sell a new product."""
    sold = a_product(client, **product)["id"]
    sale: Any = {"items": [{"product_id": sold, "qty": qty}]}
    if paid:
        sale["payment"] = {"mode": "upi"}
    return client.invoices.create(**sale)


def a_customer(client: SaathiX) -> Any:
    """Create a customer with a phone that nobody has here yet."""
    return client.customers.upsert(phone=f"98450{secrets.randbelow(100_000):05}", name="Asha of saathix trigger")


DEEDS: dict[str, Callable[[SaathiX], Any]] = {
    "customer.created": a_customer,
    "invoice.created": a_sale,
    "invoice.refunded": lambda client: client.invoices.refund(a_sale(client)["id"], reason="saathix trigger"),
    "payment.received": lambda client: client.invoices.record_payment(a_sale(client, paid=False)["id"], mode="upi"),
    "product.archived": lambda client: client.products.archive(a_product(client)["id"]),
    "product.created": a_product,
    "product.updated": lambda client: client.products.update(a_product(client)["id"], name="Noodles, renamed"),
    "stock.changed": lambda client: client.inventory.adjust(a_product(client)["id"], delta=5, reason="received"),
    "stock.low": lambda client: a_sale(client, qty=2, reorder_level=9),
}
DESCRIPTION = f"""Make an event happen in the sandbox, by a small sale, product or customer that is really made there.

events: {", ".join(DEEDS)}"""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    command.add_argument("event", choices=DEEDS, metavar="event", help="such as invoice.created")


def run(client: SaathiX, asked: argparse.Namespace) -> int:
    """Do it, and wait until the event is there."""
    before = newest(client)
    made = DEEDS[asked.event](client)
    say(f"Made {made['id']}.")
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        for event in client.events.list(after_sequence=before, limit=100):
            if event["type"] == asked.event:
                say(f"{event['type']} {event['id']}, number {event['sequence']}")
                return 0
        time.sleep(0.3)
    print(f"saathix: it is made, but no {asked.event} came within {SECONDS} s; see GET /v1/events.", file=sys.stderr)
    return 1
