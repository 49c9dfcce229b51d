"""The idempotency keys of a batch: each item has one of its own, and its fingerprint is that of the request sent alone."""

from collections.abc import Sequence
from typing import Any

from gateway.api.v1.schemas.batch import Item
from gateway.idempotency.fingerprint import fingerprint
from gateway.request_context import current
from kit.caller import Idempotency

KEY = "idempotency_key"


def with_keys(items: Sequence[Item], raw: Sequence[Any], *, as_if_posted_to: str, named: str) -> list[Any]:
    """
    Give each item, as `{named: item, "idempotency": …}`, the key it carries, else `<key of the request>#<index>`.

    An item that was sent alone before, under the same key, is found again; null stands for an item that has faults.
    """
    return [
        None if item.faults else _with_key(place, item.value, raw[place], as_if_posted_to, named)
        for place, item in enumerate(items)
    ]


def _with_key(place: int, value: dict[str, Any], raw: dict[str, Any], path: str, named: str) -> dict[str, Any]:
    context = current()
    assert context.idempotency is not None  # a batch's view is @idempotent
    key = value[KEY] or f"{context.idempotency.key}#{place}"
    alone = {name: content for name, content in raw.items() if name != KEY}
    print_of_item = fingerprint("POST", path, context.version or "", alone)
    return {
        named: {name: content for name, content in value.items() if name != KEY},
        "idempotency": Idempotency(key, print_of_item).to_wire(),
    }
