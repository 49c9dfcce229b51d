"""Bill a sale, together with the sales that wait beside it."""

import time
from collections.abc import Mapping
from typing import Any

from kit.caller import Caller, Idempotency
from kit.clock import Clock
from kit.db.group import GroupCommit
from kit.idempotency import POLL_SECONDS, WAIT_SECONDS, IdempotencyKeyInUse
from services.billing.operations.create_invoices import KeyBusy, Sale
from services.billing.wire import sale_from_wire


def create_invoice(
    sales: GroupCommit[Sale],
    clock: Clock,
    caller: Caller,
    *,
    request: Mapping[str, Any],
    idempotency: Idempotency | None,
) -> dict[str, Any]:
    """
    Bill one sale and return its invoice; the same key returns the same answer again.

    Raises ValidationFailed, InsufficientStock, ProductArchived, StoreClosed, StoreNotAllowed, IdempotencyKeyReused, and
    IdempotencyKeyInUse when the first request with this key is still running after a second.
    """
    sale = Sale(caller, sale_from_wire(request), idempotency)
    deadline = clock.monotonic() + WAIT_SECONDS
    while True:
        outcome: Any = sales.submit(sale)
        if not isinstance(outcome, KeyBusy):
            return dict(outcome)
        if clock.monotonic() >= deadline:
            raise IdempotencyKeyInUse("a request with this Idempotency-Key is still running; send it again in a second")
        time.sleep(POLL_SECONDS)
