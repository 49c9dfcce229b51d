"""What a shop does in a day, each request under a key of its own, beside the model: sent, cut off, repeated, judged."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from kit.caller import Idempotency
from kit.errors import Refusal, Unavailable
from services.billing import operations
from tests.factories.books_model import GOODS, OPENING_MILLI, Books, Store
from tests.integration.billing.conftest import Shop
from tests.integration.billing.cutting import cut

Json = dict[str, Any]


@dataclass
class Deed:
    """A request: how to send it, which code the model refuses it with, how the model books its answer."""

    key: str
    send: Callable[[str, str], Json]
    judge: Callable[[], str | None]
    book: Callable[[Json], None]
    answer: Json | None = None


class Days:
    """One shop's days: what was done, what was cut off, and the model."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.broken = shop, pytest.MonkeyPatch()
        one, two = "29AAGCB7383J1Z4", "27AAPFU0939F1ZV"
        self.model = Books(
            {
                "bengaluru": Store(one),
                "mumbai": Store(two),
                "rounding": Store(one, rounded=True),
                "free": Store("", negative=True),
            }
        )
        self.model.stock = {(store, sku): OPENING_MILLI for store in ("bengaluru", "rounding") for sku in GOODS}
        self.done: list[Deed] = []
        self.unfinished: list[Deed] = []
        self._serial = 0

    def do(
        self,
        operation: Any,
        request: Json,
        judge: Callable[[], str | None],
        book: Callable[[Json], None],
        at: int | str | None,
    ) -> None:
        """Ask billing for something new a second later, cut off at some point or not."""
        self.shop.clock.move(timedelta(seconds=1))
        self._serial += 1
        over: Any = self.shop.sales if operation is operations.create_invoice else self.shop.db

        def send(key: str, fingerprint: str) -> Json:
            idempotency = Idempotency(key, fingerprint)
            answer: Json = operation(over, self.shop.clock, self.shop.caller, request=request, idempotency=idempotency)
            return answer

        self.attempt(Deed(f"key-{self._serial}", send, judge, book), at)

    def attempt(self, deed: Deed, at: int | str | None = None) -> None:
        """Send it; the model says what must come of it. What was cut before its commit has not happened."""
        expected = deed.judge()
        try:
            with cut(at, self.broken) as turns:
                answer = deed.send(deed.key, "f")
        except Unavailable:
            if expected is not None or not turns["committed"]:
                self.unfinished.append(deed)
                return
            answer = deed.send(deed.key, "f")
            assert answer["replayed"], "what was committed is found by its key"
        except Refusal as refusal:
            assert refusal.code == expected, refusal.detail
            return
        assert expected is None, f"{expected} was not refused"
        deed.answer = {**answer, "replayed": True}
        deed.book(json.loads(answer["body"]))
        self.done.append(deed)

    def repeat(self, pick: int, *, otherwise: bool) -> None:
        """Send something done once more: the same bytes, or for another request under its key a refusal; nothing happens."""
        deed = self.done[pick % len(self.done)]
        if not otherwise:
            assert deed.send(deed.key, "f") == deed.answer
            return
        with pytest.raises(Refusal) as refused:
            deed.send(deed.key, "another")
        assert refused.value.code == "idempotency_key_reused"

    def finish(self, pick: int) -> None:
        """Send something that was cut off again, judged by how things are now."""
        self.attempt(self.unfinished.pop(pick % len(self.unfinished)))
