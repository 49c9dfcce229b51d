"""Bill the sales of a till that was offline, each under its own idempotency key."""

import time
from collections.abc import Sequence
from typing import Any

from kit.caller import Caller
from kit.clock import Clock
from kit.db.group import GroupCommit
from kit.errors import Refusal, WireError
from kit.idempotency import POLL_SECONDS, WAIT_SECONDS, IdempotencyKeyInUse
from kit.logs import get_logger
from services.billing.operations.create_invoices import KeyBusy, Sale
from services.billing.wire import batch_from_wire, batch_to_wire, sale_from_wire

log = get_logger(__name__)


def create_invoice_batch(sales: GroupCommit[Sale], clock: Clock, caller: Caller, *, request: Any) -> dict[str, Any]:
    """
    Bill each sale by itself, in order and together with the sales that wait beside it; one that is refused refuses only itself.

    Each sale has its own key and record, as if it had been sent alone: a repeated batch is put together from those. Raises
    ValidationFailed when it is no batch, and Unavailable when nothing of it could be tried.
    """
    items = batch_from_wire(request)
    outcomes: list[Any] = [None] * len(items)
    asked: dict[int, Sale] = {}
    for place, (sale, idempotency) in enumerate(items):
        try:
            asked[place] = Sale(caller, sale_from_wire(sale), idempotency)
        except Refusal as refusal:
            outcomes[place] = refusal
    for place, outcome in zip(asked, _bill(sales, clock, list(asked.values())), strict=True):
        outcomes[place] = outcome
    failures = [outcome for outcome in outcomes if isinstance(outcome, WireError)]
    if len(failures) == len(outcomes):
        raise failures[0]
    return batch_to_wire([_answered(outcome) for outcome in outcomes])


def _bill(sales: GroupCommit[Sale], clock: Clock, asked: Sequence[Sale]) -> list[Any]:
    """Bill them all; one whose key another request (or an earlier sale of this batch) holds is tried again for a second."""
    outcomes = sales.submit_all(asked)
    deadline = clock.monotonic() + WAIT_SECONDS
    while busy := [place for place, outcome in enumerate(outcomes) if isinstance(outcome, KeyBusy)]:
        late = clock.monotonic() >= deadline
        again: list[Any] = [_in_use()] * len(busy) if late else _again(sales, [asked[place] for place in busy])
        for place, outcome in zip(busy, again, strict=True):
            outcomes[place] = outcome
    return outcomes


def _again(sales: GroupCommit[Sale], asked: Sequence[Sale]) -> list[Any]:
    time.sleep(POLL_SECONDS)
    return sales.submit_all(asked)


def _in_use() -> IdempotencyKeyInUse:
    return IdempotencyKeyInUse("a request with this idempotency key is still running; send it again in a second")


def _answered(outcome: Any) -> Any:
    """What the service itself got wrong is logged here and told without a word of the inside."""
    if isinstance(outcome, Exception) and not isinstance(outcome, Refusal | WireError):
        log.error("sale_of_batch_failed", error=f"{type(outcome).__name__}: {outcome}")
        return WireError("internal_error", "the service failed; its log has the reason")
    return outcome
