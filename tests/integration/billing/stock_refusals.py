"""How each refusal of a change of stock comes about; what the ledger is asked for in vain."""

from dataclasses import replace

from services.billing import operations
from tests.integration.billing.by_hand import adjusted, movements, transferred


def close(shop, store_id):
    with shop.owner.transaction() as tx:
        tx.run("UPDATE stores SET status = 'closed' WHERE store_id = %(s)s", {"s": store_id})


def bound(shop):
    shop.caller = replace(shop.caller, store_id=shop.mumbai)


def move(shop, qty=1_000, source=None, target=None, **request):
    return transferred(shop, qty, source or shop.bengaluru, target or shop.mumbai, **request)


def adjust_in_a_closed_store(shop):
    close(shop, shop.bengaluru)
    adjusted(shop, delta_milli=1_000, reason="received", key="k")


def transfer_to_a_closed_store(shop):
    close(shop, shop.mumbai)
    move(shop, key="k")


def adjust_elsewhere_than_the_key_may(shop):
    bound(shop)
    adjusted(shop, store_id=shop.bengaluru, delta_milli=1_000, reason="received")


def transfer_with_the_key_of_one_store(shop):
    bound(shop)
    move(shop)


def expect_another_quantity(shop):
    adjusted(shop, delta_milli=1_000, reason="found", expected_qty_milli=1, key="k")


def reuse_an_adjustment_s_key(shop, state_of):
    adjusted(shop, delta_milli=1_000, reason="found", key="k")
    shop.before = state_of(shop)
    adjusted(shop, delta_milli=2_000, reason="found", key="k", fingerprint="another")


def reuse_a_transfer_s_key(shop, state_of):
    move(shop, key="k")
    shop.before = state_of(shop)
    move(shop, 2_000, key="k", fingerprint="another")


def ways(hold_and, state_of):
    """Every (method, code) and what brings it about."""
    return {
        ("get_inventory", "validation_failed"): lambda shop: operations.get_inventory(shop.db, shop.caller, request={}),
        ("get_stock", "validation_failed"): lambda shop: operations.get_stock(shop.db, shop.caller, request={}),
        ("adjust_stock", "not_found"): lambda shop: adjusted(shop, product="prod_0", delta_milli=1, reason="found"),
        ("adjust_stock", "validation_failed"): lambda shop: adjusted(shop, delta_milli=1, reason="stolen"),
        ("adjust_stock", "store_not_allowed"): adjust_elsewhere_than_the_key_may,
        ("adjust_stock", "store_closed"): adjust_in_a_closed_store,
        ("adjust_stock", "stock_changed"): expect_another_quantity,
        ("adjust_stock", "insufficient_stock"): lambda shop: adjusted(
            shop, delta_milli=-100_001, reason="lost", key="k"
        ),
        ("adjust_stock", "idempotency_key_reused"): lambda shop: reuse_an_adjustment_s_key(shop, state_of),
        ("adjust_stock", "idempotency_key_in_use"): lambda shop: hold_and(
            shop, lambda: adjusted(shop, delta_milli=1, reason="found", key="held")
        ),
        ("transfer_stock", "not_found"): lambda shop: move(shop, product="prod_0"),
        ("transfer_stock", "validation_failed"): lambda shop: move(shop, target="store_0"),
        ("transfer_stock", "store_not_allowed"): transfer_with_the_key_of_one_store,
        ("transfer_stock", "store_closed"): transfer_to_a_closed_store,
        ("transfer_stock", "insufficient_stock"): lambda shop: move(shop, 100_001, key="k"),
        ("transfer_stock", "idempotency_key_reused"): lambda shop: reuse_a_transfer_s_key(shop, state_of),
        ("transfer_stock", "idempotency_key_in_use"): lambda shop: hold_and(shop, lambda: move(shop, key="held")),
        ("list_low_stock", "validation_failed"): lambda shop: operations.list_low_stock(
            shop.db, shop.caller, request={"limit": 0}
        ),
        ("list_movements", "not_found"): lambda shop: movements(shop, product="prod_0"),
        ("list_movements", "validation_failed"): lambda shop: movements(shop, filters={"reason": "boredom"}),
    }
