"""The data of each public event."""

import pytest

from contracts.events.webhooks import DATA
from contracts.public.webhook_types import PUBLIC_NAMES
from services.webhooks.domain.public_data import shape
from tests.factories.webhooks import a_stock_event, an_invoice_event


def test_an_invoice_begins_with_the_fields_of_the_product_page():
    [data] = shape("invoice.created", an_invoice_event().data)

    assert list(data)[:3] == ["invoice_no", "grand_total", "customer_phone"]
    assert (data["grand_total"], data["customer_phone"], data["items_count"]) == (220, "+91••••43210", 2)


def test_an_invoice_without_a_customer_has_no_phone():
    assert shape("invoice.created", an_invoice_event(phone=None).data)[0]["customer_phone"] is None


def test_each_change_of_stock_is_an_event_of_its_own():
    changes = shape("stock.changed", a_stock_event(-2000, -1500).data)

    assert [(change["delta"], change["on_hand"]) for change in changes] == [(-2, 498), (-1.5, 498.5)]


def test_a_low_stock_names_the_level():
    level = {"product_id": "prod_1", "sku": "MAGGI-70G", "name": "Maggi", "store_id": "store_1"}

    [data] = shape("stock.low", {**level, "on_hand_milli": 9_500, "reorder_level_milli": 10_000})

    assert data == {**level, "on_hand": 9.5, "reorder_level": 10}


@pytest.mark.parametrize("public_type", sorted(PUBLIC_NAMES.values()))
def test_every_public_type_has_its_contract(public_type):
    assert public_type in DATA
