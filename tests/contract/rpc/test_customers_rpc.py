"""The examples of the customers' methods: the service reads the requests, and the answers have the contract's shape."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest

from contracts.errors import ERRORS
from contracts.faults import FAULTS
from contracts.rpc.customers import REFUSALS, CustomerBody
from kit.preconditions import PreconditionFailed
from kit.wire_json import dumps
from services.customers import errors
from services.customers.domain.customer import Purchases
from services.customers.wire import (
    change_from_wire,
    customer_to_public,
    erasure_from_wire,
    list_from_wire,
    named_from_wire,
)
from tests.factories.customers import ASHA, AT, RAHUL, a_customer

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "rpc"


def example(method):
    return json.loads((EXAMPLES / f"customers.{method}.json").read_text())


def test_upsert_customer_reads_its_example():
    phone, named = named_from_wire(example("upsert_customer")["request"])

    assert phone == RAHUL
    assert sorted(named) == ["address", "metadata", "name"]


def test_change_customer_reads_its_example_and_answers_what_the_domain_makes_of_it():
    published, customer = example("change_customer"), a_customer().visited(Purchases(1, 22_000, AT), AT)

    change = change_from_wire(published["request"])

    assert (change.customer_id, change.phone) == (customer.customer_id, ASHA)
    assert change.expected_body == hashlib.sha256(dumps(customer_to_public(customer)).encode()).hexdigest()
    later = AT + timedelta(hours=1)
    assert json.loads(published["reply"]["body"]) == customer_to_public(
        customer.patched(change.profile, later).moved(ASHA, 0, later)
    )


def test_erase_customer_reads_its_example_and_answers_nothing_of_the_person():
    published = example("erase_customer")

    assert erasure_from_wire(published["request"]) == (a_customer().customer_id, None)
    body = json.loads(published["reply"]["body"])
    assert {body[name] for name in ("phone", "name", "email", "gstin", "address")} == {None}
    assert (body["metadata"], body["erased_at"], body["invoices_count"]) == ({}, "2026-06-28T12:14:22Z", 1)


def test_list_customers_reads_its_example():
    assert list_from_wire(example("list_customers")["request"]) == ({"phone": RAHUL}, None, 20)


def test_the_body_is_what_the_service_writes():
    customer = a_customer().visited(Purchases(1, 22_000, AT), AT)

    assert json.loads(example("get_customer")["reply"]["body"]) == customer_to_public(customer)


@pytest.mark.parametrize("method", ["upsert_customer", "get_customer", "change_customer", "erase_customer"])
def test_the_body_has_the_contract_s_shape(method):
    assert CustomerBody().validate(json.loads(example(method)["reply"]["body"])) == {}


def test_a_list_is_made_of_bodies():
    items = json.loads(example("list_customers")["reply"]["body_items"])

    assert [CustomerBody().validate(item) for item in items] == [{}]


def test_every_method_has_its_example():
    assert sorted(f"customers.{method}.json" for method in REFUSALS) == sorted(
        path.name for path in EXAMPLES.glob("customers.*.json")
    )


def test_every_refusal_is_in_the_catalogue_of_errors():
    codes = {
        errors.ValidationFailed.code,
        errors.CustomerNotFound.code,
        errors.CustomerErased.code,
        errors.PhoneTaken.code,
        PreconditionFailed.code,
    }

    assert codes | {code for codes in REFUSALS.values() for code in codes} <= set(ERRORS)
    assert {"invalid_phone", "invalid_gstin", "out_of_range"} <= set(FAULTS)
