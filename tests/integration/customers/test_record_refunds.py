"""Credit notes lower what a customer has spent, whatever their order; the number of invoices and the last visit stay."""

import itertools
from datetime import timedelta

import pytest

from tests.factories.customers import ASHA, AT, RAHUL, a_refund_event, an_invoice_event, id_of

LATER = AT + timedelta(days=1)


@pytest.fixture
def events(shop):
    """Make events of the shop's account: (sale, refund)."""
    numbers = itertools.count(1)

    def of(kind):
        return lambda **facts: kind(next(numbers), **{"account_id": shop.caller.account_id, **facts})

    return of(an_invoice_event), of(a_refund_event)


def purchases(shop, phone=RAHUL):
    customer = shop.get(id_of(phone, shop.caller.account_id))
    return customer["invoices_count"], customer["total_spent"], customer["last_visit_at"]


def test_a_credit_note_lowers_what_was_spent(shop, events):
    sale, refund = events
    shop.sell(sale(paise=22_000), sale(phone=ASHA, paise=500))

    shop.give_back(refund(paise=1_400, at=LATER), refund(paise=5, at=LATER), refund(phone=None))

    assert purchases(shop) == (1, 205.95, "2026-06-28T10:14:22Z")
    assert purchases(shop, ASHA) == (1, 5, "2026-06-28T10:14:22Z")
    assert [kind for kind, _ in shop.events()] == ["customer.created"] * 2


def test_a_credit_note_that_comes_before_its_sale_adds_up_with_it(shop, events):
    sale, refund = events

    shop.give_back(refund(name="Rahul K."))
    assert purchases(shop) == (0, -14, None)
    shop.sell(sale(paise=22_000, name="Rahul K."))

    assert purchases(shop) == (1, 206, "2026-06-28T10:14:22Z")
    assert [kind for kind, _ in shop.events()] == ["customer.created"]


def test_a_credit_note_follows_its_customer_to_another_phone_and_lowers_an_erased_one_s_sums(shop, events):
    sale, refund = events
    shop.sell(sale(paise=22_000), sale(phone=ASHA))
    rahul, asha = (id_of(phone, shop.caller.account_id) for phone in (RAHUL, ASHA))
    shop.change(rahul, phone="+919845012345")
    shop.erase(asha)

    shop.give_back(refund(), refund(phone=ASHA), refund(phone=ASHA))

    assert shop.get(rahul)["total_spent"] == 206
    assert (shop.get(asha)["phone"], shop.get(asha)["total_spent"]) == (None, 192)
    assert len(shop.rows()) == 2
