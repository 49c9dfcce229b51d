"""Payments after the sale: exact to the paisa, whoever pays at the same time, and nothing of the invoice but what is paid moves."""

import json
from concurrent.futures import ThreadPoolExecutor

import psycopg2
import pytest

from kit.caller import Idempotency
from kit.errors import Refusal
from services.billing import operations
from services.billing.errors import ValidationFailed

PAID_PARTS = {"status", "amount_paid", "amount_due", "change_due", "payments"}


def pay(shop, invoice, mode="upi", paise=None, *, key=None, reference=None):
    request = {"invoice": invoice, "mode": mode, "amount_paise": paise, "reference": reference}
    idempotency = Idempotency(key, "f") if key else None
    return operations.record_payment(shop.db, shop.clock, shop.caller, request=request, idempotency=idempotency)


def refusal_of(shop, *asked, **named):
    with pytest.raises(ValidationFailed) as refused:
        pay(shop, *asked, **named)
    return [(fault["pointer"], fault["code"]) for fault in refused.value.errors]


def read(shop, invoice_id):
    return json.loads(operations.get_invoice(shop.db, shop.caller, invoice=invoice_id)["body"])


def events(shop, kind):
    rows = [row for row in shop.rows("outbox") if row["event_type"] == kind]
    return [json.loads(row["envelope"])["data"] for row in sorted(rows, key=lambda row: row["position"])]


def test_a_bill_on_credit_is_paid_in_three_steps(shop):
    sold = shop.invoice(("MAGGI-70G", 10, 2205), payments=[{"mode": "credit"}])
    assert (sold["status"], sold["amount_due"], sold["amount_paid"]) == ("unpaid", 220.5, 0)

    first = json.loads(pay(shop, sold["id"], "upi", 10_000, reference="UPI-4711")["body"])
    second = json.loads(pay(shop, sold["invoice_no"], "card", 5)["body"])
    last = json.loads(pay(shop, sold["id"], "cash", 15_000)["body"])

    assert (first["status"], first["amount_paid"], first["amount_due"]) == ("partially_paid", 100, 120.5)
    assert (second["amount_paid"], second["amount_due"]) == (100.05, 120.45)
    assert (last["status"], last["amount_paid"], last["amount_due"], last["change_due"]) == ("paid", 220.5, 0, 29.55)
    assert [(p["mode"], p["amount"], p["tendered"], p["reference"]) for p in last["payments"]] == [
        ("credit", 220.5, None, None),
        ("upi", 100, None, "UPI-4711"),
        ("card", 0.05, None, None),
        ("cash", 120.45, 150, None),
    ]
    assert read(shop, sold["id"]) == last
    assert {name for name in sold if sold[name] != last[name]} == PAID_PARTS


def test_a_payment_is_a_row_an_event_and_a_record_in_one_transaction(shop):
    sold = shop.invoice(("MAGGI-70G", 1))

    made = pay(shop, sold["id"], "upi", 400, key="k-pay")

    assert (made["resource_id"], made["created"]) == (sold["id"], True)
    [row] = shop.rows("payments")
    assert (row["mode"], row["amount_paise"], row["invoice_id"]) == ("upi", 400, sold["id"])
    [invoice] = shop.rows("invoices")
    assert (invoice["status"], invoice["amount_paid_paise"]) == ("partially_paid", 400)
    [told] = events(shop, "payment.received")
    assert told == {
        "payment_id": row["payment_id"],
        "invoice_id": sold["id"],
        "invoice_no": sold["invoice_no"],
        "store_id": shop.bengaluru,
        "mode": "upi",
        "amount_paise": 400,
        "amount_paid_paise": 400,
        "amount_due_paise": 1000,
        "status": "partially_paid",
        "received_at": told["received_at"],
    }
    assert pay(shop, sold["id"], "upi", 400, key="k-pay") == {**made, "replayed": True}
    assert len(shop.rows("payments")) == 1


def test_the_payments_of_a_sale_are_not_told_as_received(shop):
    shop.sell(("MAGGI-70G", 1), payments=[{"mode": "upi", "amount_paise": 400}, {"mode": "cash"}])

    assert events(shop, "payment.received") == []


def test_what_cannot_be_taken_is_refused_and_changes_nothing(shop):
    sold = shop.invoice(("MAGGI-70G", 1), payments=[{"mode": "upi", "amount_paise": 400}])
    before = shop.rows("invoices"), shop.rows("payments"), shop.rows("outbox")

    assert refusal_of(shop, sold["id"], "upi", 1001) == [("/amount", "payment_exceeds_due")]
    assert refusal_of(shop, sold["id"], "credit") == [("/mode", "out_of_range")]
    assert refusal_of(shop, sold["id"], "upi", 0) == [("/amount", "out_of_range")]
    assert (shop.rows("invoices"), shop.rows("payments"), shop.rows("outbox")) == before

    pay(shop, sold["id"])
    for mode in ("upi", "cash"):
        assert refusal_of(shop, sold["id"], mode) == [("/amount", "payment_exceeds_due")]
    assert len(shop.rows("payments")) == 2


def test_a_key_of_another_store_finds_no_invoice_to_pay(shop):
    sold = shop.invoice(("MAGGI-70G", 1))
    shop.caller = shop.caller.__class__(shop.caller.account_id, store_id=shop.mumbai)

    for ask in (lambda: pay(shop, sold["id"]), lambda: read(shop, sold["id"]), lambda: read(shop, sold["invoice_no"])):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "not_found"


@pytest.mark.parametrize("name", ["inv_nothing", "INV-2026-77777", "a\0b", "", 7, "x" * 500])
def test_an_invoice_that_cannot_be_there_is_not(shop, name):
    with pytest.raises(Refusal) as refused:
        operations.get_invoice(shop.db, shop.caller, invoice=name)
    assert refused.value.code == "not_found"


def test_many_payments_at_once_take_exactly_what_is_due(shop):
    shop.product("SOFA", rate=100_000_00, stock=1)
    sold = shop.invoice(("SOFA", 1), customer={"name": "A", "address": {"line1": "1", "state": "29"}})

    def try_to_pay(n):
        try:
            return pay(shop, sold["id"], "upi", 7_000_00, key=f"till-{n}")["body"]
        except Refusal as refusal:
            return refusal.errors[0]["code"]

    with ThreadPoolExecutor(16) as tills:
        outcomes = list(tills.map(try_to_pay, range(40)))

    assert outcomes.count("payment_exceeds_due") == 26
    assert sorted(json.loads(body)["amount_due"] for body in outcomes if body.startswith("{")) == [
        due * 1000 for due in range(2, 100, 7)
    ]
    assert sum(row["amount_paise"] for row in shop.rows("payments")) == 98_000_00
    last = read(shop, sold["id"])
    assert (last["amount_paid"], last["amount_due"], len(last["payments"])) == (98_000, 2_000, 14)

    with ThreadPoolExecutor(8) as tills:  # all pay the rest: one does
        outcomes = list(tills.map(lambda n: _pays_the_rest(shop, sold, n), range(8)))
    assert outcomes.count("paid") == 1
    assert read(shop, sold["id"])["status"] == "paid"


def _pays_the_rest(shop, sold, n):
    try:
        return json.loads(pay(shop, sold["id"], "cash" if n % 2 else "upi", key=f"rest-{n}")["body"])["status"]
    except Refusal as refusal:
        return refusal.errors[0]["code"]


def test_nothing_of_an_invoice_but_what_is_paid_can_be_written(shop):
    shop.invoice(("MAGGI-70G", 1))

    for column in ("grand_total_paise", "invoice_no", "issued_at", "taxable_paise"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            with shop.db.transaction(shop.caller.account_id) as tx:
                tx.run(
                    f"UPDATE invoices SET {column} = {column} WHERE account_id = %(a)s", {"a": shop.caller.account_id}
                )
