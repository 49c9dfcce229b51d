"""Refunds over HTTP: credit notes, goods and money back, the invoice's state, and who is told."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.api_client import Api, open_shop
from tests.fakes.echo_process import wait_for
from tests.fakes.webhook_receiver import WebhookReceiver

SALE = {
    "customer": {"phone": "+919876543210", "name": "Rahul K."},
    "items": [{"sku": "AMUL-MILK-1L", "qty": 2, "rate": 68}, {"sku": "MAGGI-70G", "qty": 3, "rate": 99}],
    "payment": {"mode": "upi"},
}


def sell(shop, **changes):
    answer = shop.api.post("/v1/invoices", {**SALE, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


def refund(shop, invoice, body=None, **options):
    return shop.api.post(f"/v1/invoices/{invoice['id']}/refunds", body or {}, **options)


def noodles(shop):
    [product] = shop.api.get("/v1/products", sku="MAGGI-70G").json()["data"]
    return shop.stock_of(product["id"])


def test_a_return_of_two_packets_and_then_of_all_the_rest(shop):
    invoice = sell(shop)
    body = {"items": [{"line": 2, "qty": 1}, {"line": 2, "qty": 1, "restock": False}], "reason": "one torn"}

    answer = refund(shop, invoice, body, key="refund-1")

    note = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/v1/credit-notes/{note['id']}")
    assert (note["credit_note_no"][-5:], note["invoice_no"]) == ("00001", invoice["invoice_no"])
    assert note["reason"] == "one torn"
    assert [(i["qty"], i["restock"], i["taxable_value"], i["cgst"], i["sgst"], i["total"]) for i in note["items"]] == [
        (1, True, 94.28, 2.36, 2.36, 99),
        (1, False, 94.3, 2.35, 2.35, 99),
    ]
    assert (note["taxable_value"], note["tax"]["total"], note["total"]) == (188.58, 9.42, 198)
    assert [(given["mode"], given["amount"]) for given in note["refunds"]] == [("upi", 198)]
    assert noodles(shop) == 98
    again = refund(shop, invoice, body, key="refund-1")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (answer.content, "true")

    shown = shop.api.get(f"/v1/invoices/{invoice['id']}").json()
    assert (shown["status"], shown["refund_status"], shown["amount_refunded"]) == ("paid", "partial", 198)
    rest = refund(shop, invoice).json()
    assert [(item["line"], item["qty"]) for item in rest["items"]] == [(1, 2), (2, 1)]
    shown = shop.api.get("/v1/invoices").json()["data"][0]
    assert (shown["refund_status"], shown["amount_refunded"], shown["amount_paid"]) == ("full", 433, 433)
    assert noodles(shop) == 99

    assert shop.api.get(f"/v1/invoices/{invoice['id']}/refunds").json()["data"] == [rest, note]
    for name in (note["id"], note["credit_note_no"]):
        assert shop.api.get(f"/v1/credit-notes/{name}").json() == note
    assert refund(shop, invoice).json()["code"] == "nothing_to_refund"


def test_new_invoices_and_old_versions_say_what_was_refunded(shop):
    invoice = sell(shop)
    assert (invoice["refund_status"], invoice["amount_refunded"]) == ("none", 0)

    old = {"API-Version": "v1.3"}
    note = refund(shop, invoice, {"items": [{"line": 2}]}, **old)

    assert (note.headers["API-Version"], note.json()["total"]) == ("v1.3", 297)
    shown = shop.api._send("GET", f"/v1/invoices/{invoice['id']}", headers=old).json()
    assert (shown["total"], shown["refund_status"], shown["amount_refunded"]) == (433, "partial", 297)
    listed = shop.api._send("GET", f"/v1/invoices/{invoice['id']}/refunds", headers=old).json()
    assert listed == {"items": [note.json()], "cursor": None}


def test_pages_of_refunds_go_on_where_they_ended(shop):
    invoice = sell(shop)
    notes = [refund(shop, invoice, {"items": [{"line": 2, "qty": 0.5}]}).json() for _ in range(5)]

    found, query = [], {"limit": 2}
    while True:
        page = shop.api.get(f"/v1/invoices/{invoice['id']}/refunds", **query).json()
        found += page["data"]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]

    assert found == notes[::-1]


def test_a_note_lowers_what_is_due_and_what_is_paid_later(shop):
    invoice = sell(shop, payment={"mode": "cash", "amount": 100})

    note = refund(shop, invoice, {"items": [{"line": 2, "qty": 3}]}).json()

    assert (note["total"], note["refunds"]) == (297, [])
    shown = shop.api.get(f"/v1/invoices/{invoice['id']}").json()
    assert (shown["status"], shown["amount_due"]) == ("partially_paid", 36)
    path = f"/v1/invoices/{invoice['id']}/payments"
    assert shop.api.post(path, {"mode": "upi", "amount": 36.01}).json()["errors"][0]["code"] == "payment_exceeds_due"
    assert shop.api.post(path, {"mode": "upi"}).json()["amount_due"] == 0
    given = refund(shop, invoice, {"mode": "wallet"}).json()["refunds"]
    assert [(refund["mode"], refund["amount"]) for refund in given] == [("wallet", 136)]


@pytest.mark.parametrize(
    ("body", "status", "code", "faults"),
    [
        ({"items": [{"line": 3, "qty": 1}, {"line": 2, "qty": 4}]}, 422, "validation_failed",
         [("/items/0/line", "unknown_line"), ("/items/1/qty", "refund_exceeds_invoice")]),
        ({"items": [{"line": 2, "qty": 2}, {"line": 2, "qty": 2}]}, 409, "refund_exceeds_invoice",
         [("/items/1/qty", "refund_exceeds_invoice")]),
        ({"items": []}, 422, "validation_failed", [("/items", "out_of_range")]),
        ({"items": [{"qty": 0}, {"line": 1.5}, {"line": "1", "restock": "no"}], "mode": "credit", "to": 1}, 422,
         "validation_failed", [("/items/0/line", "required"), ("/items/0/qty", "out_of_range"),
                               ("/items/1/line", "too_many_decimals"), ("/items/2/line", "invalid_number"),
                               ("/items/2/restock", "invalid_type"), ("/mode", "out_of_range"), ("/to", "unknown_field")]),
    ],
)  # fmt: skip
def test_every_fault_is_named_and_nothing_changes(shop, body, status, code, faults):
    invoice = sell(shop)

    answer = refund(shop, invoice, body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == faults
    assert shop.api.get(f"/v1/invoices/{invoice['id']}").json() == invoice
    assert shop.api.get(f"/v1/invoices/{invoice['id']}/refunds").json()["data"] == []
    assert noodles(shop) == 97


def test_what_exceeds_the_invoice_says_how_much_is_left(shop):
    invoice = sell(shop)
    refund(shop, invoice, {"items": [{"line": 2, "qty": 1}]})

    [error] = refund(shop, invoice, {"items": [{"line": 2, "qty": 2.5}]}).json()["errors"]

    assert (error["line"], error["asked"], error["left"]) == (2, 2.5, 2)
    assert error["detail"] == "2.5 of line 2 asked back, 2 left."


def test_twenty_tills_at_once_give_three_packets_back(shop):
    invoice = sell(shop)

    def ask(n):
        api = Api(shop.api.key)
        return api.post(f"/v1/invoices/{invoice['id']}/refunds", {"items": [{"line": 2, "qty": 1}]}, key=f"till-{n}")

    with ThreadPoolExecutor(20) as tills:
        answers = list(tills.map(ask, range(20)))

    numbers = [answer.json()["credit_note_no"] for answer in answers if answer.status_code == 201]
    assert sorted(number[-5:] for number in numbers) == ["00001", "00002", "00003"]
    assert {answer.json().get("code") for answer in answers if answer.status_code != 201} == {"refund_exceeds_invoice"}
    shown = shop.api.get(f"/v1/invoices/{invoice['id']}").json()
    assert (shown["amount_refunded"], shown["refund_status"], noodles(shop)) == (297, "partial", 100)


def test_only_a_secret_key_of_the_account_refunds_and_only_one_that_may_reads(shop):
    invoice = sell(shop)
    note = refund(shop, invoice, {"items": [{"line": 1}]}).json()
    path, other = f"/v1/invoices/{invoice['id']}/refunds", open_shop()

    assert shop.publishable.post(path, {}).json()["code"] == "key_is_read_only"
    assert shop.publishable.get(path).json()["code"] == "scope_missing"
    assert shop.publishable.get(f"/v1/credit-notes/{note['id']}").json()["code"] == "scope_missing"
    assert Api(None).post(path, {}).json()["code"] == "key_missing"
    for asked in (other.api.post(path, {}), other.api.get(path), other.api.get(f"/v1/credit-notes/{note['id']}")):
        assert (asked.status_code, asked.json()["code"]) == (404, "not_found")
    assert shop.api.post("/v1/invoices/INV-2026-99999/refunds", {}).status_code == 404
    assert shop.api.get("/v1/credit-notes/CN-2026-99999").status_code == 404


def test_customers_and_webhooks_are_told(shop):
    with WebhookReceiver() as receiver:
        shop.api.post(
            "/v1/webhooks", {"url": receiver.url, "events": ["invoice.refunded", "stock.changed"]}, key="hook"
        )
        invoice = sell(shop)
        note = refund(shop, invoice, {"items": [{"line": 2, "qty": 2}]}).json()
        wait_for(lambda: len(receiver.requests) == 4, seconds=10)
    told = [json.loads(delivery.body) for delivery in receiver.requests]

    [event] = [event for event in told if event["type"] == "invoice.refunded"]
    assert event["data"] == {
        "credit_note_no": note["credit_note_no"],
        "invoice_no": invoice["invoice_no"],
        "total": 198,
        "customer_phone": "+91••••43210",
        "credit_note_id": note["id"],
        "invoice_id": invoice["id"],
        "store_id": invoice["store_id"],
        "refund_status": "partial",
    }
    changes = [event["data"] for event in told if event["type"] == "stock.changed"]
    assert [(change["delta"], change["on_hand"]) for change in changes if change["reason"] == "refund"] == [(2, 99)]
    path = f"/v1/customers/{invoice['customer']['id']}"
    wait_for(lambda: shop.api.get(path).json().get("total_spent") == 235, seconds=10)
    assert shop.api.get(path).json()["invoices_count"] == 1
