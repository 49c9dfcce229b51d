"""How each refusal about stores comes about."""

from dataclasses import replace

from kit.caller import Idempotency
from services.billing import operations


def change(shop, store_id=None, *, key=None, fingerprint="f", expected_body=None, **changes):
    request = {"store_id": store_id or shop.mumbai, "changes": changes, "expected_body": expected_body}
    idempotency = Idempotency(key, fingerprint) if key else None
    return operations.change_store(shop.db, shop.clock, shop.caller, request=request, idempotency=idempotency)


def bound(shop, do):
    shop.caller = replace(shop.caller, store_id=shop.mumbai)
    do(shop)


def reuse_a_change_s_key(shop, state_of):
    change(shop, key="k", name="One")
    shop.before = state_of(shop)
    change(shop, key="k", fingerprint="another", name="Two")


def ways(hold_and, state_of):
    """Every (method, code) and what brings it about."""
    return {
        ("open_store", "store_not_allowed"): lambda shop: bound(
            shop, lambda shop: shop.open_store(name="X", state="29")
        ),
        ("get_store", "not_found"): lambda shop: operations.get_store(shop.db, shop.caller, store_id="store_0"),
        ("list_stores", "validation_failed"): lambda shop: operations.list_stores(
            shop.db, shop.caller, request={"limit": 0}
        ),
        ("change_store", "not_found"): lambda shop: change(shop, "store_0", key="k", name="New"),
        ("change_store", "validation_failed"): lambda shop: change(shop, key="k", name=" "),
        ("change_store", "store_not_allowed"): lambda shop: bound(shop, lambda shop: change(shop, is_default=True)),
        ("change_store", "precondition_failed"): lambda shop: change(shop, key="k", expected_body="stale", name="New"),
        ("change_store", "idempotency_key_reused"): lambda shop: reuse_a_change_s_key(shop, state_of),
        ("change_store", "idempotency_key_in_use"): lambda shop: hold_and(shop, lambda: change(shop, key="held")),
    }
