"""A refund that breaks at any of its steps has not happened, and the same key then does it once."""

import pytest

from kit import idempotency
from kit.messaging import outbox
from services.billing.storage import invoice_numbers, invoices, originals, refunds, returned_stock, stock
from tests.fakes.crashes import gone_after
from tests.integration.billing.refunding import assert_books_balance, events, give_back, numbers_of, read, state

STEPS = [
    (invoices, "lock"),
    (originals, "of"),
    (stock, "lock"),
    (originals, "money_so_far"),
    (returned_stock, "put_back"),
    (invoice_numbers, "take"),
    (refunds, "_return_lines"),
    (refunds, "_add_note"),
    (refunds, "_add_lines"),
    (refunds, "_add_refunds"),
    (refunds, "book"),
    (outbox, "add"),
    (idempotency, "record_all"),
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0].__name__.split('.')[-1]}.{step[1]}")
def test_nothing_is_left_of_a_refund_that_breaks_and_its_key_does_it_once(shop, billing_database, monkeypatch, step):
    sold = shop.invoice(("MAGGI-70G", 3), ("AMUL-MILK-1L", 1), payments=[{"mode": "upi"}])
    before = state(shop)

    with gone_after(monkeypatch, *step):
        give_back(shop, sold["id"], (1, 2), (2, 1), key="k")
    assert state(shop) == before

    first = give_back(shop, sold["id"], (1, 2), (2, 1), key="k")
    assert give_back(shop, sold["id"], (1, 2), (2, 1), key="k") == {**first, "replayed": True}
    after = read(shop, sold["id"])
    assert (after["amount_refunded"], after["refund_status"]) == (96, "partial")
    assert numbers_of(events(shop, "invoice.refunded")) == [1]
    assert_books_balance(shop, billing_database)
