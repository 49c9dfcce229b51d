"""Billing emits what the contract says; what it emits and takes on a database is in tests/integration/billing/test_events.py."""

import json
from pathlib import Path

import pytest

from contracts.events.billing import (
    EVENTS,
    CreditNoteLine,
    InvoiceCreated,
    InvoiceLine,
    InvoiceRefunded,
    PaymentReceived,
    RefundPayment,
    StockChange,
    StockLow,
    StockPlace,
)
from kit.messaging import Event
from services.billing.domain.later_payment import receive
from services.billing.domain.payment import PaymentInput
from services.billing.wire import (
    customer_copy_from_wire,
    invoice_created_data,
    invoice_refunded_data,
    merge_from_wire,
    payment_received_data,
)
from tests.factories.billing import ACCOUNT, AT, LATER_PAYMENT_ID, RAHUL, RAHUL_ID, a_draft, an_open_invoice, booked
from tests.factories.refunds import an_issued_note

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "events"


def example(name):
    return Event.from_json(json.loads((EXAMPLES / f"{name}.v1.json").read_text()))


def test_the_example_is_what_the_service_writes_of_a_sale():
    assert invoice_created_data(a_draft(), **booked()) == example("billing.invoice_created").data


def test_the_example_is_what_the_service_writes_of_a_later_payment():
    invoice = an_open_invoice()
    received, faults = receive(PaymentInput("upi", 10_000, "UPI-4711"), invoice)
    written = payment_received_data(invoice, received, payment_id=LATER_PAYMENT_ID, at=AT)

    assert faults == []
    assert written == example("billing.payment_received").data


def test_the_example_is_what_the_service_writes_of_a_refund():
    assert invoice_refunded_data(an_issued_note()) == example("billing.invoice_refunded").data


@pytest.mark.parametrize(
    "name", ["invoice_created", "invoice_refunded", "payment_received", "stock_changed", "stock_low", "stock_opened"]
)
def test_the_examples_have_the_contract_s_shape(name):
    published = example(f"billing.{name}")

    assert published.type == name.replace("_", ".")
    assert EVENTS[published.type, published.version]().validate(published.data) == {}


def test_the_example_adds_up():
    invoice = example("billing.invoice_created").data
    lines = invoice["lines"]

    for part in ("taxable", "cgst", "sgst", "igst", "cess"):
        assert invoice[f"{part}_paise"] == sum(line[f"{part}_paise"] for line in lines)
    assert invoice["grand_total_paise"] == sum(line["total_paise"] for line in lines) + invoice["round_off_paise"]
    assert invoice["grand_total_paise"] == invoice["amount_paid_paise"] + invoice["amount_due_paise"]


def test_the_example_of_a_refund_adds_up():
    note = example("billing.invoice_refunded").data

    for part in ("taxable", "cgst", "sgst", "igst", "cess"):
        assert note[f"{part}_paise"] == sum(line[f"{part}_paise"] for line in note["lines"])
    assert note["total_paise"] == sum(line["total_paise"] for line in note["lines"]) + note["round_off_paise"]
    assert note["total_paise"] == sum(refund["amount_paise"] for refund in note["refunds"])


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        (InvoiceCreated, example("billing.invoice_created").data),
        (InvoiceLine, example("billing.invoice_created").data["lines"][0]),
        (InvoiceRefunded, example("billing.invoice_refunded").data),
        (CreditNoteLine, example("billing.invoice_refunded").data["lines"][0]),
        (RefundPayment, example("billing.invoice_refunded").data["refunds"][0]),
        (StockChange, example("billing.stock_changed").data["changes"][0]),
        (PaymentReceived, example("billing.payment_received").data),
        (StockLow, example("billing.stock_low").data),
        (StockPlace, example("billing.stock_opened").data["rows"][0]),
    ],
)
def test_data_without_one_of_its_fields_is_none(schema, data):
    for field in schema().fields:
        assert field in schema().validate({name: value for name, value in data.items() if name != field})


@pytest.mark.parametrize("field", ["customer_id", "version", "phone", "phone_generation", "name"])
def test_a_customer_event_that_lacks_what_billing_keeps_is_none(field):
    facts = {name: value for name, value in example("customers.customer_created").data.items() if name != field}

    with pytest.raises(KeyError):
        customer_copy_from_wire(ACCOUNT, facts)


@pytest.mark.parametrize(("name", "version"), [("customer_created", 1), ("customer_updated", 2)])
def test_what_billing_keeps_of_a_customer_is_read_from_customers_events(name, version):
    published = example(f"customers.{name}")

    assert customer_copy_from_wire(published.account_id, published.data) == {
        "account_id": ACCOUNT,
        "customer_id": RAHUL_ID,
        "version": version,
        "phone": RAHUL,
        "phone_generation": 0,
        "name": published.data["name"],
    }


def test_what_billing_keeps_of_a_merge_is_read_from_customers_event():
    published = example("customers.customer_merged")

    assert merge_from_wire(published.account_id, published.data) == (
        ACCOUNT,
        "cus_ALIASOFAPHONETHATCHANGEDHA",
        RAHUL_ID,
    )
