"""Refunds that meet refunds, payments, sales and counts: whoever comes first, never more than was sold or paid."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from kit.errors import Refusal
from services.billing import operations
from services.billing.storage import refunds
from tests.integration.billing.by_hand import counted
from tests.integration.billing.refunding import assert_books_balance, give_back, numbers_of, read, refund


def outcome_of(work):
    try:
        return json.loads(work()["body"])
    except Refusal as refusal:
        return refusal.code


def at_once(*works):
    """Start all at the same moment and give what became of each."""
    start = Barrier(len(works))

    def run(work):
        start.wait()
        return outcome_of(work)

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def pay(shop, invoice_id, paise=None):
    request = {"invoice": invoice_id, "mode": "upi", "amount_paise": paise}
    return operations.record_payment(shop.db, shop.clock, shop.caller, request=request, idempotency=None)


def test_two_refunds_of_the_same_pieces_give_them_back_once(shop, billing_database):
    sold = shop.invoice(("MAGGI-70G", 3), payments=[{"mode": "upi"}])

    outcomes = at_once(*[lambda: give_back(shop, sold["id"], (1, 2))] * 2)

    assert sorted(type(outcome) is dict for outcome in outcomes) == [False, True]
    assert "refund_exceeds_invoice" in outcomes
    assert (shop.stock_of("MAGGI-70G"), read(shop, sold["id"])["amount_refunded"]) == (99, 28)
    assert_books_balance(shop, billing_database)


def test_twenty_refunds_at_once_of_five_pieces_are_exactly_five(shop, billing_database):
    sold = shop.invoice(("MAGGI-70G", 5, 9999), payments=[{"mode": "upi", "amount_paise": 20_000}, {"mode": "cash"}])

    outcomes = at_once(*[lambda n=n: give_back(shop, sold["id"], (1, 1), key=f"till-{n}") for n in range(20)])

    notes = [outcome for outcome in outcomes if type(outcome) is dict]
    assert len(notes) == 5
    assert {outcome for outcome in outcomes if type(outcome) is str} <= {"refund_exceeds_invoice", "nothing_to_refund"}
    assert numbers_of(notes) == [1, 2, 3, 4, 5]
    assert sum(round(note["total"] * 100) for note in notes) == 49_995
    assert sum(round(note["tax"]["cgst"] * 100) for note in notes) == round(sold["tax"]["cgst"] * 100)
    given = shop.rows("refunds")
    assert {mode: sum(row["amount_paise"] for row in given if row["mode"] == mode) for mode in ("upi", "cash")} == {
        "upi": 20_000,
        "cash": 29_995,
    }
    assert shop.stock_of("MAGGI-70G") == 100
    assert_books_balance(shop, billing_database)


@pytest.mark.parametrize("_", range(5))
def test_a_refund_and_a_payment_at_once_leave_what_either_order_leaves(shop, billing_database, _):
    """₹42, of which 14 are paid. Paid 28 first: the note gives 28 back. Returned first: 14 are due and 28 are too much."""
    sold = shop.invoice(("MAGGI-70G", 3), payments=[{"mode": "upi", "amount_paise": 1400}])

    note, paid = at_once(lambda: give_back(shop, sold["id"], (1, 2)), lambda: pay(shop, sold["id"], 2800))

    after = read(shop, sold["id"])
    assert (after["amount_refunded"], after["amount_due"], after["status"]) == (28, 0, "paid")
    if paid == "validation_failed":
        assert (after["amount_paid"], note["refunds"]) == (14, [])
    else:
        assert (after["amount_paid"], [given["amount"] for given in note["refunds"]]) == (42, [28])
    assert_books_balance(shop, billing_database)


def test_all_that_is_due_is_paid_and_all_that_is_left_returned_at_once(shop, billing_database):
    sold = shop.invoice(("MAGGI-70G", 3))

    note, paid = at_once(lambda: give_back(shop, sold["id"]), lambda: pay(shop, sold["id"]))

    after = read(shop, sold["id"])
    assert (after["refund_status"], after["amount_due"]) == ("full", 0)
    assert after["amount_paid"] == sum(given["amount"] for given in note["refunds"]) in (0, 42)
    assert (paid == "validation_failed") == (after["amount_paid"] == 0)
    assert_books_balance(shop, billing_database)


def test_one_key_sent_eight_times_at_once_refunds_once(shop, billing_database):
    sold = shop.invoice(("MAGGI-70G", 8))

    outcomes = at_once(*[lambda: give_back(shop, sold["id"], (1, 1), key="once")] * 8)

    assert len({json.dumps(outcome) for outcome in outcomes if type(outcome) is dict}) == 1
    assert len(shop.rows("credit_notes")) == 1
    assert_books_balance(shop, billing_database)


def test_sales_refunds_and_counts_of_the_same_products_never_deadlock(shop, billing_database):
    """Lines in either order: rows are locked by their name and not by the request's order."""
    forth, back = ("MAGGI-70G", "AMUL-MILK-1L"), ("AMUL-MILK-1L", "MAGGI-70G")
    sold = [shop.invoice(*[(sku, 2) for sku in order])["id"] for order in (forth, back) * 4]
    works = [
        *[lambda name=name: give_back(shop, name, (1, 1), (2, 1)) for name in sold],
        *[lambda order=order: shop.sell(*[(sku, 1) for sku in order]) for order in (forth, back) * 2],
        *[lambda: {"body": json.dumps(counted(shop, 50_000))} for _ in range(4)],
    ]

    outcomes = at_once(*works)

    assert all(type(outcome) is dict for outcome in outcomes)
    assert len(shop.rows("credit_notes")) == 8
    assert_books_balance(shop, billing_database)


def test_numbers_of_notes_are_consecutive_although_some_refunds_break_with_their_number_taken(
    shop, billing_database, monkeypatch
):
    sold = [shop.invoice(("MAGGI-70G", 1))["id"] for _ in range(12)]
    real, broken = refunds.book, set(sold[::3])

    def book(tx, account_id, issued, texts):
        if issued.original.invoice.invoice_id in broken:
            raise Refusal("the process is gone")
        real(tx, account_id, issued, texts)

    with monkeypatch.context() as breaking:
        breaking.setattr(refunds, "book", book)
        outcomes = at_once(*[lambda name=name: give_back(shop, name) for name in sold])

    assert numbers_of(outcome for outcome in outcomes if type(outcome) is dict) == [*range(1, 9)]
    assert numbers_of(refund(shop, name) for name in sold[::3]) == [9, 10, 11, 12]
    assert_books_balance(shop, billing_database)
