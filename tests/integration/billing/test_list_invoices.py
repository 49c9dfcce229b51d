"""Invoices are listed newest first, by filters, and page by page while the till goes on selling."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from kit.caller import Caller
from kit.clock import rfc3339
from kit.testing import FakeClock
from services.billing import operations
from services.billing.errors import ValidationFailed
from tests.factories.billing import RAHUL


def page(shop, after=None, limit=20, caller=None, **filters):
    request = {"filters": filters, "after": after, "limit": limit}
    answer = operations.list_invoices(shop.db, caller or shop.caller, request=request)
    return json.loads(answer["body_items"]), answer["next"]


def numbers(shop, **filters):
    return [int(invoice["invoice_no"][-5:]) for invoice in page(shop, **filters)[0]]


def pages(shop, limit, between=lambda: None, **filters):
    found, after = [], None
    while True:
        invoices, after = page(shop, after, limit, **filters)
        found += [invoice["id"] for invoice in invoices]
        if after is None:
            return found
        between()


@pytest.fixture
def sold(shop):
    """Seven sales, one after the other; returns their ids."""
    return [shop.invoice(("MAGGI-70G", 1))["id"] for _ in range(7)]


def test_no_invoices_make_an_empty_page(shop):
    assert page(shop) == ([], None)


def test_the_newest_comes_first_and_bodies_are_the_invoices_own(shop):
    made = [shop.invoice(("MAGGI-70G", quantity)) for quantity in (1, 2)]

    assert page(shop) == (made[::-1], None)


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8])
def test_pages_join_without_gap_or_repeat(shop, sold, limit):
    assert pages(shop, limit) == sorted(sold, reverse=True)


def test_the_last_full_page_says_that_it_is_the_last(shop, sold):
    invoices, following = page(shop, limit=7)

    assert (len(invoices), following) == (7, None)


def test_sales_made_between_pages_shift_nothing(shop, sold):
    found = pages(shop, 2, between=lambda: shop.sell(("MAGGI-70G", 1)))

    assert found == sorted(sold, reverse=True)


def test_pages_read_while_tills_sell_hold_what_was_there_once_and_in_order(shop, sold):
    stop = threading.Event()

    def sell():
        while not stop.is_set():
            shop.sell(("PEN", 1), payments=[{"mode": "cash"}])

    shop.product("PEN", rate=500, stock=1_000_000)
    tills = [threading.Thread(target=sell) for _ in range(2)]
    for till in tills:
        till.start()
    readings = [pages(shop, 3) for _ in range(5)]
    stop.set()
    for till in tills:
        till.join()

    for found in readings:
        assert found == sorted(set(found), reverse=True)
        assert set(sold) <= set(found)


def test_another_account_s_invoices_are_not_listed(shop, sold):
    assert page(shop, caller=Caller("acct_somebody_else")) == ([], None)


def test_by_store(shop):
    shop.product("TEA", rate=100, opening_stock=[{"store_id": shop.mumbai, "qty_milli": 9000}])
    shop.sell(("MAGGI-70G", 1))
    shop.sell(("TEA", 1), store_id=shop.mumbai)

    [invoice] = page(shop, store_id=shop.mumbai)[0]
    assert invoice["store_id"] == shop.mumbai
    assert len(page(shop, store_id=shop.bengaluru)[0]) == 1
    assert page(shop, store_id="store_nowhere")[0] == []


def test_by_status(shop):
    shop.sell(("MAGGI-70G", 1), payments=[{"mode": "upi"}])
    shop.sell(("MAGGI-70G", 1), payments=[{"mode": "cash", "amount_paise": 100}])
    shop.sell(("MAGGI-70G", 1))

    found = {status: numbers(shop, status=status) for status in ("paid", "partially_paid", "unpaid")}
    assert found == {"paid": [1], "partially_paid": [2], "unpaid": [3]}


def test_by_number_and_by_customer(shop, sold):
    bought = shop.invoice(("MAGGI-70G", 1), customer={"phone": RAHUL})

    assert page(shop, number=bought["invoice_no"]) == ([bought], None)
    assert page(shop, customer_id=bought["customer"]["id"]) == ([bought], None)
    assert page(shop, customer_id="cus_nobody") == ([], None)
    assert page(shop, number=bought["invoice_no"], status="paid") == ([], None)


def test_by_the_time_they_were_made(shop, sold):
    hour = timedelta(hours=1)
    now = datetime.now(UTC)

    assert len(numbers(shop, created_at_gte=rfc3339(now - hour), created_at_lte=rfc3339(now + hour))) == 7
    assert numbers(shop, created_at_gte=rfc3339(now + hour)) == []
    assert numbers(shop, created_at_lte=(now - hour).isoformat()) == []


def test_times_are_whole_seconds_both_included(shop):
    shop.clock = FakeClock(datetime(2026, 6, 28, 10, 14, 22, 700_000, tzinfo=UTC))
    sold = shop.invoice(("MAGGI-70G", 1))
    at = sold["created_at"]

    assert at == "2026-06-28T10:14:22Z"
    assert page(shop, created_at_gte=at, created_at_lte=at)[0] == [sold]
    assert page(shop, created_at_gte="2026-06-28T15:44:22+05:30")[0] == [sold]
    assert page(shop, created_at_gte="2026-06-28T10:14:23Z")[0] == []
    assert page(shop, created_at_lte="2026-06-28T10:14:21Z")[0] == []
    assert page(shop, created_at_gte="0001-01-01T00:00:00Z", created_at_lte="9999-12-31T23:59:59Z")[0] == [sold]


def test_a_key_of_one_store_lists_that_store_s(shop, sold):
    elsewhere = Caller(shop.caller.account_id, store_id=shop.mumbai)

    assert page(shop, caller=elsewhere)[0] == []
    assert len(page(shop, caller=Caller(shop.caller.account_id, store_id=shop.bengaluru))[0]) == 7


def test_filters_hold_on_every_page(shop):
    for turn in range(6):
        shop.sell(("MAGGI-70G", 1), payments=[{"mode": "upi"}] if turn % 2 else None)

    found = pages(shop, 2, between=lambda: shop.sell(("MAGGI-70G", 1)), status="paid")

    assert len(found) == 3


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        ({"filters": {"colour": "red"}}, "/filters/colour"),
        ({"filters": {"status": "lost"}}, "/filters/status"),
        ({"filters": {"created_at_gte": "today"}}, "/filters/created_at_gte"),
        ({"after": ["x", "y"]}, "/after"),
        ({"limit": 1000}, "/limit"),
    ],
)
def test_what_is_no_list_request_is_refused(shop, request_, pointer):
    with pytest.raises(ValidationFailed) as refusal:
        operations.list_invoices(shop.db, shop.caller, request=request_)

    assert [fault["pointer"] for fault in refusal.value.errors] == [pointer]
