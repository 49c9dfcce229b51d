"""Fill an account up to 1,000 products, through the catalog itself."""

import json
from typing import Any

from bench import sql
from bench.stack import Running
from bench.work import Shop
from kit.caller import Caller, Idempotency
from kit.messaging.core import Client

WANTED = 1_000
BATCH = 300


def fill(stack: Running, shop: Shop) -> None:
    """Add what is missing of 1,000 products; safe to repeat."""
    query = "SELECT count(*) FROM products WHERE account_id = %(account)s"
    there = sql.one(stack.owner_dsn("catalog"), query, {"account": shop.account_id})
    client = Client(stack.amqp_url, name="bench-fill")
    try:
        for first in range(there, WANTED, BATCH):
            _add(client, shop, range(first, min(first + BATCH, WANTED)))
    finally:
        client.close()


def _add(client: Client, shop: Shop, numbers: range) -> None:
    answer = client.call(
        "catalog",
        "upsert_products",
        timeout=60.0,
        caller=Caller(shop.account_id, key_id="key_bench", request_id="req_bench").to_wire(),
        request={"products": [_product(number) for number in numbers]},
        idempotency=Idempotency(f"bench-{numbers.start}", "bench").to_wire(),
    )
    refused = [result for result in json.loads(answer["body"])["results"] if result["status"] == "error"]
    if refused:
        raise SystemExit(f"the catalog refused {len(refused)} products: {refused[0]}")


def _product(number: int) -> dict[str, Any]:
    return {
        "sku": f"EXTRA-{number:04d}",
        "name": f"Extra product {number}",
        "rate_paise": 1000 + number,
        "tax_inclusive": True,
        "gst_rate_bp": 500,
        "cess_rate_bp": 0,
        "zero_rate_reason": None,
        "hsn": "1902",
        "unit": "NOS",
        "barcode": None,
        "reorder_level_milli": None,
        "stock": None,
        "metadata": {},
    }
