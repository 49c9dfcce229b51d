"""A key bound to a store works on that store alone."""

from gateway.problems import Problem
from gateway.request_context import current


def only_own_store(store_id: str | None) -> None:
    """Refuse a store that is not the key's; without a store named, the services take the key's own."""
    principal = current().principal
    if store_id is None or principal is None or principal.store_id is None:
        return
    if store_id != principal.store_id:
        raise Problem("store_not_allowed", f"This key works on the store {principal.store_id} alone.")
