"""The checker sees each kind of violation, or its silence proves nothing."""

import os
import signal

import pytest

from kit.db import Database
from tests.e2e.api_client import open_shop
from tests.fault import stack
from tests.fault.checker import applied, check, violations
from tests.fault.till import sales_of, sell_all

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def sold():
    shop = open_shop()
    shop.product("RICE-1KG", rate=64, stock=100)
    return shop, sell_all(shop, sales_of(5), clients=2)


@pytest.fixture
def books(sold):
    """Billing's database, as its owner."""
    database = Database(os.environ["SAATHIX_BILLING_OWNER_DATABASE_URL"], size=1)
    yield lambda sql: _change(database, sql, sold[0].account_id)
    database.close()


def _change(database, sql, account):
    with database.transaction() as tx:
        assert tx.run(sql, {"account": account}) >= 1


def test_all_is_well(sold):
    shop, history = sold
    assert [attempt.outcome for attempt in history.attempts] == ["ok"] * 5
    check(shop, history)
    stack.wait_for(lambda: applied(shop, 5), seconds=20)
    assert not applied(shop, 6)


def test_an_answer_that_is_not_in_the_books_is_lost_and_one_that_nobody_was_told_of_a_ghost(sold):
    shop, history = sold
    answer = history.sold.pop("sale-0")
    try:
        assert violations(shop, history).keys() == {"ghost", "keys"}
        history.sold["sale-0"] = answer.replace(b'"id":"inv_', b'"id":"inv_X')
        assert violations(shop, history).keys() == {"lost", "ghost"}
    finally:
        history.sold["sale-0"] = answer


def test_one_invoice_for_two_keys_is_doubled(sold):
    shop, history = sold
    history.sold["another"] = history.sold["sale-0"]
    try:
        assert violations(shop, history).keys() == {"doubled", "keys"}
    finally:
        del history.sold["another"]


CHANGES = {
    "stock": (
        "UPDATE stock_levels SET on_hand_milli = on_hand_milli + 1000 WHERE account_id = %(account)s",
        "UPDATE stock_levels SET on_hand_milli = on_hand_milli - 1000 WHERE account_id = %(account)s",
    ),
    "sums": (
        "UPDATE payments SET amount_paise = amount_paise + 1 WHERE account_id = %(account)s",
        "UPDATE payments SET amount_paise = amount_paise - 1 WHERE account_id = %(account)s",
    ),
    "gap": (
        (
            "UPDATE invoices SET invoice_no = left(invoice_no, -5) || '00009' "
            "WHERE account_id = %(account)s AND invoice_no LIKE '%%00005'"
        ),
        (
            "UPDATE invoices SET invoice_no = left(invoice_no, -5) || '00005' "
            "WHERE account_id = %(account)s AND invoice_no LIKE '%%00009'"
        ),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_books_that_do_not_balance_are_seen(sold, books, name):
    shop, history = sold
    change, back = CHANGES[name]
    books(change)
    try:
        assert violations(shop, history).keys() == {name}
    finally:
        books(back)
    check(shop, history)


def test_an_event_that_was_not_sent_is_seen(sold, books):
    shop, _ = sold
    stack.wait_for(lambda: applied(shop, 5), seconds=20)
    for pid in stack.service_pids("billing"):
        os.kill(pid, signal.SIGSTOP)
    try:
        books("UPDATE outbox SET sent_at = NULL WHERE account_id = %(account)s")
        assert not applied(shop, 5)
    finally:
        for pid in stack.service_pids("billing"):
            os.kill(pid, signal.SIGCONT)
    stack.wait_for(lambda: applied(shop, 5), seconds=20)  # sent a second time, and the inbox knows it
