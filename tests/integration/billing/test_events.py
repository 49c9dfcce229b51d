"""What billing emits for sales on a database, and what it makes of the events that catalog and customers publish."""

import json
from pathlib import Path

import pytest

from contracts.events.billing import EVENTS
from kit.db import Database
from kit.messaging import Event
from kit.testing import FakeClock
from services.billing import operations
from services.billing.storage import customer_copies, invoice_numbers, sellables, stores
from services.billing.wire import sale_from_wire
from tests.factories.billing import (
    ACCOUNT,
    BENGALURU,
    CALLER,
    MAGGI,
    MILK,
    RAHUL,
    RAHUL_ID,
    SECRET,
    a_document,
    a_sale_request,
    a_store_row,
    an_item,
)

EXAMPLES = Path(__file__).resolve().parents[3] / "contracts" / "examples" / "events"


def example(name):
    return Event.from_json(json.loads((EXAMPLES / f"{name}.v1.json").read_text()))


@pytest.fixture(scope="module")
def database(fresh_database):
    database = Database(fresh_database("billing")["service"], size=2)
    yield database
    database.close()


@pytest.fixture(scope="module")
def emitted(database):
    """What lies in the outbox after the product page's sale and one that leaves ten litres of milk."""
    clock = FakeClock()
    opening = {MILK: 40_000, MAGGI: 500_000}
    with database.transaction(ACCOUNT) as tx:
        row = a_store_row()
        stores.add(tx, ACCOUNT, {**row, "address": None, "metadata": "{}"})
        documents = [(ACCOUNT, a_document(of, opening={BENGALURU.store_id: milli})) for of, milli in opening.items()]
        operations.apply_product(tx, clock, documents)
        invoice_numbers.take(tx, {(ACCOUNT, BENGALURU.gstin, "invoice", 2026, "INV-2026-"): 4216})
    for request in (a_sale_request(), a_sale_request(items=[an_item(sku=MILK.sku, qty_milli=28_000)], payments=None)):
        [answer] = operations.create_invoices(
            database, clock, SECRET, [operations.Sale(CALLER, sale_from_wire(request), None)]
        )
        assert answer["created"]
    with database.transaction(ACCOUNT) as tx:
        rows = tx.all("SELECT envelope FROM outbox ORDER BY position")
    return [Event.from_json(json.loads(row["envelope"])) for row in rows]


def without_new_ids(event):
    """The event, its random ids put to those of the example."""
    known = example(f"billing.{event.type.replace('.', '_')}")
    data = dict(event.data)
    if event.type == "invoice.created":
        data["invoice_id"] = known.data["invoice_id"]
        data["payments"] = [
            {**payment, "id": other["id"]}
            for payment, other in zip(data["payments"], known.data["payments"], strict=True)
        ]
    return Event(known.id, event.type, event.version, event.occurred_at, event.account_id, event.livemode, data)


def test_the_product_page_s_sale_is_emitted_as_the_examples_show(emitted):
    assert [event.type for event in emitted] == [
        "invoice.created",
        "stock.changed",
        "invoice.created",
        "stock.changed",
        "stock.low",
    ]
    assert without_new_ids(emitted[0]) == example("billing.invoice_created")
    assert without_new_ids(emitted[1]) == example("billing.stock_changed")
    assert without_new_ids(emitted[4]) == example("billing.stock_low")


def test_whatever_is_emitted_has_the_contract_s_shape(emitted):
    for event in emitted:
        assert EVENTS[event.type, event.version]().validate(event.data) == {}


@pytest.mark.parametrize(
    ("name", "rate_paise", "status"),
    [("product_created", 1400, "active"), ("product_updated", 1500, "active"), ("product_archived", 1500, "archived")],
)
def test_catalog_s_products_are_taken(database, name, rate_paise, status):
    published = example(f"catalog.{name}")
    account = f"acct_{name}"

    with database.transaction(account) as tx:
        assert operations.apply_product(tx, FakeClock(), [(account, published.data)]) == {"applied": 1}
        kept = sellables.get(tx, account, published.data["product_id"])
        on_hand = {row["store_id"]: row["on_hand_milli"] for row in tx.all("SELECT * FROM stock_levels")}

    assert (kept.sku, kept.rate_paise, kept.status, kept.reorder_level_milli) == (
        "MAGGI-70G",
        rate_paise,
        status,
        10_000,
    )
    assert on_hand == {opening["store_id"]: opening["qty_milli"] for opening in published.data["opening_stock"]}


@pytest.mark.parametrize("name", ["customer_created", "customer_updated"])
def test_customers_events_are_taken(database, name):
    published = example(f"customers.{name}")

    with database.transaction(ACCOUNT) as tx:
        operations.remember_customers(tx, [published])
        [kept] = customer_copies.known(tx, [(ACCOUNT, RAHUL)], [])

    assert (kept["customer_id"], kept["name"]) == (RAHUL_ID, published.data["name"])
