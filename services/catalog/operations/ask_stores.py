"""Ask billing, which owns the stores, for those of the account. Before any transaction: a call inside one would hold its locks."""

from typing import Any, Protocol

from kit.caller import Caller
from services.catalog.domain.opening_stock import Stores

TIMEOUT_SECONDS = 8.0


class Bus(Protocol):
    """What an operation needs of the message bus."""

    def call(
        self, service: str, method: str, *, caller: Caller, request: dict[str, Any], timeout: float = TIMEOUT_SECONDS
    ) -> Any: ...


def ask_stores(bus: Bus, caller: Caller) -> Stores:
    """Return the account's stores; an unnamed quantity goes to the key's store, else to the default one."""
    answer = bus.call("billing", "check_stores", caller=caller, request={"store_ids": None}, timeout=TIMEOUT_SECONDS)
    return Stores(frozenset(answer["stores"]), caller.store_id or answer["default_store_id"])
