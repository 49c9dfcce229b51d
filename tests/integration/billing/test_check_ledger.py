"""The check of the books: silent when they balance, and every planted difference is named."""

import pytest

from services.billing.check_ledger import main
from tests.integration.billing.by_hand import adjusted, counted, transferred
from tests.integration.billing.refunding import refund


@pytest.fixture
def check(shop, billing_database, capsys):
    """Run the command for the shop's account; its exit status and its lines."""

    def run():
        environ = {"SAATHIX_BILLING_WORKER_DATABASE_URL": billing_database["worker"]}
        status = main(["--account", shop.caller.account_id], environ)
        return status, capsys.readouterr().out.splitlines()

    return run


def spoil(shop, sql):
    with shop.owner.transaction() as tx:
        tx.run(sql, {"a": shop.caller.account_id, "s": shop.bengaluru})


def test_balanced_books_are_all_equal(shop, check):
    shop.sell(("MAGGI-70G", 3))
    counted(shop, 90_000)
    transferred(shop, 5_000, shop.bengaluru, shop.mumbai)

    assert check() == (0, ["3 stock rows, 6 movements, 0 credit notes: all equal"])


def test_a_row_that_is_not_its_sum_is_named(shop, check):
    spoil(
        shop, "UPDATE stock_levels SET on_hand_milli = 99500 WHERE account_id = %(a)s AND product_id = 'prod_MAGGI-70G'"
    )

    status, [line, summary] = check()
    place = f"{shop.caller.account_id} {shop.bengaluru} prod_MAGGI-70G"
    assert (status, line) == (1, f"{place}: stock row has 99.5, the ledger comes to 100")
    assert summary.endswith("1 differences")


def test_movements_without_a_row_and_a_wrong_balance_are_named(shop, check):
    adjusted(shop, delta_milli=1_000, reason="found")
    spoil(shop, "DELETE FROM stock_levels WHERE account_id = %(a)s AND product_id = 'prod_AMUL-MILK-1L'")
    spoil(shop, "UPDATE stock_movements SET on_hand_milli = 7 WHERE account_id = %(a)s AND reason = 'found'")

    status, lines = check()
    assert status == 1
    assert "stock row has nothing, the ledger comes to 100" in lines[0]
    assert "has 0.007, the ledger comes to 101" in lines[1]


def test_refunds_that_do_not_add_up_are_named(shop, check):
    sold = shop.invoice(("MAGGI-70G", 3), payments=[{"mode": "upi"}])
    note = refund(shop, sold["id"], (1, 2))
    assert check() == (0, ["2 stock rows, 4 movements, 1 credit notes: all equal"])

    spoil(shop, "UPDATE invoice_lines SET returned_milli = 1000 WHERE account_id = %(a)s")
    spoil(shop, "UPDATE invoices SET given_back_paise = 2900 WHERE account_id = %(a)s")
    spoil(shop, "UPDATE credit_note_lines SET taxable_paise = 2667, total_paise = 2801 WHERE account_id = %(a)s")

    status, lines = check()
    account = shop.caller.account_id
    assert status == 1
    assert lines == [
        f"{account} {sold['id']}: of line 1 1 have come back, its credit notes come to 2",
        f"{account} {sold['id']}: given back is 29, its rows come to 28",
        f"{account} {sold['id']}: given back by notes is 29, its rows come to 28",
        f"{account} {note['id']}: the total is 28, its lines come to 28.01",
        "2 stock rows, 4 movements, 1 credit notes: 4 differences",
    ]


def test_without_a_database_it_says_what_it_lacks(capsys):
    assert main([], {}) == 2
    assert "SAATHIX_BILLING_WORKER_DATABASE_URL" in capsys.readouterr().err
