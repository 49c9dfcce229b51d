"""The catalog emits what the contract says, and the contract's examples are what it emits."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contracts.events.catalog import EVENTS, ProductDocument
from kit.messaging import Event
from services.catalog.operations import record_products
from services.catalog.wire import product_to_document, reached_from_wire
from tests.factories.catalog import a_draft, a_product

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "events"

VERSION_1 = a_product()
VERSION_2 = VERSION_1.replaced_by(a_draft(rate_paise=1500), (), VERSION_1.created_at + timedelta(hours=1))
ARCHIVED = replace(VERSION_2, version=3, status="archived", updated_at=VERSION_1.created_at + timedelta(hours=2))


def example(name):
    return Event.from_json(json.loads((EXAMPLES / f"catalog.{name}.v1.json").read_text()))


@pytest.mark.parametrize(
    ("name", "product"),
    [("product_created", VERSION_1), ("product_updated", VERSION_2), ("product_archived", ARCHIVED)],
)
def test_the_catalog_emits_the_example(name, product):
    published = example(name)

    assert product_to_document(product) == published.data
    assert published.type == name.replace("_", ".")
    assert EVENTS[published.type, published.version]().validate(published.data) == {}


def test_every_event_that_the_catalog_writes_is_in_the_contract():
    written = {record_products.CREATED, record_products.UPDATED, record_products.RETIRED}

    assert written == {event_type for event_type, _ in EVENTS}


@pytest.mark.parametrize("field", sorted(ProductDocument().fields))
def test_a_document_without_one_of_its_fields_is_none(field):
    document = product_to_document(a_product())
    del document[field]

    assert field in ProductDocument().validate(document)


def test_billing_s_new_stock_rows_are_understood():
    opened = Event.from_json(json.loads((EXAMPLES / "billing.stock_opened.v1.json").read_text()))

    assert reached_from_wire(opened.account_id, opened.data) == [
        (opened.account_id, "prod_01J00000000000000000AMV110", "store_01J0000000000000000000BLR0")
    ]
    with pytest.raises(KeyError):
        reached_from_wire(opened.account_id, {})
