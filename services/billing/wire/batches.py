"""Batches of sales: read item by item, answered item by item."""

from collections.abc import Sequence
from typing import Any

from contracts.rpc import InvalidRequest, read
from contracts.rpc import billing as contract
from kit.caller import Idempotency
from kit.errors import Refusal, WireError
from kit.wire_json import dumps
from services.billing.errors import ValidationFailed

_BATCH = contract.CreateInvoiceBatch()


def batch_from_wire(request: Any) -> list[tuple[Any, Idempotency | None]]:
    """Read the sales of `create_invoice_batch`, unread, each with its key; raises ValidationFailed."""
    try:
        items = read(_BATCH, request)["invoices"]
    except InvalidRequest as problem:
        raise ValidationFailed(problem.faults) from None
    return [(None, None) if item is None else (item["sale"], _key(item["idempotency"])) for item in items]


def batch_to_wire(outcomes: Sequence[dict[str, Any] | Refusal | WireError]) -> dict[str, Any]:
    """Write what became of each sale; `replayed` says that this batch did nothing that had not been done before."""
    made = [outcome for outcome in outcomes if isinstance(outcome, dict)]
    return {
        "body": '{"results":[' + ",".join([_result(place, outcome) for place, outcome in enumerate(outcomes)]) + "]}",
        "resource_id": "",
        "created": True,
        "replayed": bool(made) and all(answer["replayed"] for answer in made),
    }


def _result(place: int, outcome: dict[str, Any] | Refusal | WireError) -> str:
    if isinstance(outcome, dict):
        return f'{{"index":{place},"status":"created","resource":{outcome["body"]}}}'
    error = {"code": outcome.code, "detail": outcome.detail, "errors": outcome.errors, "facts": outcome.facts}
    return dumps({"index": place, "status": "error", "error": error})


def _key(idempotency: dict[str, Any] | None) -> Idempotency | None:
    return None if idempotency is None else Idempotency(idempotency["key"], idempotency["fingerprint"])
