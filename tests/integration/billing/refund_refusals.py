"""How each refusal about refunds comes about."""

import json

from services.billing import operations
from tests.integration.billing.refunding import give_back, notes_of, preview

UNKNOWN = "INV-2026-77777"


def a_sale(shop):
    return shop.invoice(("MAGGI-70G", 3))["id"]


def all_back(shop):
    sold = a_sale(shop)
    give_back(shop, sold)
    return sold


def a_sale_of_a_closed_store(shop):
    sold = a_sale(shop)
    with shop.owner.transaction() as tx:
        tx.run("UPDATE stores SET status = 'closed' WHERE account_id = %(a)s", {"a": shop.caller.account_id})
    return sold


def a_key_used(shop):
    sold = a_sale(shop)
    give_back(shop, sold, (1, 1), key="k")
    return sold


def one_number_of_two_gstins(shop):
    """Sell in both states; the number is that of both invoices."""
    shop.product("TEA", rate=100, opening_stock=[{"store_id": shop.mumbai, "qty_milli": 1000}])
    first, second = shop.invoice(("MAGGI-70G", 1)), shop.invoice(("TEA", 1), store_id=shop.mumbai)
    assert first["invoice_no"] == second["invoice_no"]
    return first["invoice_no"]


def one_number_of_two_notes(shop):
    one_number_of_two_gstins(shop)
    notes = [json.loads(give_back(shop, row["invoice_id"])["body"]) for row in shop.rows("invoices")]
    assert notes[0]["credit_note_no"] == notes[1]["credit_note_no"]
    return notes[0]["credit_note_no"]


def get(shop, name):
    operations.get_credit_note(shop.db, shop.caller, credit_note=name)


def ways(hold_and, state_of):
    """Every (method, code) and what brings it about."""

    def after(prepared, ask):
        def happens(shop):
            name = prepared(shop)
            shop.before = state_of(shop)
            ask(shop, name)

        return happens

    def again(shop, sold):
        give_back(shop, sold, (1, 2), key="k", fingerprint="another")

    def while_held(shop, sold):
        hold_and(shop, lambda: give_back(shop, sold, key="held"))

    return {
        ("refund_invoice", "not_found"): lambda shop: give_back(shop, UNKNOWN, key="k"),
        ("refund_invoice", "ambiguous_number"): after(one_number_of_two_gstins, give_back),
        ("refund_invoice", "validation_failed"): after(
            a_sale, lambda shop, sold: give_back(shop, sold, (2, 1), key="k")
        ),
        ("refund_invoice", "nothing_to_refund"): after(all_back, give_back),
        ("refund_invoice", "refund_exceeds_invoice"): after(a_sale, lambda shop, sold: give_back(shop, sold, (1, 4))),
        ("refund_invoice", "store_closed"): after(a_sale_of_a_closed_store, give_back),
        ("refund_invoice", "idempotency_key_reused"): after(a_key_used, again),
        ("refund_invoice", "idempotency_key_in_use"): after(a_sale, while_held),
        ("preview_refund", "not_found"): lambda shop: preview(shop, UNKNOWN),
        ("preview_refund", "ambiguous_number"): after(one_number_of_two_gstins, preview),
        ("preview_refund", "validation_failed"): after(a_sale, lambda shop, sold: preview(shop, sold, (2, 1))),
        ("preview_refund", "nothing_to_refund"): after(all_back, preview),
        ("preview_refund", "refund_exceeds_invoice"): after(a_sale, lambda shop, sold: preview(shop, sold, (1, 4))),
        ("list_refunds", "not_found"): lambda shop: notes_of(shop, UNKNOWN),
        ("list_refunds", "ambiguous_number"): after(one_number_of_two_gstins, notes_of),
        ("list_refunds", "validation_failed"): lambda shop: notes_of(shop, UNKNOWN, limit=101),
        ("get_credit_note", "not_found"): lambda shop: get(shop, "CN-2026-77777"),
        ("get_credit_note", "ambiguous_number"): after(one_number_of_two_notes, get),
    }
