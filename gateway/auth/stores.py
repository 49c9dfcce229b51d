"""A key bound to a store works on that store alone."""

from typing import Any

from gateway.problems import Problem
from gateway.request_context import current


def only_own_store(store_id: str | None) -> str | None:
    """Give the store to look at: the one asked for, else the key's own. Another than the key's own is refused."""
    own = _own_store()
    if own is None or store_id == own:
        return store_id
    if store_id is not None:
        raise Problem("store_not_allowed", f"This key works on the store {own} alone.")
    return own


def in_own_store(query: dict[str, Any]) -> dict[str, Any]:
    """Narrow a list to the key's own store."""
    return {**query, "store_id": only_own_store(query["store_id"])}


def _own_store() -> str | None:
    principal = current().principal
    return principal.store_id if principal is not None else None
