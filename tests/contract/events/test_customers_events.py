"""The customers service emits what the contract says, and takes billing's event as billing publishes it."""

import json
from pathlib import Path

import pytest

from contracts.events.customers import EVENTS, CustomerFacts
from kit.clock import rfc3339
from kit.messaging import Event
from services.customers.domain.customer import Purchases
from services.customers.operations import settle_customers
from services.customers.wire import (
    ReleasedPhone,
    customer_to_event,
    merge_to_event,
    refund_from_wire,
    visit_from_wire,
)
from tests.factories.customers import AT, GSTIN, a_customer

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "events"

NEW = a_customer()
CHANGED = NEW.overwritten({"name": "Rahul Kumar", "email": "rahul@example.in", "gstin": GSTIN}, AT)


def example(name):
    return Event.from_json(json.loads((EXAMPLES / f"{name}.v1.json").read_text()))


@pytest.mark.parametrize(("name", "customer"), [("customer_created", NEW), ("customer_updated", CHANGED)])
def test_the_service_emits_the_example(name, customer):
    published = example(f"customers.{name}")

    assert customer_to_event(customer) == published.data
    assert published.type == name.replace("_", ".")
    assert EVENTS[published.type, published.version]().validate(published.data) == {}


def test_the_example_of_a_merge_is_what_the_service_writes():
    published = example("customers.customer_merged")

    assert merge_to_event("cus_ALIASOFAPHONETHATCHANGEDHA", NEW.customer_id) == published.data
    assert EVENTS[published.type, published.version]().validate(published.data) == {}


def test_every_event_that_the_service_writes_is_in_the_contract():
    assert {settle_customers.CREATED, settle_customers.UPDATED, settle_customers.MERGED} == {
        event_type for event_type, _ in EVENTS
    }


@pytest.mark.parametrize("field", sorted(CustomerFacts().fields))
def test_facts_without_one_of_their_fields_are_none(field):
    facts = customer_to_event(NEW)
    del facts[field]

    assert field in CustomerFacts().validate(facts)


def test_a_phone_that_is_given_up_and_an_erasure_have_the_contract_s_shape():
    facts = customer_to_event(NEW.erased(AT), [ReleasedPhone("phone_1", 1)])

    assert CustomerFacts().validate(facts) == {}
    assert (facts["phone"], facts["name"], facts["released"]) == (
        None,
        None,
        [{"phone_key": "phone_1", "generation": 1}],
    )


def test_billing_s_invoice_is_understood():
    invoice = example("billing.invoice_created")

    visit = visit_from_wire(invoice.account_id, invoice.data)

    assert visit is not None
    assert visit.account_id == invoice.account_id
    assert (visit.customer_id, visit.phone) == (invoice.data["customer"]["id"], invoice.data["customer"]["phone"])
    assert visit.purchases == Purchases(1, invoice.data["grand_total_paise"], visit.first_at)


def test_billing_s_credit_note_is_understood():
    note = example("billing.invoice_refunded")

    visit = refund_from_wire(note.account_id, note.data)

    assert visit is not None
    assert (visit.customer_id, visit.phone) == (note.data["customer"]["id"], note.data["customer"]["phone"])
    assert visit.purchases == Purchases(0, -note.data["total_paise"])
    assert rfc3339(visit.first_at) == note.data["invoice_issued_at"]
