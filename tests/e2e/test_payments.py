"""Payments over HTTP: several at the till, change, credit, and later ones until nothing is due."""

import pytest

from tests.e2e.api_client import Api
from tests.fakes.echo_process import wait_for

ITEMS = [{"sku": "MAGGI-70G", "qty": 10, "rate": 22.05}]  # ₹220.50


def sell(shop, payment=None):
    answer = shop.api.post("/v1/invoices", {"items": ITEMS, **({"payment": payment} if payment else {})})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("payment", "status", "paid", "due", "change"),
    [
        (None, "unpaid", 0, 220.5, 0),
        ({"mode": "upi"}, "paid", 220.5, 0, 0),
        ({"mode": "cash", "amount": 500}, "paid", 220.5, 0, 279.5),
        ({"mode": "cash", "amount": 100}, "partially_paid", 100, 120.5, 0),
        ({"mode": "credit"}, "unpaid", 0, 220.5, 0),
        ([{"mode": "upi", "amount": 100}, {"mode": "card", "amount": 120.5}], "paid", 220.5, 0, 0),
        ([{"mode": "cash", "amount": 200}, {"mode": "wallet", "amount": 100.5}], "paid", 220.5, 0, 80),
        ([{"mode": "netbanking", "amount": 20.5}, {"mode": "cash"}], "paid", 220.5, 0, 0),
        ([{"mode": "upi", "amount": 20}, {"mode": "credit"}], "partially_paid", 20, 200.5, 0),
    ],
)
def test_payments_at_the_till(shop, payment, status, paid, due, change):
    invoice = sell(shop, payment)

    names = ("status", "amount_paid", "amount_due", "change_due")
    assert tuple(invoice[name] for name in names) == (status, paid, due, change)
    assert sum(p["amount"] for p in invoice["payments"] if p["mode"] != "credit") == paid


def test_other_than_cash_above_what_is_due_is_refused(shop):
    payment = [{"mode": "upi", "amount": 200}, {"mode": "card", "amount": 20.51}]
    answer = shop.api.post("/v1/invoices", {"items": ITEMS, "payment": payment})

    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/payment/1/amount", "payment_exceeds_due")
    ]
    assert shop.invoices() == []


@pytest.mark.parametrize("path", ["/v1/invoices", "/v1/invoices/preview"])
@pytest.mark.parametrize(("listed", "pointer"), [(False, "/payment/amount"), (True, "/payment/0/amount")])
def test_the_pointer_is_that_of_what_was_sent_alone_or_in_a_list(shop, path, listed, pointer):
    payment = {"mode": "upi", "amount": 999}

    answer = shop.api.post(path, {"items": ITEMS, "payment": [payment] if listed else payment})

    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_bill_on_credit_is_paid_later(shop):
    invoice = sell(shop, {"mode": "credit"})
    path = f"/v1/invoices/{invoice['id']}/payments"

    first = shop.api.post(path, {"mode": "upi", "amount": 100, "reference": "UPI-4711"}, key="pay-1")

    assert first.status_code == 201, first.text
    assert first.headers["Location"] == f"/v1/invoices/{invoice['id']}"
    assert (first.json()["status"], first.json()["amount_due"]) == ("partially_paid", 120.5)
    again = shop.api.post(path, {"mode": "upi", "amount": 100, "reference": "UPI-4711"}, key="pay-1")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")

    too_much = shop.api.post(path, {"mode": "card", "amount": 120.51})
    assert (too_much.status_code, too_much.json()["errors"][0]["code"]) == (422, "payment_exceeds_due")
    last = shop.api.post(path, {"mode": "cash", "amount": 150}).json()
    assert (last["status"], last["amount_due"], last["change_due"]) == ("paid", 0, 29.5)
    assert shop.api.get(f"/v1/invoices/{invoice['id']}").json() == last
    nothing_due = shop.api.post(path, {"mode": "cash"})
    assert (nothing_due.status_code, nothing_due.json()["errors"][0]["pointer"]) == (422, "/amount")

    assert [p["status"] for p in shop.api.get("/v1/invoices", status="paid").json()["data"]] == ["paid"]
    assert shop.api.get("/v1/invoices", status="unpaid").json()["data"] == []
    wait_for(lambda: len(received(shop)) == 2, seconds=5)
    assert [(e["mode"], e["amount"], e["amount_due"]) for e in received(shop)] == [
        ("cash", 120.5, 0),
        ("upi", 100, 120.5),
    ]
    assert set(received(shop)[0]) == {"payment_id", "invoice_id", "invoice_no", "mode", "amount", "amount_due"}


def received(shop):
    return [event["data"] for event in shop.api.get("/v1/events", type="payment.received").json()["data"]]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("/mode", "required")),
        ({"mode": "credit"}, ("/mode", "out_of_range")),
        ({"mode": "upi", "amount": 0}, ("/amount", "out_of_range")),
        ({"mode": "upi", "amount": 0.001}, ("/amount", "too_many_decimals")),
        ({"mode": "upi", "amount": "5"}, ("/amount", "invalid_number")),
        ({"mode": "upi", "amout": 5}, ("/amout", "unknown_field")),
    ],
)
def test_a_faulty_payment_is_refused_and_changes_nothing(shop, body, fault):
    invoice = sell(shop)

    answer = shop.api.post(f"/v1/invoices/{invoice['id']}/payments", body)

    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [fault]
    assert shop.api.get(f"/v1/invoices/{invoice['id']}").json() == invoice


def test_only_a_secret_key_of_the_account_pays(shop):
    path = f"/v1/invoices/{sell(shop)['id']}/payments"

    assert shop.publishable.post(path, {"mode": "upi"}).json()["code"] == "key_is_read_only"
    assert Api(None).post(path, {"mode": "upi"}).json()["code"] == "key_missing"
    assert shop.api.post("/v1/invoices/inv_01J00000000000000000000000/payments", {"mode": "upi"}).status_code == 404
