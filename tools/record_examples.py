"""
Record the answers that the OpenAPI document shows, from a running stack: `python -m tools.record_examples`.

The requests are the first examples of gateway/openapi/examples/requests. Run it with the stack's stack.env and demo.env sourced.
"""

import json
import time
from typing import Any

from gateway.openapi.examples import FOLDER
from tests.e2e.api_client import Api, open_shop

ANSWERS = FOLDER / "answers"
KEY = "till-1-0001"
SHOWN_SECRET = "whsec_" + "EXAMPLE0" * 5 + "EXA="  # no real one belongs in a repository


def first_of(operation: str) -> Any:
    """Give the first example of an operation's body."""
    return next(iter(json.loads((FOLDER / "requests" / f"{operation}.json").read_text()).values()))


def keep(operation: str, answer: Any) -> Any:
    """Write an answer down, lists cut to one entry."""
    assert answer.ok, f"{operation}: {answer.text}"
    document = answer.json()
    if "next_cursor" in document:
        document["data"] = document["data"][:1]
    if document.get("secret"):
        document["secret"] = SHOWN_SECRET
    (ANSWERS / f"{operation}.json").write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return document


def main() -> None:
    """Open a shop and ask it everything."""
    shop = open_shop(stores=2)
    api = shop.api
    product = _goods(api, shop.stores)
    _sales(api)
    customer = _people(api)
    keep("open_store", api.post("/v1/stores", first_of("open_store")))
    store = shop.stores[0]
    keep("get_store", api.get(f"/v1/stores/{store}"))
    keep("change_store", api._send("PATCH", f"/v1/stores/{store}", json=first_of("change_store")))
    keep("list_stores", api.get("/v1/stores"))
    keep("archive_product", api._send("DELETE", f"/v1/products/{product}"))
    _heard(api)
    keep("change_customer", api._send("PATCH", f"/v1/customers/{customer}", json=first_of("change_customer")))
    keep("erase_customer", api._send("DELETE", f"/v1/customers/{customer}"))


def _goods(api: Api, stores: list[str]) -> str:
    product = keep("create_product", api.post("/v1/products", first_of("create_product")))["id"]
    milk = {**first_of("create_product"), "sku": "AMUL-MILK-1L", "name": "Amul Taaza Toned Milk 1 L", "rate": 68}
    api.post("/v1/products", {**milk, "gst_rate": 0, "zero_rate_reason": "exempt", "hsn": "0401"})
    keep("get_product", api.get(f"/v1/products/{product}"))
    keep("list_products", api.get("/v1/products"))
    batch = keep("upsert_products", api.post("/v1/products/batch", first_of("upsert_products")))
    parle = batch["data"][0]["resource"]["id"]
    keep("change_product", api._send("PATCH", f"/v1/products/{parle}", json=first_of("change_product")))
    place = f"/v1/inventory/{product}"
    keep("get_inventory", api.get(place))
    keep("adjust_stock", api.post(f"{place}/adjustments", first_of("adjust_stock")))
    transfer = {**first_of("transfer_stock"), "from": stores[0], "to": stores[1]}
    keep("transfer_stock", api.post(f"{place}/transfers", transfer))
    keep("list_movements", api.get(f"{place}/movements"))
    return str(parle)


def _sales(api: Api) -> None:
    keep("preview_invoice", api.post("/v1/invoices/preview", first_of("preview_invoice")))
    invoice = keep("create_invoice", api.post("/v1/invoices", first_of("create_invoice"), key=KEY))["id"]
    keep("get_idempotency_key", api.get(f"/v1/idempotency-keys/{KEY}"))
    keep("get_invoice", api.get(f"/v1/invoices/{invoice}"))
    keep("list_invoices", api.get("/v1/invoices"))
    keep("create_invoice_batch", api.post("/v1/invoices/batch", first_of("create_invoice_batch")))
    unpaid = {name: value for name, value in first_of("create_invoice").items() if name != "payment"}
    owed = api.post("/v1/invoices", unpaid).json()["id"]
    keep("record_payment", api.post(f"/v1/invoices/{owed}/payments", first_of("record_payment")))
    note = keep("refund_invoice", api.post(f"/v1/invoices/{invoice}/refunds", first_of("refund_invoice")))["id"]
    keep("list_refunds", api.get(f"/v1/invoices/{invoice}/refunds"))
    keep("get_credit_note", api.get(f"/v1/credit-notes/{note}"))


def _people(api: Api) -> str:
    customer = keep("upsert_customer", api.post("/v1/customers", first_of("upsert_customer")))["id"]
    keep("get_customer", api.get(f"/v1/customers/{customer}"))
    keep("list_customers", api.get("/v1/customers"))
    return str(customer)


def _heard(api: Api) -> None:
    webhook = keep("register_endpoint", api.post("/v1/webhooks", first_of("register_endpoint")))["id"]
    keep("get_endpoint", api.get(f"/v1/webhooks/{webhook}"))
    keep("list_endpoints", api.get("/v1/webhooks"))
    local = {"url": "http://127.0.0.1:40009/hooks", "events": ["product.created"]}
    heard = api.post("/v1/webhooks", local).json()["id"]
    api.post("/v1/products", {**first_of("create_product"), "sku": "PARLE-G-140G", "name": "Parle-G 140 g"})
    time.sleep(5)
    keep("list_deliveries", api.get(f"/v1/webhooks/{heard}/deliveries"))
    _webhooks(api, webhook, heard)
    event = keep("list_events", api.get("/v1/events", type="invoice.created"))["data"][0]
    keep("get_event", api.get(f"/v1/events/{event['id']}"))
    day = event["created_at"][:10]
    keep("sales_report", api.get("/v1/reports/sales", **{"from": day, "to": day}))
    keep("gst_report", api.get("/v1/reports/gst", period=day[:7]))


def _webhooks(api: Api, webhook: str, heard: str) -> None:
    place = f"/v1/webhooks/{heard}"
    delivery = keep("ping_endpoint", api.post(f"{place}/test", {}))["id"]
    time.sleep(1)
    keep("get_delivery", api.get(f"{place}/deliveries/{delivery}"))
    keep("redeliver", api.post(f"{place}/deliveries/{delivery}/redeliver", {}))
    keep("replay_events", api.post(f"{place}/replay", {"from_sequence": 1, "dry_run": True}))
    keep("diagnose_signature", api.post("/v1/webhooks/verify-debug", first_of("diagnose_signature")))
    keep("rotate_secret", api.post(f"{place}/rotate-secret", {}))
    keep("change_endpoint", api.patch(f"/v1/webhooks/{webhook}", first_of("change_endpoint")))
    keep("delete_endpoint", api.delete(place))


if __name__ == "__main__":
    main()
