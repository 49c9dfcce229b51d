"""Public events: made from what the services publish, in the shape that the contract promises."""

import json
from pathlib import Path

import pytest

from contracts.events.webhooks import DATA, PublicEnvelope
from contracts.public.webhook_types import PUBLIC_NAMES, PUBLIC_TYPES
from kit.messaging import Event
from services.webhooks.domain.masking import masked_phone
from services.webhooks.domain.public_data import shape

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "events"
SOURCES = {
    "invoice.created": "billing",
    "invoice.refunded": "billing",
    "payment.received": "billing",
    "stock.low": "billing",
    "stock.changed": "billing",
    "product.created": "catalog",
    "product.updated": "catalog",
    "product.archived": "catalog",
    "customer.created": "customers",
}


def example(source, event_type):
    return json.loads((EXAMPLES / f"{source}.{event_type.replace('.', '_')}.v1.json").read_text())


def told(source, event_type):
    """The public data that the example on the bus becomes."""
    event = Event.from_json(example(source, event_type))
    return event.data, shape(PUBLIC_NAMES[event.type], event.data)


@pytest.mark.parametrize("event_type", sorted(DATA))
def test_every_public_example_has_the_contract_s_shape(event_type):
    public = example("webhooks", event_type)

    assert public["type"] == event_type
    assert PublicEnvelope().validate(public) == DATA[event_type]().validate(public["data"]) == {}


@pytest.mark.parametrize(("event_type", "source"), sorted(SOURCES.items()))
def test_what_a_service_publishes_becomes_public_data_of_that_shape(event_type, source):
    _, made = told(source, event_type)

    assert made
    assert [DATA[event_type]().validate(data) for data in made] == [{}] * len(made)
    assert list(made[0]) == list(example("webhooks", event_type)["data"])


@pytest.mark.parametrize("event_type", ["product.created", "product.updated", "product.archived", "customer.created"])
def test_the_public_examples_are_made_from_the_examples_on_the_bus(event_type):
    _, made = told(SOURCES[event_type], event_type)

    assert made == [example("webhooks", event_type)["data"]]


def test_billing_s_invoice_is_told_with_the_phone_masked():
    invoice, [data] = told("billing", "invoice.created")

    assert data["grand_total"] * 100 == invoice["grand_total_paise"]
    assert data["items_count"] == len(invoice["lines"])
    assert data["customer_phone"] == masked_phone(invoice["customer"]["phone"])
    assert invoice["customer"]["phone"] not in json.dumps(data)


def test_billing_s_credit_note_is_told_with_the_phone_masked():
    note, [data] = told("billing", "invoice.refunded")

    assert data["total"] * 100 == note["total_paise"]
    assert data["customer_phone"] == masked_phone(note["customer"]["phone"])
    assert note["customer"]["phone"] not in json.dumps(data)


def test_billing_s_changes_of_stock_are_told_one_by_one():
    sale, made = told("billing", "stock.changed")

    assert [(data["sku"], data["delta"] * 1000) for data in made] == [
        (change["sku"], change["delta_milli"]) for change in sale["changes"]
    ]


def test_every_bus_event_that_is_told_has_its_source_here():
    assert set(PUBLIC_NAMES) == set(SOURCES)
    assert set(DATA) <= set(PUBLIC_TYPES)
