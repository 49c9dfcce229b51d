"""Sales make customers and add up, whatever their order."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from kit.db import Tx
from tests.factories.customers import ASHA, AT, RAHUL, an_invoice_event, id_of

LATER = AT + timedelta(days=1)


@pytest.fixture
def sale(shop):
    """Make invoice events of the shop's account."""
    numbers = itertools.count(1)
    return lambda **facts: an_invoice_event(next(numbers), **{"account_id": shop.caller.account_id, **facts})


def known(shop, phone=RAHUL):
    return shop.get(id_of(phone, shop.caller.account_id))


def purchases(customer):
    return customer["invoices_count"], customer["total_spent"], customer["last_visit_at"]


def test_a_sale_makes_the_customer_it_names(shop, sale):
    shop.sell(sale(name="Rahul K.", email="rahul@example.in"))

    customer = known(shop)
    assert (customer["phone"], customer["name"], customer["email"]) == (RAHUL, "Rahul K.", "rahul@example.in")
    assert purchases(customer) == (1, 220, "2026-06-28T10:14:22Z")
    [(event_type, data)] = shop.events()
    assert (event_type, data["customer_id"], data["version"], data["name"]) == (
        "customer.created",
        id_of(RAHUL, shop.caller.account_id),
        1,
        "Rahul K.",
    )


def test_a_batch_adds_up_by_customer(shop, sale):
    shop.sell(
        sale(paise=10_000), sale(phone=ASHA, paise=5), sale(paise=20_050, at=LATER), sale(phone=None), sale(paise=0)
    )

    assert purchases(known(shop)) == (3, 300.5, "2026-06-29T10:14:22Z")
    assert purchases(known(shop, ASHA)) == (1, 0.05, "2026-06-28T10:14:22Z")
    assert len(shop.rows()) == 2


def test_sales_to_nobody_known_by_phone_change_nothing(shop, sale):
    shop.sell(sale(phone=None), sale(phone=None, name="A passer-by"))

    assert (shop.rows(), shop.events()) == ([], [])


def test_the_order_of_arrival_does_not_matter(shop, sale):
    shop.sell(sale(at=LATER))
    shop.sell(sale(at=AT))

    assert purchases(known(shop)) == (2, 440, "2026-06-29T10:14:22Z")


def test_a_sale_fills_an_empty_name_and_says_so(shop, sale):
    shop.upsert(email="rahul@example.in")

    shop.sell(sale(name="Rahul K.", email="other@example.in"))

    assert (known(shop)["name"], known(shop)["email"]) == ("Rahul K.", "rahul@example.in")
    assert [(event_type, data["version"]) for event_type, data in shop.events()] == [
        ("customer.created", 1),
        ("customer.updated", 2),
    ]


def test_a_sale_never_overwrites_and_makes_no_event_then(shop, sale):
    shop.upsert(name="Rahul K.")

    shop.sell(sale(name="Somebody Else"))

    assert known(shop)["name"] == "Rahul K."
    assert len(shop.events()) == 1


def test_a_new_customer_s_event_has_the_name_that_a_later_sale_of_the_batch_gave(shop, sale):
    shop.sell(sale(at=AT), sale(at=LATER, name="Rahul K."))

    [(event_type, data)] = shop.events()
    assert (event_type, data["name"]) == ("customer.created", "Rahul K.")


def test_a_batch_may_hold_several_accounts(open_shop):
    one, other = open_shop(), open_shop()
    events = [an_invoice_event(turn, account_id=shop.caller.account_id) for turn, shop in enumerate((one, other, one))]

    one.sell(*events)

    assert purchases(known(one)) == (2, 440, "2026-06-28T10:14:22Z")
    assert purchases(known(other)) == (1, 220, "2026-06-28T10:14:22Z")
    assert [len(shop.events()) for shop in (one, other)] == [1, 1]


def test_an_id_is_followed_to_its_customer_s_present_phone(shop, sale):
    shop.upsert(RAHUL, name="Rahul K.")
    shop.run("UPDATE customers SET phone = %(phone)s WHERE account_id = %(account_id)s", phone=ASHA)

    shop.sell(sale(phone=RAHUL))

    assert (known(shop, RAHUL)["phone"], known(shop, RAHUL)["invoices_count"]) == (ASHA, 1)
    assert len(shop.rows()) == 1


def test_an_erased_customer_takes_no_more_purchases(shop, sale):
    shop.upsert(RAHUL)
    shop.run("UPDATE customers SET phone = NULL WHERE account_id = %(account_id)s")

    shop.sell(sale(phone=RAHUL))

    assert known(shop)["invoices_count"] == 0
    assert len(shop.rows()) == 1


def test_a_sandbox_s_events_stay_in_the_sandbox(shop, sale):
    shop.sell(sale(livemode=False))

    assert '"livemode":false' in shop.rows("outbox")[0]["envelope"]


def test_a_hundred_sales_take_as_many_statements_as_one(shop, sale, monkeypatch):
    statements = []
    execute = Tx._execute
    monkeypatch.setattr(
        Tx, "_execute", lambda tx, sql, *rest, **kept: (statements.append(sql), execute(tx, sql, *rest, **kept))[1]
    )

    def counted(*events):
        statements.clear()
        shop.sell(*events)
        return len(statements)

    hundred = [sale(phone=f"+9198765{number:05}") for number in range(100)]
    assert counted(sale()) == counted(*hundred) <= 6


def test_sales_and_upserts_at_once_lose_nothing(shop, sale):
    phones = [RAHUL, ASHA]
    batches = [[sale(phone=phones[(turn + i) % 2], paise=100) for i in range(4)] for turn in range(16)]

    def work(turn):
        shop.sell(*batches[turn])
        shop.upsert(phones[turn % 2], metadata={"turn": str(turn)})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(16)))

    assert [purchases(known(shop, phone))[:2] for phone in phones] == [(32, 32), (32, 32)]
    assert sum(event_type == "customer.created" for event_type, _ in shop.events()) == 2
