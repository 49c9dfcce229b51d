"""The examples of billing's methods: the service reads the requests, and the answers have the contract's shape."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from contracts.rpc import billing as contract
from contracts.rpc import read
from contracts.rpc.billing_bodies import (
    CheckedStores,
    InventoryBody,
    InvoiceBatchBody,
    InvoiceBody,
    PreviewBody,
    StoreBody,
)
from kit.caller import Caller, Idempotency
from kit.errors import Refusal
from kit.ids import first_id
from kit.messaging.extensions import Rpc
from services.billing import errors
from services.billing.domain.invoice import MAX_PAISE, ROUND_OFF_POLICIES
from services.billing.domain.later_payment import receive
from services.billing.domain.payment import CREDIT, MODES
from services.billing.domain.sale import unknown_products
from services.billing.domain.states import STATE_NAMES
from services.billing.errors import ValidationFailed
from services.billing.service import Billing
from services.billing.wire import (
    batch_from_wire,
    batch_to_wire,
    inventory_to_public,
    invoice_to_public,
    invoice_with_payment,
    invoices_list_from_wire,
    later_payment_from_wire,
    preview_to_public,
    sale_from_wire,
    store_from_wire,
    store_ids_from_wire,
    store_to_public,
)
from tests.factories.billing import (
    AT,
    BENGALURU,
    INVOICE_ID,
    LATER_PAYMENT_ID,
    MAGGI,
    RAHUL_ID,
    a_draft,
    a_sale_request,
    a_store_row,
    an_open_invoice,
    booked,
    stock_rows,
)

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc"


def example(method):
    return json.loads((EXAMPLES / f"billing.{method}.json").read_text())


def body_of(method):
    return json.loads(example(method)["reply"]["body"])


def test_create_invoice_reads_its_example():
    read_sale = sale_from_wire(example("create_invoice")["request"])

    assert read_sale.items == sale_from_wire(a_sale_request()).items
    assert read_sale.payments == sale_from_wire(a_sale_request()).payments
    assert read_sale.customer["name"] == "Rahul K."


def test_list_invoices_reads_its_example():
    filters = {
        "store_id": BENGALURU.store_id,
        "status": "paid",
        "customer_id": RAHUL_ID,
        "from_id": first_id("inv", datetime(2026, 6, 1, tzinfo=UTC)),
    }

    assert invoices_list_from_wire(example("list_invoices")["request"]) == (filters, None, 1)


def test_a_list_goes_on_from_the_place_that_the_last_page_gave():
    place = example("list_invoices")["reply"]["next"]

    assert invoices_list_from_wire({"after": place}) == ({}, tuple(place), contract.DEFAULT_LIMIT)


def test_the_other_methods_read_their_examples():
    assert store_from_wire(example("open_store")["request"])["gstin"] == BENGALURU.gstin
    assert store_ids_from_wire(example("check_stores")["request"])[0] == BENGALURU.store_id
    assert read(contract.ApplyProduct(), example("apply_product")["request"])["documents"][0]["sku"] == "MAGGI-70G"


def test_an_invoice_s_body_is_what_the_service_writes():
    written = invoice_to_public(a_draft(), **booked())

    assert body_of("create_invoice") == body_of("get_invoice") == written
    assert json.loads(example("list_invoices")["reply"]["body_items"]) == [written]
    assert InvoiceBody().validate(written) == {}


def test_a_preview_is_the_invoice_without_what_booking_gives_and_with_reasons():
    written = preview_to_public(a_draft(), AT)
    invoice = invoice_to_public(a_draft(), **booked())

    assert body_of("preview_invoice") == written
    assert PreviewBody().validate(written) == {}
    assert {**invoice, **written} == {**invoice, "explain": written["explain"]}
    assert set(invoice) - set(written) == {"id", "invoice_no", "payments"}


def test_a_later_payment_reads_its_example_and_shows_the_invoice_after_it():
    name, asked = later_payment_from_wire(example("record_payment")["request"])
    invoice = an_open_invoice()
    received, faults = receive(asked, invoice)
    written = json.loads(invoice_with_payment(invoice, received, payment_id=LATER_PAYMENT_ID, at=AT))

    assert (name, faults) == (INVOICE_ID, [])
    assert body_of("record_payment") == written
    assert InvoiceBody().validate(written) == {}
    assert (written["status"], written["amount_paid"], written["amount_due"]) == ("partially_paid", 100, 120)


def test_a_batch_reads_its_example_and_answers_sale_by_sale():
    [(sale, key), (other, _)] = batch_from_wire(example("create_invoice_batch")["request"])
    made = {"body": example("create_invoice")["reply"]["body"], "replayed": False}
    refused = ValidationFailed(unknown_products(sale_from_wire(other).items, [None]))

    assert sale_from_wire(sale).items == sale_from_wire(a_sale_request()).items
    assert key == Idempotency("a-key-of-the-client#0", "7f83b165")
    assert example("create_invoice_batch")["reply"] == batch_to_wire([made, refused])
    assert InvoiceBatchBody().validate(body_of("create_invoice_batch")) == {}


def test_an_inventory_s_body_is_what_the_service_writes():
    facts = {"product_id": MAGGI.product_id, "sku": MAGGI.sku, "reorder_level_milli": MAGGI.reorder_level_milli}

    assert body_of("get_inventory") == inventory_to_public(facts, stock_rows())
    assert InventoryBody().validate(body_of("get_inventory")) == {}


def test_a_store_s_body_is_what_the_service_writes():
    assert body_of("open_store") == store_to_public(a_store_row())
    assert json.loads(example("list_stores")["reply"]["body_items"]) == [body_of("open_store")]
    assert StoreBody().validate(body_of("open_store")) == {}


def test_the_stores_that_catalog_is_told_have_the_contract_s_shape():
    assert CheckedStores().validate(example("check_stores")["reply"]) == {}


@pytest.mark.parametrize("method", sorted(contract.REFUSALS))
def test_every_example_names_its_caller_and_a_write_its_key(method):
    call = example(method)

    assert Caller.from_wire(call["caller"]).account_id == "acct_01J0000000000000000000DEMO"
    if "idempotency" in call:
        assert Idempotency.from_wire(call["idempotency"]).key == "a-key-of-the-client"
        assert sorted(call["reply"]) == ["body", "created", "replayed", "resource_id"]


def test_every_method_has_its_refusals_and_its_example():
    methods = sorted(
        name
        for name, method in vars(Billing).items()
        if any(isinstance(entrypoint, Rpc) for entrypoint in getattr(method, "nameko_entrypoints", ()))
    )

    assert sorted(contract.REFUSALS) == methods
    assert [f"billing.{method}.json" for method in methods] == sorted(
        path.name for path in EXAMPLES.glob("billing.*.json")
    )


def test_every_refusal_is_in_the_catalogue_of_errors():
    own = {
        refusal.code for refusal in vars(errors).values() if isinstance(refusal, type) and issubclass(refusal, Refusal)
    }
    declared = {code for codes in contract.REFUSALS.values() for code in codes}

    assert own - {Refusal.code} <= declared <= set(ERRORS)
    assert {"required", "unknown_field", "invalid_type", "out_of_range", "invalid_phone", "invalid_gstin"} <= set(
        FAULTS
    )


def test_the_wire_and_the_domain_know_the_same_words():
    assert set(contract.STATES) == set(STATE_NAMES)
    assert contract.MODES == MODES
    assert set(MODES) - set(contract.LATER_MODES) == {CREDIT}
    assert contract.ROUND_OFFS == ROUND_OFF_POLICIES
    assert contract.MOST_PAISE == MAX_PAISE
