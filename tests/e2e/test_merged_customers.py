"""An id minted for a number in other hands, over the running bus: customers tells whose it is, and billing follows it."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

from kit.messaging import Event
from tests.fakes.echo_process import wait_for
from tests.fakes.event_publisher import publish

EXAMPLE = Path(__file__).resolve().parents[2] / "contracts" / "examples" / "events" / "billing.invoice_created.v1.json"
PHONE, OTHER_PHONE = "+919876500001", "+919876500002"


def a_sale_under(shop, customer_id, phone):
    """invoice.created as billing tells it that did not know yet whose number this is."""
    example = Event.from_json(json.loads(EXAMPLE.read_text()))
    customer = {**example.data["customer"], "id": customer_id, "phone": phone}
    data = {**example.data, "invoice_id": f"inv_{secrets.token_hex(13)}", "customer": customer}
    return replace(example, id=f"evt_{secrets.token_hex(13)}", account_id=shop.account_id, data=data)


def test_a_sale_under_an_id_that_customers_gave_to_nobody_is_its_customer_s(shop):
    rahul = shop.api.post("/v1/customers", {"phone": PHONE, "name": "Rahul K."}).json()["id"]
    assert shop.api.patch(f"/v1/customers/{rahul}", {"phone": OTHER_PHONE}).status_code == 200
    minted = f"cus_{secrets.token_hex(13).upper()}"

    publish("billing", a_sale_under(shop, minted, OTHER_PHONE))

    wait_for(lambda: shop.api.get(f"/v1/customers/{minted}").status_code == 200, seconds=20)
    assert shop.api.get(f"/v1/customers/{minted}").json()["id"] == rahul
    body = {"customer_id": minted, "items": [{"sku": "MAGGI-70G", "qty": 1}]}
    wait_for(lambda: shop.api.post("/v1/invoices/preview", body).status_code == 200, seconds=20)
    invoice = shop.api.post("/v1/invoices", body).json()
    assert (invoice["customer"]["id"], invoice["customer"]["name"]) == (rahul, "Rahul K.")
    for name in (rahul, minted):
        assert [found["id"] for found in shop.api.get("/v1/invoices", customer=name).json()["data"]] == [invoice["id"]]
