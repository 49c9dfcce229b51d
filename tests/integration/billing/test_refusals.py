"""Every refusal that the contract declares can happen, and leaves nothing behind."""

from dataclasses import replace

import pytest

from contracts.rpc.billing import REFUSALS
from kit.caller import Idempotency
from kit.errors import Refusal
from services.billing import operations
from tests.integration.billing import refund_refusals, stock_refusals, store_refusals

TABLES = (
    "invoices",
    "invoice_lines",
    "payments",
    "credit_notes",
    "refunds",
    "stock_movements",
    "number_series",
    "outbox",
    "idempotency_records",
)


def sell_nothing(shop):
    shop.sell()


def sell_more_than_there_is(shop):
    shop.sell(("MAGGI-70G", 101), key="k")


def sell_what_is_archived(shop):
    shop.product("OLD", rate=100, status="archived")
    shop.before = state_of(shop)
    shop.sell(("MAGGI-70G", 1), ("OLD", 1), key="k")


def sell_in_a_closed_store(shop):
    close_all(shop)
    shop.sell(("MAGGI-70G", 1), key="k")


def close_all(shop):
    with shop.owner.transaction() as tx:
        tx.run("UPDATE stores SET status = 'closed' WHERE account_id = %(a)s", {"a": shop.caller.account_id})


def sell_elsewhere_than_the_key_may(shop):
    shop.caller = replace(shop.caller, store_id=shop.mumbai)
    shop.sell(("MAGGI-70G", 1), store_id=shop.bengaluru)


def reuse_a_sale_s_key(shop):
    shop.sell(("MAGGI-70G", 1), key="k")
    shop.before = state_of(shop)
    shop.sell(("MAGGI-70G", 1), key="k", fingerprint="another request")


def sell_while_the_key_is_held(shop):
    hold_and(shop, lambda: shop.sell(("MAGGI-70G", 1), key="held"))


def preview_nothing(shop):
    preview(shop)


def preview_what_is_archived(shop):
    shop.product("OLD", rate=100, status="archived")
    shop.before = state_of(shop)
    preview(shop, "OLD")


def preview_in_a_closed_store(shop):
    close_all(shop)
    preview(shop, "MAGGI-70G")


def preview_elsewhere_than_the_key_may(shop):
    shop.caller = replace(shop.caller, store_id=shop.mumbai)
    preview(shop, "MAGGI-70G", store_id=shop.bengaluru)


def preview(shop, *skus, **request):
    shop.preview(*((sku, 1) for sku in skus), **request)


def ask_for_an_unknown_invoice(shop):
    operations.get_invoice(shop.db, shop.caller, invoice="INV-2026-99999")


def one_number_of_two_gstins(shop):
    shop.product("TEA", rate=100, opening_stock=[{"store_id": shop.mumbai, "qty_milli": 1000}])
    number = shop.invoice(("MAGGI-70G", 1))["invoice_no"]
    assert shop.invoice(("TEA", 1), store_id=shop.mumbai)["invoice_no"] == number
    return number


def ask_for_a_number_that_two_gstins_have(shop):
    number = one_number_of_two_gstins(shop)
    shop.before = state_of(shop)
    operations.get_invoice(shop.db, shop.caller, invoice=number)


def send_a_batch_of_nothing(shop):
    operations.create_invoice_batch(shop.sales, shop.clock, shop.caller, request={"invoices": []})


def pay_nobody_s_invoice(shop):
    pay(shop, "inv_01J00000000000000000000000")


def pay_a_number_that_two_gstins_have(shop):
    number = one_number_of_two_gstins(shop)
    shop.before = state_of(shop)
    pay(shop, number)


def pay_too_much(shop):
    unpaid = shop.invoice(("MAGGI-70G", 1))
    shop.before = state_of(shop)
    pay(shop, unpaid["id"], amount_paise=1401)


def reuse_a_payment_s_key(shop):
    unpaid = shop.invoice(("MAGGI-70G", 1))
    pay(shop, unpaid["id"], "k", amount_paise=100)
    shop.before = state_of(shop)
    pay(shop, unpaid["id"], "k", fingerprint="another request", amount_paise=100)


def pay_while_the_key_is_held(shop):
    unpaid = shop.invoice(("MAGGI-70G", 1))
    shop.before = state_of(shop)
    hold_and(shop, lambda: pay(shop, unpaid["id"], "held"))


def pay(shop, invoice, key=None, fingerprint="f", **payment):
    operations.record_payment(
        shop.db,
        shop.clock,
        shop.caller,
        request={"invoice": invoice, "mode": "upi", **payment},
        idempotency=Idempotency(key, fingerprint) if key else None,
    )


def list_another_store_s(shop):
    shop.caller = replace(shop.caller, store_id=shop.mumbai)
    operations.list_invoices(shop.db, shop.caller, request={"filters": {"store_id": shop.bengaluru}})


def export_nothing(shop):
    operations.export_documents(shop.db, shop.caller, request={"limit": 0})


def list_by_colour(shop):
    operations.list_invoices(shop.db, shop.caller, request={"filters": {"colour": "red"}})


def ask_for_the_stock_of_nothing(shop):
    operations.get_inventory(shop.db, shop.caller, request={"product_id": "prod_nothing"})


def check_nonsense(shop):
    operations.check_stores(shop.db, shop.caller, request={"store_ids": "all"})


def open_a_store_without_a_name(shop):
    shop.open_store()


def reuse_a_store_s_key(shop):
    for fingerprint in ("one", "another"):
        open_under_key(shop, fingerprint=fingerprint)
        shop.before = state_of(shop)


def open_while_the_key_is_held(shop):
    hold_and(shop, lambda: open_under_key(shop))


def open_under_key(shop, key="held", fingerprint="f"):
    operations.open_store(
        shop.db,
        shop.clock,
        shop.caller,
        request={"name": "Third", "state": "29"},
        idempotency=Idempotency(key, fingerprint),
    )


def hold_and(shop, do):
    with shop.owner.transaction() as tx:
        tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%(a)s || ' held', 0))", {"a": shop.caller.account_id})
        do()


WAYS = {
    ("create_invoice", "validation_failed"): sell_nothing,
    ("create_invoice", "insufficient_stock"): sell_more_than_there_is,
    ("create_invoice", "product_archived"): sell_what_is_archived,
    ("create_invoice", "store_closed"): sell_in_a_closed_store,
    ("create_invoice", "store_not_allowed"): sell_elsewhere_than_the_key_may,
    ("create_invoice", "idempotency_key_reused"): reuse_a_sale_s_key,
    ("create_invoice", "idempotency_key_in_use"): sell_while_the_key_is_held,
    ("preview_invoice", "validation_failed"): preview_nothing,
    ("preview_invoice", "product_archived"): preview_what_is_archived,
    ("preview_invoice", "store_closed"): preview_in_a_closed_store,
    ("preview_invoice", "store_not_allowed"): preview_elsewhere_than_the_key_may,
    ("create_invoice_batch", "validation_failed"): send_a_batch_of_nothing,
    ("record_payment", "not_found"): pay_nobody_s_invoice,
    ("record_payment", "ambiguous_number"): pay_a_number_that_two_gstins_have,
    ("record_payment", "validation_failed"): pay_too_much,
    ("record_payment", "idempotency_key_reused"): reuse_a_payment_s_key,
    ("record_payment", "idempotency_key_in_use"): pay_while_the_key_is_held,
    ("get_invoice", "not_found"): ask_for_an_unknown_invoice,
    ("get_invoice", "ambiguous_number"): ask_for_a_number_that_two_gstins_have,
    ("export_documents", "validation_failed"): export_nothing,
    ("list_invoices", "validation_failed"): list_by_colour,
    ("list_invoices", "store_not_allowed"): list_another_store_s,
    ("get_inventory", "not_found"): ask_for_the_stock_of_nothing,
    ("check_stores", "validation_failed"): check_nonsense,
    ("open_store", "validation_failed"): open_a_store_without_a_name,
    ("open_store", "idempotency_key_reused"): reuse_a_store_s_key,
    ("open_store", "idempotency_key_in_use"): open_while_the_key_is_held,
}


def state_of(shop):
    stock = sorted((row["store_id"], row["product_id"], row["on_hand_milli"]) for row in shop.rows("stock_levels"))
    return stock, {table: len(shop.rows(table)) for table in TABLES}


for refusals in (refund_refusals, stock_refusals, store_refusals):
    WAYS |= refusals.ways(hold_and, state_of)


@pytest.mark.parametrize(("method", "code"), WAYS)
def test_a_declared_refusal_happens_and_changes_nothing(shop, method, code):
    shop.before = state_of(shop)

    with pytest.raises(Refusal) as refusal:
        WAYS[method, code](shop)

    assert refusal.value.code == code
    assert state_of(shop) == shop.before


def test_no_refusal_is_declared_that_cannot_happen():
    assert set(WAYS) == {(method, code) for method, codes in REFUSALS.items() for code in codes}
